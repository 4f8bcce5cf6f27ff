/**
 * Messages of our own: a tick with everything in it, from which it can be decided again, and what is worth plotting of it, with
 * the unit in every name.
 */

import type { ChannelSpec } from "../../../deploy/robot.ts";
import { type HeadField, headFields, type RowName, rowNames } from "../../../deploy/tick-record.ts";
import { timestamp } from "./foxglove.ts";
import { field, type MessageType, message } from "./message.ts";
import { distinct, fieldName } from "./snake-case.ts";

const FIRST_ROW = 2;
const FIRST_HEAD = 32;

export const headNames = Object.fromEntries(
  headFields.map((name) => [name, fieldName(name, "")]),
) as Readonly<Record<HeadField, string>>;

/** Where the numbers of a tick are; the words of a recording's metadata say which are in it. */
export const rowFieldNumber = (name: RowName): number => FIRST_ROW + rowNames.indexOf(name);
export const headFieldNumber = (name: HeadField): number => FIRST_HEAD + headFields.indexOf(name);

/** All of `deploy/tick-record.ts`, as doubles, bit for bit. Times at the head are s of the monotonic clock. */
export const tick: MessageType = message("gaitway.v1.Tick", [
  field(1, "timestamp", timestamp),
  ...rowNames.map((name) => field(rowFieldNumber(name), fieldName(name, ""), "double", "repeated")),
  ...headFields.map((name) => field(headFieldNumber(name), headNames[name], "double")),
]);

export const state = message("gaitway.v1.State", [
  field(1, "timestamp", timestamp),
  field(2, "tick", "int64"),
  field(3, "state", "string"),
  field(4, "reason", "string"),
  field(5, "state_number", "uint32"),
  field(6, "reason_number", "uint32"),
]);

export const timing = message("gaitway.v1.Timing", [
  field(1, "timestamp", timestamp),
  field(2, "lateness_ms", "double"),
  field(3, "work_ms", "double"),
  field(4, "oldest_sensor_ms", "double"),
  field(5, "skipped_ticks", "double"),
  field(6, "retries", "double"),
  field(7, "policy_share", "double"),
  field(8, "torque_share", "double"),
  field(9, "out_of_range_share", "double"),
  field(10, "state_number", "uint32"),
]);

/** One a robot and channel: its elements by their names and units. */
export function sensors({ name, elements }: ChannelSpec): MessageType {
  const names = distinct([
    "timestamp",
    "age_ms",
    ...elements.map((element) => fieldName(element.name, element.unit)),
  ]).slice(2);
  return message(`gaitway.v1.sensors.${capitalized(fieldName(name, ""))}`, [
    field(1, "timestamp", timestamp),
    field(2, "age_ms", "double"),
    ...names.map((element, index) => field(3 + index, element, "double")),
  ]);
}

function capitalized(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
