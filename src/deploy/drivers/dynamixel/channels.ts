/**
 * What a robot on a bus feels, and how it is read out of the answers of servos and sensor board.
 *
 *     jointAngle │ jointSpeed │ angularVelocity │ acceleration │ gravity │ touch │ motorCurrent │ motorTemperature
 *
 * Without a board the four in the middle are not there.
 */
import type { ChannelSpec } from "../../robot.ts";
import type { SensorFrame } from "../../sensor-frame.ts";
import { stateAt } from "./registers.ts";
import type { Replies } from "./replies.ts";
import { angleOf, currentOf, type Sign, speedOf } from "./scale.ts";

/** What the channels depend on. */
export interface Sensed {
  readonly joints: readonly { readonly name: string; readonly sign: Sign }[];
  readonly board: { readonly touch: readonly string[] } | null;
  readonly maxAge: number;
  readonly frozenAfter: number | null;
}

const axes = ["X", "Y", "Z"] as const;
/** Of the board, in this order: units of a count, as README.md has them. */
const turningUnit = 0.001;
const accelerationUnit = 0.005;
const gravityUnit = 1 / 32767;
const touchUnit = 0.01;

export function busChannels({ joints, board, maxAge, frozenAfter }: Sensed): ChannelSpec[] {
  // A servo at rest says the same in every bit; only the sensors of turning and acceleration never rest.
  const channel = (name: string, elements: ChannelSpec["elements"], neverRests = false): ChannelSpec => {
    return { name, elements, maxAge, frozenAfter: neverRests ? frozenAfter : null };
  };
  const each = (suffix: string, unit: string) =>
    joints.map(({ name }) => ({ name: `${name}${suffix}`, unit }));
  const inSpace = (name: string, unit: string) => axes.map((axis) => ({ name: `${name}${axis}`, unit }));
  const felt = board === null ? [] : board.touch.map((name) => ({ name, unit: "N" }));
  const ofBoard = [
    channel("angularVelocity", inSpace("angularVelocity", "rad/s"), true),
    channel("acceleration", inSpace("acceleration", "m/s²"), true),
    channel("gravity", inSpace("gravity", "1")),
    channel("touch", felt),
  ];
  return [
    channel("jointAngle", each("Angle", "rad")),
    channel("jointSpeed", each("Speed", "rad/s")),
    ...(board === null ? [] : ofBoard),
    channel("motorCurrent", each("Current", "A")),
    channel("motorTemperature", each("Temperature", "°C")),
  ];
}

/** Writes what servos answered (`state`), taken at `time`, into a frame. `offsets`: of the calibration, ticks. */
export function decodeState(
  replies: Replies,
  joints: Sensed["joints"],
  offsets: Float64Array,
  frame: SensorFrame,
  time: number,
): void {
  const { view, length } = replies;
  const { values, stamps } = frame;
  const count = joints.length;
  const [currents, temperatures] = [values.length - 2 * count, values.length - count];
  for (let index = 0; index < count; index++) {
    const { sign } = joints[index] as Sensed["joints"][number];
    const at = index * length;
    const ticks = view.getInt32(at + stateAt.position, true);
    values[index] = angleOf(ticks, sign, offsets[index] as number);
    values[count + index] = speedOf(view.getInt32(at + stateAt.velocity, true), sign);
    values[currents + index] = currentOf(view.getInt16(at + stateAt.current, true), sign);
    values[temperatures + index] = view.getUint8(at + stateAt.temperature);
  }
  stamps[0] = time;
  stamps[1] = time;
  stamps[stamps.length - 2] = time;
  stamps[stamps.length - 1] = time;
}

/** Writes what the board answered, taken at `time`, into the frame of a robot with `jointCount` joints. */
export function decodeBoard({ view }: Replies, jointCount: number, frame: SensorFrame, time: number): void {
  const { values, stamps } = frame;
  const begin = 2 * jointCount;
  for (let index = 0; index < 9; index++) {
    const unit = index < 3 ? turningUnit : index < 6 ? accelerationUnit : gravityUnit;
    values[begin + index] = view.getInt16(2 * index, true) * unit;
  }
  for (let paw = 0; paw < 4; paw++) values[begin + 9 + paw] = view.getUint16(18 + 2 * paw, true) * touchUnit;
  stamps.fill(time, 2, 6);
}
