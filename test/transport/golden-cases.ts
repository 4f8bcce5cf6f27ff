/** One message of every kind, space and element type, with the edges of each: what test/golden/wire holds as bytes. */
import type { Fault } from "../../src/transport/errors.ts";
import type { ReplyBody, RequestBody, StepReply } from "../../src/transport/message.ts";
import { DEFAULT_LIMITS } from "../../src/transport/message.ts";
import type { RobotState, WireRobot } from "../../src/transport/robot-message.ts";
import type { WireSpace, WireSpec } from "../../src/transport/spec-message.ts";
import type { Tensor } from "../../src/transport/tensor.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";

interface GoldenCase<B> {
  readonly name: string;
  readonly body: B;
  readonly tensors?: readonly Tensor[];
  readonly requestId?: number;
  readonly timeToLiveMs?: number;
  /** What a later version added, as its sender would: bytes put behind the envelope that this version makes. */
  readonly later?: Uint8Array;
}

const last = 2 ** 32 - 1;
const limits = { messageBytes: 1, envelopeBytes: 2, tensorCount: 3, elementCount: 4, inFlight: 5 };
const tensorsOfEveryType: readonly Tensor[] = [
  { dtype: "float32", shape: [1, 4], data: Float32Array.of(-0, 1.5, 3.4028234663852886e38, -Infinity) },
  float64Tensor(Float64Array.of(Number.MIN_VALUE, Number.MAX_VALUE, Math.PI, -0), [1, 2, 2]),
  { dtype: "int8", shape: [2], data: Int8Array.of(-128, 127) },
  { dtype: "int16", shape: [2], data: Int16Array.of(-32768, 32767) },
  { dtype: "int32", shape: [2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) },
  { dtype: "int64", shape: [2], data: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n) },
  { dtype: "uint8", shape: [2], data: Uint8Array.of(0, 255) },
  { dtype: "uint16", shape: [2], data: Uint16Array.of(0, 65535) },
  { dtype: "uint32", shape: [2], data: Uint32Array.of(0, last) },
  { dtype: "uint64", shape: [2], data: BigUint64Array.of(0n, 2n ** 64n - 1n) },
  { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) },
  { dtype: "float32", shape: [0, 3], data: new Float32Array(0) },
  { dtype: "float64", shape: [], data: Float64Array.of(42) },
];

const reset = { kind: "reset", envIds: [0], seeds: [7], options: {} } as const;
const step = { kind: "step", envIds: [0] } as const;

