/**
 * A recording of a deployment as it is read: what opened it, tick after tick and line after line of its log, and how it ends.
 *
 * A file that was cut off, as the `.part` of a killed process is, ends where its last whole chunk does, and says so.
 */
import type { McapTypes } from "@mcap/core";
import type { DeployPlan } from "../../deploy/plan.ts";
import { planFromJson } from "../../deploy/plan-json.ts";
import { type RecordLayout, recordLayout } from "../../deploy/tick-record.ts";
import { messageOf } from "../../transport/errors.ts";
import { NotARecording, recordsOf } from "../../transport/recorder/mcap-records.ts";
import { LOG_TOPIC, TICK_TOPIC } from "./channels.ts";
import { type LogLine, readLogLine } from "./read-log-line.ts";
import { readTick } from "./read-tick.ts";

export interface FlightOpening {
  readonly kind: "opening";
  readonly plan: DeployPlan;
  readonly layout: RecordLayout;
  /** Who was connected; which Gaitway recorded it; when it began, ISO 8601. */
  readonly identity: string;
  readonly version: string;
  readonly start: string;
}

export interface FlightTick {
  readonly kind: "tick";
  readonly row: Float64Array;
  /** ns since 1970 when the tick began. */
  readonly nanoseconds: bigint;
  /** Ticks between the one before and this one that were made and are not in the file. */
  readonly lost: number;
}

export type FlightLogLine = LogLine & { readonly kind: "log"; readonly nanoseconds: bigint };

export interface FlightEnd {
  readonly kind: "end";
  /** Whether the recorder closed the file. */
  readonly complete: boolean;
  /** What is wrong with the file from here on; undefined when it only ends. */
  readonly damage: string | undefined;
}

export type FlightItem = FlightOpening | FlightTick | FlightLogLine | FlightEnd;

/** One opening, then ticks and lines, then one end. Throws `NotARecording` when there is no deployment in the file. */
export async function* readFlight(path: string): AsyncGenerator<FlightItem> {
  const topics = new Map<number, string>();
  const parts: OpeningParts = { metadata: undefined, plan: undefined };
  let opening: FlightOpening | undefined;
  let lastTick = Number.NaN;
  let complete = false;
  try {
    for await (const record of recordsOf(path)) {
      if (record.type === "Footer") complete = true;
      if (record.type === "Channel") topics.set(record.id, record.topic);
      noteOpening(parts, record);
      if (record.type !== "Message") continue;
      if (opening === undefined) {
        opening = openingOf(parts, path);
        yield opening;
      }
      const item = itemOf(record, topics.get(record.channelId), opening.layout, lastTick);
      if (item === undefined) continue;
      if (item.kind === "tick") lastTick = item.row[opening.layout.head.tick] as number;
      yield item;
    }
  } catch (error) {
    if (opening === undefined) throw error;
    yield { kind: "end", complete: false, damage: messageOf(error) };
    return;
  }
  // A file without a tick has its opening all the same.
  if (opening === undefined) yield openingOf(parts, path);
  yield { kind: "end", complete, damage: undefined };
}

/** Whether the file is a recording of a deployment, as far as its head says. */
export async function isFlight(path: string): Promise<boolean> {
  for await (const record of recordsOf(path)) {
    if (record.type === "Channel" && record.topic === TICK_TOPIC) return true;
    if (record.type === "Message" || record.type === "Metadata") return false;
  }
  return false;
}

interface OpeningParts {
  metadata: ReadonlyMap<string, string> | undefined;
  plan: DeployPlan | undefined;
}

/** Metadata and the plan come before the first message. */
function noteOpening(parts: OpeningParts, record: McapTypes.TypedMcapRecord): void {
  if (record.type === "Metadata" && record.name === "gaitway.deployment") parts.metadata = record.metadata;
  if (record.type === "Attachment" && record.name === "plan.json")
    parts.plan = planFromJson(new TextDecoder().decode(record.data));
}

function openingOf({ metadata, plan }: OpeningParts, path: string): FlightOpening {
  if (metadata === undefined || plan === undefined) {
    throw new NotARecording(
      `${path} holds no deployment with its plan; expected a file that gaitway deploy recorded`,
    );
  }
  const said = (name: string): string => metadata.get(name) ?? "";
  const [version, identity, start] = [said("version"), said("identity"), said("start")];
  return { kind: "opening", plan, layout: layoutOf(plan, metadata, path), version, identity, start };
}

/** The layout of this version, if it is the one that was recorded with. */
function layoutOf(plan: DeployPlan, metadata: ReadonlyMap<string, string>, path: string): RecordLayout {
  const said = metadata.get("layout") ?? "";
  const lengths = new Map(said.split(" ").map((word) => word.split(":") as [string, string]));
  const [observationSize, actionSize] = ["observation", "action"].map((name) => Number(lengths.get(name)));
  const layout = recordLayout({
    robot: plan.robot,
    observationSize: observationSize ?? Number.NaN,
    actionSize: actionSize ?? Number.NaN,
  });
  const expected = layoutText(layout);
  if (said !== expected) {
    throw new NotARecording(
      `${path} was recorded with rows "${said}", and this Gaitway has "${expected}"; read it with the version that made it, ${metadata.get("version")}`,
    );
  }
  return layout;
}

/** Names of a row's numbers and how many there are of each. */
export function layoutText({ head, rows }: RecordLayout): string {
  return [
    ...Object.keys(head),
    ...Object.entries(rows).map(([name, { length }]) => `${name}:${length}`),
  ].join(" ");
}

function itemOf(
  { data, logTime }: McapTypes.TypedMcapRecords["Message"],
  topic: string | undefined,
  layout: RecordLayout,
  lastTick: number,
): FlightTick | FlightLogLine | undefined {
  if (topic === LOG_TOPIC) return { kind: "log", nanoseconds: logTime, ...readLogLine(data) };
  if (topic !== TICK_TOPIC) return undefined;
  const row = readTick(data, layout);
  return { kind: "tick", row, nanoseconds: logTime, lost: lostBefore(row, layout, lastTick) };
}

/** Ticks are counted from 0, skipped ones too; what is neither here nor skipped was lost on its way to the file. */
function lostBefore(row: Float64Array, { head }: RecordLayout, lastTick: number): number {
  const expected = (Number.isNaN(lastTick) ? -1 : lastTick) + 1 + (row[head.skipped] as number);
  return Math.max(0, (row[head.tick] as number) - expected);
}
