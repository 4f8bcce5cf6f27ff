/** What of a tick goes into which channel of a recording. Pure: a row of a tick in, the messages of its channels out. */
import type { ChannelSpec, RobotSpec } from "../../deploy/robot.ts";
import { headFields, type RecordLayout, rowNames } from "../../deploy/tick-record.ts";
import { attitudeOf } from "./attitude.ts";
import { measuredAt } from "./measured.ts";
import { frameTransforms, jointStates, timestampOf } from "./schemas/foxglove.ts";
import { headNames, sensors, tick, timing } from "./schemas/gaitway.ts";
import type { MessageType, MessageValue } from "./schemas/message.ts";

export interface TickChannel {
  readonly topic: string;
  readonly type: MessageType;
  /** Undefined when the tick has nothing for it. */
  readonly of: (row: Float64Array, nanoseconds: bigint) => MessageValue | undefined;
}

export const TICK_TOPIC = "/gaitway/tick";
export const STATE_TOPIC = "/gaitway/state";
export const LOG_TOPIC = "/log";

export function tickChannels(robot: RobotSpec, layout: RecordLayout): readonly TickChannel[] {
  const { angles, gravity } = measuredAt(robot);
  return [
    { topic: TICK_TOPIC, type: tick, of: (row, at) => tickOf(layout, row, at) },
    { topic: "/timing", type: timing, of: (row, at) => timingOf(layout, row, at) },
    { topic: "/joint_targets", type: jointStates, of: targets(robot, layout) },
    ...(angles.some((at) => at >= 0)
      ? [{ topic: "/joint_states", type: jointStates, of: measured(robot, layout) }]
      : []),
    ...(gravity === undefined ? [] : [{ topic: "/tf", type: frameTransforms, of: trunk(layout, gravity) }]),
    ...robot.channels.map((channel, index) => sensorChannel(robot, layout, channel, index)),
  ];
}

function tickOf({ head, rows }: RecordLayout, row: Float64Array, nanoseconds: bigint): MessageValue {
  const value: Record<string, number | Float64Array | MessageValue> = { timestamp: timestampOf(nanoseconds) };
  for (const name of rowNames) value[name] = row.subarray(rows[name].at, rows[name].at + rows[name].length);
  for (const name of headFields) value[headNames[name]] = row[head[name]] as number;
  return value;
}

function timingOf({ head, rows }: RecordLayout, row: Float64Array, nanoseconds: bigint): MessageValue {
  const of = (name: keyof typeof head): number => row[head[name]] as number;
  const stamps = row.subarray(rows.stamps.at, rows.stamps.at + rows.stamps.length);
  return {
    timestamp: timestampOf(nanoseconds),
    lateness_ms: (of("begin") - of("deadline")) * 1e3,
    work_ms: (of("end") - of("begin")) * 1e3,
    oldest_sensor_ms: (of("begin") - Math.min(...stamps)) * 1e3,
    skipped_ticks: of("skipped"),
    retries: of("retries"),
    policy_share: of("fade"),
    torque_share: of("torqueShare"),
    out_of_range_share: of("outOfRange"),
    state_number: of("state"),
  };
}

/** What was sent; nothing where nothing was. */
function targets({ joints }: RobotSpec, { head, rows }: RecordLayout): TickChannel["of"] {
  return (row, nanoseconds) => {
    if (row[head.write] !== 1) return undefined;
    const states = joints.map(({ name }, joint) => ({ name, position: row[rows.sent.at + joint] as number }));
    return { timestamp: timestampOf(nanoseconds), joints: states };
  };
}

function measured(robot: RobotSpec, { rows }: RecordLayout): TickChannel["of"] {
  const { angles, speeds } = measuredAt(robot);
  return (row, nanoseconds) => {
    const at = (place = -1) => (place < 0 ? undefined : (row[rows.sensors.at + place] as number));
    const states = robot.joints.map(({ name }, joint) => ({
      name,
      position: at(angles[joint]),
      velocity: at(speeds[joint]),
    }));
    return { timestamp: timestampOf(nanoseconds), joints: states };
  };
}

function trunk({ rows }: RecordLayout, gravity: readonly [number, number, number]): TickChannel["of"] {
  return (row, nanoseconds) => {
    const [x, y, z] = gravity.map((place) => row[rows.sensors.at + place] as number);
    const rotation = attitudeOf(x as number, y as number, z as number);
    if (rotation === undefined) return undefined;
    const frames = { parent_frame_id: "world", child_frame_id: "trunk" };
    const where = { translation: { x: 0, y: 0, z: 0 }, rotation: { ...rotation } };
    return { transforms: [{ timestamp: timestampOf(nanoseconds), ...frames, ...where }] };
  };
}

function sensorChannel(
  robot: RobotSpec,
  { head, rows }: RecordLayout,
  channel: ChannelSpec,
  index: number,
): TickChannel {
  const type = sensors(channel);
  const [, , ...elements] = type.fields;
  const before = robot.channels.slice(0, index).reduce((sum, { elements }) => sum + elements.length, 0);
  const of = (row: Float64Array, nanoseconds: bigint): MessageValue => {
    const age = (row[head.begin] as number) - (row[rows.stamps.at + index] as number);
    const value: Record<string, number | MessageValue> = {
      timestamp: timestampOf(nanoseconds),
      age_ms: age * 1e3,
    };
    for (const [element, { name }] of elements.entries())
      value[name] = row[rows.sensors.at + before + element] as number;
    return value;
  };
  return { topic: `/sensors/${channel.name}`, type, of };
}
