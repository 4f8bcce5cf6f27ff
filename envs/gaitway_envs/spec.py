"""What an environment is, in the words of the wire."""

from __future__ import annotations

from gymnasium import spaces

from gaitway_envs.blueprint import Blueprint, Value
from gaitway_envs.generated.gaitway.v1 import gaitway_pb2 as pb
from gaitway_envs.leaf import Leaf
from gaitway_envs.spaces import Layout, layout_of

AUTORESET_MODES = {
    "disabled": pb.AUTORESET_MODE_DISABLED,
    "same step": pb.AUTORESET_MODE_SAME_STEP,
    "next step": pb.AUTORESET_MODE_NEXT_STEP,
}


def observation_layout(blueprint: Blueprint) -> Layout:
    return layout_of(blueprint.observation_space, "observation", blueprint.names, blueprint.units)


def action_layout(blueprint: Blueprint) -> Layout:
    return layout_of(blueprint.action_space, "action", blueprint.names, blueprint.units)


def wire_spec(blueprint: Blueprint, env_count: int, autoreset: str, clips: bool) -> pb.Spec:
    """`autoreset` is a key of AUTORESET_MODES; `clips`: whether actions out of bounds are clipped, not refused."""
    return pb.Spec(
        name=blueprint.name,
        version=blueprint.version,
        observation_space=wire_space(observation_layout(blueprint)),
        action_space=wire_space(action_layout(blueprint)),
        env_count=env_count,
        control_period=blueprint.control_period,
        autoreset_mode=AUTORESET_MODES[autoreset],
        render_modes=blueprint.render_modes,
        options=[
            pb.OptionSpec(name=o.name, description=o.description, default_value=wire_value(o.default))
            for o in blueprint.options
        ],
        properties=[
            pb.PropertySpec(
                name=p.name,
                description=p.description,
                unit=p.unit,
                writable=p.writable,
                default_value=wire_value(p.default),
            )
            for p in blueprint.properties
        ],
        out_of_bounds=pb.OUT_OF_BOUNDS_CLIP if clips else pb.OUT_OF_BOUNDS_REFUSE,
    )


def wire_space(layout: Layout) -> pb.Space:
    return _space(layout.space, iter(layout.leaves))


def _space(space: spaces.Space, leaves) -> pb.Space:  # noqa: ANN001
    if isinstance(space, spaces.Dict):
        entries = [
            pb.Dict.Entry(key=key, space=_space(member, leaves)) for key, member in space.spaces.items()
        ]
        return pb.Space(dict=pb.Dict(entries=entries))
    if isinstance(space, spaces.Tuple):
        return pb.Space(tuple=pb.Tuple(spaces=[_space(member, leaves) for member in space.spaces]))
    leaf: Leaf = next(leaves)
    return pb.Space(**leaf.to_wire())


def wire_value(value: Value) -> pb.Value:
    if isinstance(value, bool):
        return pb.Value(flag=value)
    return pb.Value(text=value) if isinstance(value, str) else pb.Value(number=value)


def read_value(value: pb.Value) -> Value | None:
    """None when none of the three was sent."""
    kind = value.WhichOneof("kind")
    return None if kind is None else getattr(value, kind)