export const goldenRequests: readonly GoldenCase<RequestBody>[] = [
  {
    name: "hello",
    body: { kind: "hello", packageVersion: "gaitway 0.1.0", capabilities: [], limits: DEFAULT_LIMITS },
  },
  {
    name: "hello with capabilities, text beyond ASCII and limits of its own",
    body: { kind: "hello", packageVersion: "gåitway 機 🐕", capabilities: ["resume", ""], limits },
  },
  { name: "reset", body: reset },
  {
    name: "reset of the last environment with the last seed, id and deadline",
    requestId: last,
    timeToLiveMs: last,
    body: { kind: "reset", envIds: [0, last], seeds: [last, 0], options: {} },
  },
  {
    name: "reset with a number, a text and a flag",
    body: { ...reset, options: { floor: "carpet 🐾", friction: 0.1, noisy: false } },
  },
  { name: "reset of nothing", body: { kind: "reset", envIds: [], seeds: [], options: {} } },
  { name: "step", body: step, tensors: [float64Tensor(Float64Array.of(0.5, -0.25), [1, 2])] },
  { name: "step with a tensor of every element type", body: step, tensors: tensorsOfEveryType },
  {
    name: "step of 65 environments",
    body: { kind: "step", envIds: Array.from({ length: 65 }, (_, i) => i) },
  },
  { name: "step into the pool", body: { ...step, minBatch: 1 } },
  { name: "step that only receives", body: { kind: "step", envIds: [], minBatch: 4 } },
  { name: "step that only sends", body: { ...step, minBatch: 0 } },
  { name: "heartbeat", body: { kind: "heartbeat" } },
  { name: "bye", body: { kind: "bye" } },
  { name: "resume", body: { kind: "resume", awaited: [1, 128, last] } },
  { name: "render", body: { kind: "render", envIds: [3], mode: "rgb_array" } },
  {
    name: "read properties",
    body: { kind: "readProperties", envIds: [0, 1], names: ["gravity", "friction"] },
  },
  {
    name: "write properties",
    body: { kind: "writeProperties", envIds: [0], values: { gravity: -9.81, paused: true, sky: "" } },
  },
  { name: "get state", body: { kind: "getState", envIds: [2] } },
  {
    name: "set state",
    body: { kind: "setState", envIds: [2] },
    tensors: [{ dtype: "uint8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
  },
  {
    name: "linearize",
    body: { kind: "linearize", envIds: [2] },
    tensors: [float64Tensor(Float64Array.of(0.5, -0.25), [1, 2])],
  },
  {
    name: "command",
    body: { kind: "command", sequence: last, sent: 12345.678, torqueShare: 0.25 },
    tensors: [float64Tensor(Float64Array.of(0.5, -0.25), [2])],
  },
  { name: "arm", body: { kind: "arm", torque: true, sent: 12345.678 } },
  { name: "arm, torque off", body: { kind: "arm", torque: false, sent: 0 } },
  { name: "stop", body: { kind: "stop", profile: "damp" } },
  { name: "read robot", body: { kind: "readRobot" } },
  // Field 60 of the envelope, a varint.
  { name: "step with a field of a later version", body: step, later: Uint8Array.of(0xe0, 0x03, 0x2a) },
  // Field 27, an empty message, in place of a kind.
  { name: "kind of a later version", body: { kind: "unknown" }, later: Uint8Array.of(0xda, 0x01, 0x00) },
];

const box = (dtype: Tensor["dtype"], low: number[], high: number[], shape: number[]): WireSpace => ({
  type: "box",
  dtype,
  shape,
  low: Float64Array.from(low),
  high: Float64Array.from(high),
  names: [],
  units: [],
});

const named: WireSpace = {
  ...(box("float64", [-1, -2], [1, Infinity], [2]) as Extract<WireSpace, { type: "box" }>),
  names: ["hip", "knee"],
  units: ["rad", "rad/s"],
};

const everySpace: WireSpace = {
  type: "dict",
  entries: [
    ...(["float32", "float64", "int8", "int16", "int32", "int64"] as const).map((dtype) => ({
      key: dtype,
      space: box(dtype, [-1], [1], [3]),
    })),
    ...(["uint8", "uint16", "uint32", "uint64", "bool"] as const).map((dtype) => ({
      key: dtype,
      space: box(dtype, [0], [1], [1, 2]),
    })),
    { key: "image", space: box("uint8", [0], [255], [84, 84, 3]) },
    { key: "one number", space: box("float32", [-Infinity], [Infinity], []) },
    { key: "discrete", space: { type: "discrete", count: 3, start: -1, names: ["left", "stay", "right"] } },
    { key: "last discrete", space: { type: "discrete", count: last, start: -(2 ** 31), names: [] } },
    {
      key: "multi",
      space: {
        type: "multiDiscrete",
        shape: [2],
        counts: [2, last],
        starts: [0, -5],
        names: ["gear", "lamp"],
      },
    },
    { key: "bits", space: { type: "multiBinary", shape: [2, 2], names: [] } },
    { key: "text", space: { type: "text", minLength: 0, maxLength: 8, charset: "ab🐕" } },
    { key: "", space: { type: "tuple", spaces: [named, { type: "tuple", spaces: [] }] } },
  ],
};

const spec: WireSpec = {
  name: "toy",
  version: "1",
  observationSpace: named,
  actionSpace: { type: "discrete", count: 2, start: 0, names: [] },
  envCount: 1,
  controlPeriod: 0,
  autoresetMode: "disabled",
  renderModes: [],
  options: [],
  properties: [],
  outOfBounds: "refuse",
};

const fullSpec: WireSpec = {
  ...spec,
  observationSpace: everySpace,
  envCount: last,
  controlPeriod: 0.02,
  autoresetMode: "nextStep",
  renderModes: ["rgb_array", "ansi"],
  options: [
    { name: "friction", description: "how rough the floor is", default: 0.5 },
    { name: "floor", description: "", default: "" },
    { name: "noisy", description: "", default: false },
  ],
  properties: [
    { name: "gravity", description: "downwards", unit: "m/s²", writable: true, default: -9.81 },
    { name: "engine", description: "", unit: "", writable: false, default: "MuJoCo" },
  ],
  outOfBounds: "clip",
};

const helloReply = {
  kind: "hello",
  packageVersion: "gaitway 0.1.0",
  capabilities: [],
  limits: DEFAULT_LIMITS,
  heartbeatIntervalMs: 250,
  missedHeartbeats: 4,
  spec,
} as const;

const robot: WireRobot = {
  name: "leg",
  version: "1",
  joints: [
    {
      name: "hip",
      positive: "the foot swings forward",
      low: -1,
      high: 2,
      maxSpeed: 7,
      maxAcceleration: 200,
      maxTorque: 0,
      stance: 0.5,
    },
    { name: "knee", positive: "", low: 0, high: 1, maxSpeed: 1, maxAcceleration: 1, stance: 0 },
  ],
  channels: [
    {
      name: "jointAngle",
      elements: [
        { name: "hipAngle", unit: "rad" },
        { name: "kneeAngle", unit: "rad" },
      ],
      maxAge: 0.05,
      frozenAfter: 0.1,
    },
    { name: "touch", elements: [{ name: "footTouch", unit: "N" }], maxAge: 0.05 },
  ],
  leastControlPeriod: 0.008,
  mostControlPeriod: 0.1,
  measuresJoints: true,
  watchdog: { timeout: 0.08, reaction: "torque off" },
  stopProfiles: ["damp", "limp"],
};
const limpState: RobotState = { time: 4.5, torque: [false, false], latched: true, reason: "watchdog" };

const stepReply: StepReply = {
  kind: "step",
  envIds: [0],
  rewards: [1],
  terminated: [false],
  truncated: [false],
  reasons: [],
  finalEnvIds: [],
  failures: [],
  clippedEnvIds: [],
  lostEnvIds: [],
};
const observation = (rows: number) =>
  float64Tensor(
    Float64Array.from({ length: 2 * rows }, (_, i) => i),
    [rows, 2],
  );

const fault = (code: Fault["code"], sessionUsable = true): Fault => ({
  code,
  message: `what: ${code}`,
  remedy: "what to do",
  envIds: [1, last],
  sessionUsable,
});

const faultCodes = [
  ...([
    "malformed",
    "tooLarge",
    "versionSkew",
    "unsupported",
    "sessionLost",
    "busy",
    "deadlineExceeded",
  ] as const),
  ...(["cancelled", "invalidRequest", "resetNeeded", "episodeLost", "internal", "shuttingDown"] as const),
  ...(["commandRefused", "commandLate", "latched", "notOwner"] as const),
];

export const goldenReplies: readonly GoldenCase<ReplyBody>[] = [
  { name: "hello", body: helloReply },
  {
    name: "hello of an environment with everything",
    body: {
      ...helloReply,
      capabilities: ["resume", "render", "properties", "state"],
      limits,
      spec: fullSpec,
    },
  },
  {
    name: "hello of an environment that resets itself in the same step",
    body: { ...helloReply, spec: { ...spec, autoresetMode: "sameStep" } },
  },
  {
    name: "hello of a robot",
    body: { ...helloReply, capabilities: ["robot"], robot, sensorEndpoint: "tcp://*:5556" },
  },
  { name: "reset", body: { kind: "reset", envIds: [0] }, tensors: [observation(1)] },
  { name: "reset of nothing", body: { kind: "reset", envIds: [] }, tensors: [observation(0)] },
  { name: "step", body: stepReply, tensors: [observation(1)] },
  {
    name: "step that tells how long it was simulated",
    body: { ...stepReply, simulateSeconds: 0.0125 },
    tensors: [observation(1)],
  },
  {
    name: "step with the last id",
    requestId: last,
    body: { ...stepReply, envIds: [last] },
    tensors: [observation(1)],
  },
  { name: "step with a tensor of every element type", body: stepReply, tensors: tensorsOfEveryType },
  {
    name: "empty batch from the pool",
    body: { ...stepReply, envIds: [], rewards: [], terminated: [], truncated: [] },
    tensors: [observation(0)],
  },
  {
    name: "step with extreme rewards, ends, reasons, final observations, clipped and lost environments",
    body: {
      ...stepReply,
      envIds: [0, 1, 2, 3],
      rewards: [-Number.MAX_VALUE, Number.MIN_VALUE, -0, Infinity],
      terminated: [true, false, true, false],
      truncated: [false, true, true, true],
      reasons: ["fell", "time limit", "", "its process ended by SIGSEGV"],
      finalEnvIds: [0, 1],
      clippedEnvIds: [2, last],
      lostEnvIds: [3],
    },
    tensors: [observation(4), observation(2)],
  },
  {
    name: "step from the pool with failures",
    body: { ...stepReply, failures: [fault("resetNeeded"), fault("episodeLost")] },
    tensors: [observation(1)],
  },
  {
    name: "heartbeat",
    body: {
      kind: "heartbeat",
      busy: [
        { envId: 0, busyMs: 0, step: 0, paused: false },
        { envId: last, busyMs: last, step: last, paused: true },
      ],
    },
  },
  { name: "heartbeat of an idle server", body: { kind: "heartbeat", busy: [] } },
  { name: "bye", body: { kind: "bye" } },
  { name: "resume", body: { kind: "resume", unseen: [last], gone: [5, 6] } },
  {
    name: "render",
    body: { kind: "render", envIds: [3] },
    tensors: [{ dtype: "uint8", shape: [1, 2, 3], data: Uint8Array.of(0, 1, 2, 253, 254, 255) }],
  },
  {
    name: "read properties",
    body: { kind: "readProperties", envs: [{ friction: 0, sky: "blue", wind: true }, {}] },
  },
  { name: "write properties", body: { kind: "writeProperties" } },
  {
    name: "get state",
    body: { kind: "getState", envIds: [2] },
    tensors: [{ dtype: "uint8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
  },
  { name: "set state", body: { kind: "setState", envIds: [2] }, tensors: [observation(1)] },
  {
    name: "linearize",
    body: { kind: "linearize", envIds: [2] },
    tensors: [
      float64Tensor(Float64Array.of(1), [1, 1, 1]),
      float64Tensor(Float64Array.of(0.1, 0), [1, 1, 2]),
      float64Tensor(Float64Array.of(2), [1, 1, 1]),
      float64Tensor(Float64Array.of(0, 1), [1, 1, 2]),
      float64Tensor(Float64Array.of(-1), [1, 1]),
      float64Tensor(Float64Array.of(0, -2), [1, 2]),
    ],
  },
  { name: "command", body: { kind: "command" } },
  {
    name: "arm",
    body: { kind: "arm", state: { time: 4.5, torque: [true, false], latched: false, reason: "" } },
  },
  { name: "stop", body: { kind: "stop", state: limpState } },
  { name: "read robot", body: { kind: "readRobot", state: limpState } },
  ...faultCodes.map((code) => ({
    name: `error ${code}`,
    body: { kind: "error" as const, fault: fault(code, code !== "sessionLost") },
  })),
  // Field 60 of the envelope, a text.
  {
    name: "bye with a field of a later version",
    body: { kind: "bye" },
    later: Uint8Array.of(0xe2, 0x03, 1, 0x78),
  },
];
