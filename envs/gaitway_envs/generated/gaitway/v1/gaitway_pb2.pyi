from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Dtype(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DTYPE_INVALID: _ClassVar[Dtype]
    DTYPE_FLOAT32: _ClassVar[Dtype]
    DTYPE_FLOAT64: _ClassVar[Dtype]
    DTYPE_INT8: _ClassVar[Dtype]
    DTYPE_INT16: _ClassVar[Dtype]
    DTYPE_INT32: _ClassVar[Dtype]
    DTYPE_INT64: _ClassVar[Dtype]
    DTYPE_UINT8: _ClassVar[Dtype]
    DTYPE_UINT16: _ClassVar[Dtype]
    DTYPE_UINT32: _ClassVar[Dtype]
    DTYPE_UINT64: _ClassVar[Dtype]
    DTYPE_BOOL: _ClassVar[Dtype]

class OutOfBounds(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUT_OF_BOUNDS_REFUSE: _ClassVar[OutOfBounds]
    OUT_OF_BOUNDS_CLIP: _ClassVar[OutOfBounds]

class AutoresetMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTORESET_MODE_INVALID: _ClassVar[AutoresetMode]
    AUTORESET_MODE_DISABLED: _ClassVar[AutoresetMode]
    AUTORESET_MODE_SAME_STEP: _ClassVar[AutoresetMode]
    AUTORESET_MODE_NEXT_STEP: _ClassVar[AutoresetMode]
DTYPE_INVALID: Dtype
DTYPE_FLOAT32: Dtype
DTYPE_FLOAT64: Dtype
DTYPE_INT8: Dtype
DTYPE_INT16: Dtype
DTYPE_INT32: Dtype
DTYPE_INT64: Dtype
DTYPE_UINT8: Dtype
DTYPE_UINT16: Dtype
DTYPE_UINT32: Dtype
DTYPE_UINT64: Dtype
DTYPE_BOOL: Dtype
OUT_OF_BOUNDS_REFUSE: OutOfBounds
OUT_OF_BOUNDS_CLIP: OutOfBounds
AUTORESET_MODE_INVALID: AutoresetMode
AUTORESET_MODE_DISABLED: AutoresetMode
AUTORESET_MODE_SAME_STEP: AutoresetMode
AUTORESET_MODE_NEXT_STEP: AutoresetMode

class Request(_message.Message):
    __slots__ = ("magic", "major", "minor", "session", "request_id", "time_to_live_ms", "tensors", "hello", "reset", "step", "heartbeat", "bye", "resume", "render", "read_properties", "write_properties", "get_state", "set_state", "linearize", "command", "arm", "stop", "read_robot")
    MAGIC_FIELD_NUMBER: _ClassVar[int]
    MAJOR_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_TO_LIVE_MS_FIELD_NUMBER: _ClassVar[int]
    TENSORS_FIELD_NUMBER: _ClassVar[int]
    HELLO_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    BYE_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    READ_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    WRITE_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    GET_STATE_FIELD_NUMBER: _ClassVar[int]
    SET_STATE_FIELD_NUMBER: _ClassVar[int]
    LINEARIZE_FIELD_NUMBER: _ClassVar[int]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    ARM_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    READ_ROBOT_FIELD_NUMBER: _ClassVar[int]
    magic: int
    major: int
    minor: int
    session: bytes
    request_id: int
    time_to_live_ms: int
    tensors: _containers.RepeatedCompositeFieldContainer[Tensor]
    hello: Hello
    reset: Reset
    step: Step
    heartbeat: Heartbeat
    bye: Bye
    resume: Resume
    render: Render
    read_properties: ReadProperties
    write_properties: WriteProperties
    get_state: GetState
    set_state: SetState
    linearize: Linearize
    command: Command
    arm: Arm
    stop: StopRobot
    read_robot: ReadRobot
    def __init__(self, magic: _Optional[int] = ..., major: _Optional[int] = ..., minor: _Optional[int] = ..., session: _Optional[bytes] = ..., request_id: _Optional[int] = ..., time_to_live_ms: _Optional[int] = ..., tensors: _Optional[_Iterable[_Union[Tensor, _Mapping]]] = ..., hello: _Optional[_Union[Hello, _Mapping]] = ..., reset: _Optional[_Union[Reset, _Mapping]] = ..., step: _Optional[_Union[Step, _Mapping]] = ..., heartbeat: _Optional[_Union[Heartbeat, _Mapping]] = ..., bye: _Optional[_Union[Bye, _Mapping]] = ..., resume: _Optional[_Union[Resume, _Mapping]] = ..., render: _Optional[_Union[Render, _Mapping]] = ..., read_properties: _Optional[_Union[ReadProperties, _Mapping]] = ..., write_properties: _Optional[_Union[WriteProperties, _Mapping]] = ..., get_state: _Optional[_Union[GetState, _Mapping]] = ..., set_state: _Optional[_Union[SetState, _Mapping]] = ..., linearize: _Optional[_Union[Linearize, _Mapping]] = ..., command: _Optional[_Union[Command, _Mapping]] = ..., arm: _Optional[_Union[Arm, _Mapping]] = ..., stop: _Optional[_Union[StopRobot, _Mapping]] = ..., read_robot: _Optional[_Union[ReadRobot, _Mapping]] = ...) -> None: ...

class Reply(_message.Message):
    __slots__ = ("magic", "major", "minor", "session", "request_id", "tensors", "error", "hello", "reset", "step", "heartbeat", "bye", "resume", "render", "read_properties", "write_properties", "get_state", "set_state", "linearize", "command", "arm", "stop", "read_robot")
    MAGIC_FIELD_NUMBER: _ClassVar[int]
    MAJOR_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TENSORS_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    HELLO_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    BYE_FIELD_NUMBER: _ClassVar[int]
    RESUME_FIELD_NUMBER: _ClassVar[int]
    RENDER_FIELD_NUMBER: _ClassVar[int]
    READ_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    WRITE_PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    GET_STATE_FIELD_NUMBER: _ClassVar[int]
    SET_STATE_FIELD_NUMBER: _ClassVar[int]
    LINEARIZE_FIELD_NUMBER: _ClassVar[int]
    COMMAND_FIELD_NUMBER: _ClassVar[int]
    ARM_FIELD_NUMBER: _ClassVar[int]
    STOP_FIELD_NUMBER: _ClassVar[int]
    READ_ROBOT_FIELD_NUMBER: _ClassVar[int]
    magic: int
    major: int
    minor: int
    session: bytes
    request_id: int
    tensors: _containers.RepeatedCompositeFieldContainer[Tensor]
    error: Error
    hello: HelloReply
    reset: ResetReply
    step: StepReply
    heartbeat: HeartbeatReply
    bye: ByeReply
    resume: ResumeReply
    render: RenderReply
    read_properties: ReadPropertiesReply
    write_properties: WritePropertiesReply
    get_state: GetStateReply
    set_state: SetStateReply
    linearize: LinearizeReply
    command: CommandReply
    arm: ArmReply
    stop: StopRobotReply
    read_robot: ReadRobotReply
    def __init__(self, magic: _Optional[int] = ..., major: _Optional[int] = ..., minor: _Optional[int] = ..., session: _Optional[bytes] = ..., request_id: _Optional[int] = ..., tensors: _Optional[_Iterable[_Union[Tensor, _Mapping]]] = ..., error: _Optional[_Union[Error, _Mapping]] = ..., hello: _Optional[_Union[HelloReply, _Mapping]] = ..., reset: _Optional[_Union[ResetReply, _Mapping]] = ..., step: _Optional[_Union[StepReply, _Mapping]] = ..., heartbeat: _Optional[_Union[HeartbeatReply, _Mapping]] = ..., bye: _Optional[_Union[ByeReply, _Mapping]] = ..., resume: _Optional[_Union[ResumeReply, _Mapping]] = ..., render: _Optional[_Union[RenderReply, _Mapping]] = ..., read_properties: _Optional[_Union[ReadPropertiesReply, _Mapping]] = ..., write_properties: _Optional[_Union[WritePropertiesReply, _Mapping]] = ..., get_state: _Optional[_Union[GetStateReply, _Mapping]] = ..., set_state: _Optional[_Union[SetStateReply, _Mapping]] = ..., linearize: _Optional[_Union[LinearizeReply, _Mapping]] = ..., command: _Optional[_Union[CommandReply, _Mapping]] = ..., arm: _Optional[_Union[ArmReply, _Mapping]] = ..., stop: _Optional[_Union[StopRobotReply, _Mapping]] = ..., read_robot: _Optional[_Union[ReadRobotReply, _Mapping]] = ...) -> None: ...

class Tensor(_message.Message):
    __slots__ = ("dtype", "shape", "byte_length")
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    BYTE_LENGTH_FIELD_NUMBER: _ClassVar[int]
    dtype: Dtype
    shape: _containers.RepeatedScalarFieldContainer[int]
    byte_length: int
    def __init__(self, dtype: _Optional[_Union[Dtype, str]] = ..., shape: _Optional[_Iterable[int]] = ..., byte_length: _Optional[int] = ...) -> None: ...

class Hello(_message.Message):
    __slots__ = ("package_version", "capabilities", "limits")
    PACKAGE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    package_version: str
    capabilities: _containers.RepeatedScalarFieldContainer[str]
    limits: Limits
    def __init__(self, package_version: _Optional[str] = ..., capabilities: _Optional[_Iterable[str]] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ...) -> None: ...

class HelloReply(_message.Message):
    __slots__ = ("package_version", "capabilities", "limits", "heartbeat_interval_ms", "missed_heartbeats", "spec", "robot", "sensor_endpoint")
    PACKAGE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CAPABILITIES_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_INTERVAL_MS_FIELD_NUMBER: _ClassVar[int]
    MISSED_HEARTBEATS_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    ROBOT_FIELD_NUMBER: _ClassVar[int]
    SENSOR_ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    package_version: str
    capabilities: _containers.RepeatedScalarFieldContainer[str]
    limits: Limits
    heartbeat_interval_ms: int
    missed_heartbeats: int
    spec: Spec
    robot: RobotSpec
    sensor_endpoint: str
    def __init__(self, package_version: _Optional[str] = ..., capabilities: _Optional[_Iterable[str]] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ..., heartbeat_interval_ms: _Optional[int] = ..., missed_heartbeats: _Optional[int] = ..., spec: _Optional[_Union[Spec, _Mapping]] = ..., robot: _Optional[_Union[RobotSpec, _Mapping]] = ..., sensor_endpoint: _Optional[str] = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ("message_bytes", "envelope_bytes", "tensor_count", "element_count", "in_flight")
    MESSAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    ENVELOPE_BYTES_FIELD_NUMBER: _ClassVar[int]
    TENSOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    ELEMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    message_bytes: int
    envelope_bytes: int
    tensor_count: int
    element_count: int
    in_flight: int
    def __init__(self, message_bytes: _Optional[int] = ..., envelope_bytes: _Optional[int] = ..., tensor_count: _Optional[int] = ..., element_count: _Optional[int] = ..., in_flight: _Optional[int] = ...) -> None: ...

class Spec(_message.Message):
    __slots__ = ("name", "version", "observation_space", "action_space", "env_count", "control_period", "autoreset_mode", "render_modes", "options", "properties", "out_of_bounds")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    OBSERVATION_SPACE_FIELD_NUMBER: _ClassVar[int]
    ACTION_SPACE_FIELD_NUMBER: _ClassVar[int]
    ENV_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONTROL_PERIOD_FIELD_NUMBER: _ClassVar[int]
    AUTORESET_MODE_FIELD_NUMBER: _ClassVar[int]
    RENDER_MODES_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PROPERTIES_FIELD_NUMBER: _ClassVar[int]
    OUT_OF_BOUNDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    observation_space: Space
    action_space: Space
    env_count: int
    control_period: float
    autoreset_mode: AutoresetMode
    render_modes: _containers.RepeatedScalarFieldContainer[str]
    options: _containers.RepeatedCompositeFieldContainer[OptionSpec]
    properties: _containers.RepeatedCompositeFieldContainer[PropertySpec]
    out_of_bounds: OutOfBounds
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., observation_space: _Optional[_Union[Space, _Mapping]] = ..., action_space: _Optional[_Union[Space, _Mapping]] = ..., env_count: _Optional[int] = ..., control_period: _Optional[float] = ..., autoreset_mode: _Optional[_Union[AutoresetMode, str]] = ..., render_modes: _Optional[_Iterable[str]] = ..., options: _Optional[_Iterable[_Union[OptionSpec, _Mapping]]] = ..., properties: _Optional[_Iterable[_Union[PropertySpec, _Mapping]]] = ..., out_of_bounds: _Optional[_Union[OutOfBounds, str]] = ...) -> None: ...

class Space(_message.Message):
    __slots__ = ("box", "discrete", "multi_discrete", "multi_binary", "dict", "tuple", "text")
    BOX_FIELD_NUMBER: _ClassVar[int]
    DISCRETE_FIELD_NUMBER: _ClassVar[int]
    MULTI_DISCRETE_FIELD_NUMBER: _ClassVar[int]
    MULTI_BINARY_FIELD_NUMBER: _ClassVar[int]
    DICT_FIELD_NUMBER: _ClassVar[int]
    TUPLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    box: Box
    discrete: Discrete
    multi_discrete: MultiDiscrete
    multi_binary: MultiBinary
    dict: Dict
    tuple: Tuple
    text: Text
    def __init__(self, box: _Optional[_Union[Box, _Mapping]] = ..., discrete: _Optional[_Union[Discrete, _Mapping]] = ..., multi_discrete: _Optional[_Union[MultiDiscrete, _Mapping]] = ..., multi_binary: _Optional[_Union[MultiBinary, _Mapping]] = ..., dict: _Optional[_Union[Dict, _Mapping]] = ..., tuple: _Optional[_Union[Tuple, _Mapping]] = ..., text: _Optional[_Union[Text, _Mapping]] = ...) -> None: ...

class Box(_message.Message):
    __slots__ = ("dtype", "shape", "low", "high", "names", "units")
    DTYPE_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    UNITS_FIELD_NUMBER: _ClassVar[int]
    dtype: Dtype
    shape: _containers.RepeatedScalarFieldContainer[int]
    low: bytes
    high: bytes
    names: _containers.RepeatedScalarFieldContainer[str]
    units: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dtype: _Optional[_Union[Dtype, str]] = ..., shape: _Optional[_Iterable[int]] = ..., low: _Optional[bytes] = ..., high: _Optional[bytes] = ..., names: _Optional[_Iterable[str]] = ..., units: _Optional[_Iterable[str]] = ...) -> None: ...

class Discrete(_message.Message):
    __slots__ = ("count", "start", "names")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    count: int
    start: int
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, count: _Optional[int] = ..., start: _Optional[int] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class MultiDiscrete(_message.Message):
    __slots__ = ("shape", "counts", "starts", "names")
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    STARTS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    shape: _containers.RepeatedScalarFieldContainer[int]
    counts: _containers.RepeatedScalarFieldContainer[int]
    starts: _containers.RepeatedScalarFieldContainer[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, shape: _Optional[_Iterable[int]] = ..., counts: _Optional[_Iterable[int]] = ..., starts: _Optional[_Iterable[int]] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class MultiBinary(_message.Message):
    __slots__ = ("shape", "names")
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    shape: _containers.RepeatedScalarFieldContainer[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, shape: _Optional[_Iterable[int]] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class Dict(_message.Message):
    __slots__ = ("entries",)
    class Entry(_message.Message):
        __slots__ = ("key", "space")
        KEY_FIELD_NUMBER: _ClassVar[int]
        SPACE_FIELD_NUMBER: _ClassVar[int]
        key: str
        space: Space
        def __init__(self, key: _Optional[str] = ..., space: _Optional[_Union[Space, _Mapping]] = ...) -> None: ...
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[Dict.Entry]
    def __init__(self, entries: _Optional[_Iterable[_Union[Dict.Entry, _Mapping]]] = ...) -> None: ...

class Tuple(_message.Message):
    __slots__ = ("spaces",)
    SPACES_FIELD_NUMBER: _ClassVar[int]
    spaces: _containers.RepeatedCompositeFieldContainer[Space]
    def __init__(self, spaces: _Optional[_Iterable[_Union[Space, _Mapping]]] = ...) -> None: ...

class Text(_message.Message):
    __slots__ = ("min_length", "max_length", "charset")
    MIN_LENGTH_FIELD_NUMBER: _ClassVar[int]
    MAX_LENGTH_FIELD_NUMBER: _ClassVar[int]
    CHARSET_FIELD_NUMBER: _ClassVar[int]
    min_length: int
    max_length: int
    charset: str
    def __init__(self, min_length: _Optional[int] = ..., max_length: _Optional[int] = ..., charset: _Optional[str] = ...) -> None: ...

class OptionSpec(_message.Message):
    __slots__ = ("name", "description", "default_value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    default_value: Value
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., default_value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...

class PropertySpec(_message.Message):
    __slots__ = ("name", "description", "unit", "writable", "default_value")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    WRITABLE_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_VALUE_FIELD_NUMBER: _ClassVar[int]
    name: str
    description: str
    unit: str
    writable: bool
    default_value: Value
    def __init__(self, name: _Optional[str] = ..., description: _Optional[str] = ..., unit: _Optional[str] = ..., writable: bool = ..., default_value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...

class Value(_message.Message):
    __slots__ = ("number", "text", "flag")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    FLAG_FIELD_NUMBER: _ClassVar[int]
    number: float
    text: str
    flag: bool
    def __init__(self, number: _Optional[float] = ..., text: _Optional[str] = ..., flag: bool = ...) -> None: ...

class Reset(_message.Message):
    __slots__ = ("env_ids", "seeds", "options")
    class OptionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    SEEDS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    seeds: _containers.RepeatedScalarFieldContainer[int]
    options: _containers.MessageMap[str, Value]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., seeds: _Optional[_Iterable[int]] = ..., options: _Optional[_Mapping[str, Value]] = ...) -> None: ...

class ResetReply(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class Step(_message.Message):
    __slots__ = ("env_ids", "min_batch")
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    MIN_BATCH_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    min_batch: int
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., min_batch: _Optional[int] = ...) -> None: ...

class StepReply(_message.Message):
    __slots__ = ("env_ids", "rewards", "terminated", "truncated", "reasons", "final_env_ids", "failures", "clipped_env_ids", "lost_env_ids", "simulate_seconds")
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    REWARDS_FIELD_NUMBER: _ClassVar[int]
    TERMINATED_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    FINAL_ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    FAILURES_FIELD_NUMBER: _ClassVar[int]
    CLIPPED_ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    LOST_ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    SIMULATE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    rewards: _containers.RepeatedScalarFieldContainer[float]
    terminated: _containers.RepeatedScalarFieldContainer[bool]
    truncated: _containers.RepeatedScalarFieldContainer[bool]
    reasons: _containers.RepeatedScalarFieldContainer[str]
    final_env_ids: _containers.RepeatedScalarFieldContainer[int]
    failures: _containers.RepeatedCompositeFieldContainer[Error]
    clipped_env_ids: _containers.RepeatedScalarFieldContainer[int]
    lost_env_ids: _containers.RepeatedScalarFieldContainer[int]
    simulate_seconds: float
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., rewards: _Optional[_Iterable[float]] = ..., terminated: _Optional[_Iterable[bool]] = ..., truncated: _Optional[_Iterable[bool]] = ..., reasons: _Optional[_Iterable[str]] = ..., final_env_ids: _Optional[_Iterable[int]] = ..., failures: _Optional[_Iterable[_Union[Error, _Mapping]]] = ..., clipped_env_ids: _Optional[_Iterable[int]] = ..., lost_env_ids: _Optional[_Iterable[int]] = ..., simulate_seconds: _Optional[float] = ...) -> None: ...

class Render(_message.Message):
    __slots__ = ("env_ids", "mode")
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    mode: str
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., mode: _Optional[str] = ...) -> None: ...

class RenderReply(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class ReadProperties(_message.Message):
    __slots__ = ("env_ids", "names")
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class ReadPropertiesReply(_message.Message):
    __slots__ = ("envs",)
    ENVS_FIELD_NUMBER: _ClassVar[int]
    envs: _containers.RepeatedCompositeFieldContainer[Properties]
    def __init__(self, envs: _Optional[_Iterable[_Union[Properties, _Mapping]]] = ...) -> None: ...

class Properties(_message.Message):
    __slots__ = ("values",)
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.MessageMap[str, Value]
    def __init__(self, values: _Optional[_Mapping[str, Value]] = ...) -> None: ...

class WriteProperties(_message.Message):
    __slots__ = ("env_ids", "values")
    class ValuesEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    values: _containers.MessageMap[str, Value]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ..., values: _Optional[_Mapping[str, Value]] = ...) -> None: ...

class WritePropertiesReply(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetState(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class GetStateReply(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class SetState(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class SetStateReply(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class Linearize(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class LinearizeReply(_message.Message):
    __slots__ = ("env_ids",)
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, env_ids: _Optional[_Iterable[int]] = ...) -> None: ...

class RobotSpec(_message.Message):
    __slots__ = ("name", "version", "joints", "channels", "least_control_period", "most_control_period", "measures_joints", "watchdog", "stop_profiles")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    JOINTS_FIELD_NUMBER: _ClassVar[int]
    CHANNELS_FIELD_NUMBER: _ClassVar[int]
    LEAST_CONTROL_PERIOD_FIELD_NUMBER: _ClassVar[int]
    MOST_CONTROL_PERIOD_FIELD_NUMBER: _ClassVar[int]
    MEASURES_JOINTS_FIELD_NUMBER: _ClassVar[int]
    WATCHDOG_FIELD_NUMBER: _ClassVar[int]
    STOP_PROFILES_FIELD_NUMBER: _ClassVar[int]
    name: str
    version: str
    joints: _containers.RepeatedCompositeFieldContainer[JointSpec]
    channels: _containers.RepeatedCompositeFieldContainer[SensorChannel]
    least_control_period: float
    most_control_period: float
    measures_joints: bool
    watchdog: Watchdog
    stop_profiles: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., version: _Optional[str] = ..., joints: _Optional[_Iterable[_Union[JointSpec, _Mapping]]] = ..., channels: _Optional[_Iterable[_Union[SensorChannel, _Mapping]]] = ..., least_control_period: _Optional[float] = ..., most_control_period: _Optional[float] = ..., measures_joints: bool = ..., watchdog: _Optional[_Union[Watchdog, _Mapping]] = ..., stop_profiles: _Optional[_Iterable[str]] = ...) -> None: ...

class JointSpec(_message.Message):
    __slots__ = ("name", "positive", "low", "high", "max_speed", "max_acceleration", "max_torque", "stance")
    NAME_FIELD_NUMBER: _ClassVar[int]
    POSITIVE_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    MAX_SPEED_FIELD_NUMBER: _ClassVar[int]
    MAX_ACCELERATION_FIELD_NUMBER: _ClassVar[int]
    MAX_TORQUE_FIELD_NUMBER: _ClassVar[int]
    STANCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    positive: str
    low: float
    high: float
    max_speed: float
    max_acceleration: float
    max_torque: float
    stance: float
    def __init__(self, name: _Optional[str] = ..., positive: _Optional[str] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., max_speed: _Optional[float] = ..., max_acceleration: _Optional[float] = ..., max_torque: _Optional[float] = ..., stance: _Optional[float] = ...) -> None: ...

class SensorChannel(_message.Message):
    __slots__ = ("name", "elements", "max_age", "frozen_after")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ELEMENTS_FIELD_NUMBER: _ClassVar[int]
    MAX_AGE_FIELD_NUMBER: _ClassVar[int]
    FROZEN_AFTER_FIELD_NUMBER: _ClassVar[int]
    name: str
    elements: _containers.RepeatedCompositeFieldContainer[SensorElement]
    max_age: float
    frozen_after: float
    def __init__(self, name: _Optional[str] = ..., elements: _Optional[_Iterable[_Union[SensorElement, _Mapping]]] = ..., max_age: _Optional[float] = ..., frozen_after: _Optional[float] = ...) -> None: ...

class SensorElement(_message.Message):
    __slots__ = ("name", "unit")
    NAME_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    name: str
    unit: str
    def __init__(self, name: _Optional[str] = ..., unit: _Optional[str] = ...) -> None: ...

class Watchdog(_message.Message):
    __slots__ = ("timeout", "reaction")
    TIMEOUT_FIELD_NUMBER: _ClassVar[int]
    REACTION_FIELD_NUMBER: _ClassVar[int]
    timeout: float
    reaction: str
    def __init__(self, timeout: _Optional[float] = ..., reaction: _Optional[str] = ...) -> None: ...

class Arm(_message.Message):
    __slots__ = ("torque", "sent")
    TORQUE_FIELD_NUMBER: _ClassVar[int]
    SENT_FIELD_NUMBER: _ClassVar[int]
    torque: bool
    sent: float
    def __init__(self, torque: bool = ..., sent: _Optional[float] = ...) -> None: ...

class ArmReply(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: RobotState
    def __init__(self, state: _Optional[_Union[RobotState, _Mapping]] = ...) -> None: ...

class Command(_message.Message):
    __slots__ = ("sequence", "sent", "torque_share")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SENT_FIELD_NUMBER: _ClassVar[int]
    TORQUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    sent: float
    torque_share: float
    def __init__(self, sequence: _Optional[int] = ..., sent: _Optional[float] = ..., torque_share: _Optional[float] = ...) -> None: ...

class CommandReply(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class StopRobot(_message.Message):
    __slots__ = ("profile",)
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    profile: str
    def __init__(self, profile: _Optional[str] = ...) -> None: ...

class StopRobotReply(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: RobotState
    def __init__(self, state: _Optional[_Union[RobotState, _Mapping]] = ...) -> None: ...

class ReadRobot(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ReadRobotReply(_message.Message):
    __slots__ = ("state",)
    STATE_FIELD_NUMBER: _ClassVar[int]
    state: RobotState
    def __init__(self, state: _Optional[_Union[RobotState, _Mapping]] = ...) -> None: ...

class RobotState(_message.Message):
    __slots__ = ("time", "torque", "latched", "reason")
    TIME_FIELD_NUMBER: _ClassVar[int]
    TORQUE_FIELD_NUMBER: _ClassVar[int]
    LATCHED_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    time: float
    torque: _containers.RepeatedScalarFieldContainer[bool]
    latched: bool
    reason: str
    def __init__(self, time: _Optional[float] = ..., torque: _Optional[_Iterable[bool]] = ..., latched: bool = ..., reason: _Optional[str] = ...) -> None: ...

class Reading(_message.Message):
    __slots__ = ("magic", "major", "minor", "sequence", "sent", "stamps", "values", "state")
    MAGIC_FIELD_NUMBER: _ClassVar[int]
    MAJOR_FIELD_NUMBER: _ClassVar[int]
    MINOR_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SENT_FIELD_NUMBER: _ClassVar[int]
    STAMPS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    magic: int
    major: int
    minor: int
    sequence: int
    sent: float
    stamps: bytes
    values: bytes
    state: RobotState
    def __init__(self, magic: _Optional[int] = ..., major: _Optional[int] = ..., minor: _Optional[int] = ..., sequence: _Optional[int] = ..., sent: _Optional[float] = ..., stamps: _Optional[bytes] = ..., values: _Optional[bytes] = ..., state: _Optional[_Union[RobotState, _Mapping]] = ...) -> None: ...

class Heartbeat(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class HeartbeatReply(_message.Message):
    __slots__ = ("busy",)
    BUSY_FIELD_NUMBER: _ClassVar[int]
    busy: _containers.RepeatedCompositeFieldContainer[EnvStatus]
    def __init__(self, busy: _Optional[_Iterable[_Union[EnvStatus, _Mapping]]] = ...) -> None: ...

class EnvStatus(_message.Message):
    __slots__ = ("env_id", "busy_ms", "step", "paused")
    ENV_ID_FIELD_NUMBER: _ClassVar[int]
    BUSY_MS_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    PAUSED_FIELD_NUMBER: _ClassVar[int]
    env_id: int
    busy_ms: int
    step: int
    paused: bool
    def __init__(self, env_id: _Optional[int] = ..., busy_ms: _Optional[int] = ..., step: _Optional[int] = ..., paused: bool = ...) -> None: ...

class Resume(_message.Message):
    __slots__ = ("awaited",)
    AWAITED_FIELD_NUMBER: _ClassVar[int]
    awaited: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, awaited: _Optional[_Iterable[int]] = ...) -> None: ...

class ResumeReply(_message.Message):
    __slots__ = ("unseen", "gone")
    UNSEEN_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    unseen: _containers.RepeatedScalarFieldContainer[int]
    gone: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, unseen: _Optional[_Iterable[int]] = ..., gone: _Optional[_Iterable[int]] = ...) -> None: ...

class Bye(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ByeReply(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Error(_message.Message):
    __slots__ = ("code", "message", "remedy", "env_ids", "session_usable")
    class Code(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        INVALID: _ClassVar[Error.Code]
        MALFORMED: _ClassVar[Error.Code]
        TOO_LARGE: _ClassVar[Error.Code]
        VERSION_SKEW: _ClassVar[Error.Code]
        UNSUPPORTED: _ClassVar[Error.Code]
        SESSION_LOST: _ClassVar[Error.Code]
        BUSY: _ClassVar[Error.Code]
        DEADLINE_EXCEEDED: _ClassVar[Error.Code]
        CANCELLED: _ClassVar[Error.Code]
        INVALID_REQUEST: _ClassVar[Error.Code]
        RESET_NEEDED: _ClassVar[Error.Code]
        EPISODE_LOST: _ClassVar[Error.Code]
        INTERNAL: _ClassVar[Error.Code]
        SHUTTING_DOWN: _ClassVar[Error.Code]
        COMMAND_REFUSED: _ClassVar[Error.Code]
        COMMAND_LATE: _ClassVar[Error.Code]
        LATCHED: _ClassVar[Error.Code]
        NOT_OWNER: _ClassVar[Error.Code]
    INVALID: Error.Code
    MALFORMED: Error.Code
    TOO_LARGE: Error.Code
    VERSION_SKEW: Error.Code
    UNSUPPORTED: Error.Code
    SESSION_LOST: Error.Code
    BUSY: Error.Code
    DEADLINE_EXCEEDED: Error.Code
    CANCELLED: Error.Code
    INVALID_REQUEST: Error.Code
    RESET_NEEDED: Error.Code
    EPISODE_LOST: Error.Code
    INTERNAL: Error.Code
    SHUTTING_DOWN: Error.Code
    COMMAND_REFUSED: Error.Code
    COMMAND_LATE: Error.Code
    LATCHED: Error.Code
    NOT_OWNER: Error.Code
    CODE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    ENV_IDS_FIELD_NUMBER: _ClassVar[int]
    SESSION_USABLE_FIELD_NUMBER: _ClassVar[int]
    code: Error.Code
    message: str
    remedy: str
    env_ids: _containers.RepeatedScalarFieldContainer[int]
    session_usable: bool
    def __init__(self, code: _Optional[_Union[Error.Code, str]] = ..., message: _Optional[str] = ..., remedy: _Optional[str] = ..., env_ids: _Optional[_Iterable[int]] = ..., session_usable: bool = ...) -> None: ...
