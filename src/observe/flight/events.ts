/** What a person wants told of a tick: states entered, with their reason, and faults that came or went. Pure. */
import { faultNames } from "../../deploy/faults.ts";
import { stateNames } from "../../deploy/states.ts";
import type { RecordLayout } from "../../deploy/tick-record.ts";
import { reasonName, reasonText } from "./reason-name.ts";

export type EventLevel = "info" | "warning" | "error";

export interface FlightEvent {
  readonly level: EventLevel;
  readonly message: string;
}

/** `before` is the tick before; undefined at the first. */
export function eventsOf(layout: RecordLayout, row: Float64Array, before?: Float64Array): FlightEvent[] {
  return [
    ...stateEvent(layout, row, before),
    ...faultEvent("reading", layout.head.readFault, row, before),
    ...faultEvent("writing", layout.head.writeFault, row, before),
    ...skipEvent(layout, row),
  ];
}

export function enteredState({ head }: RecordLayout, row: Float64Array, before?: Float64Array): boolean {
  return before === undefined || row[head.state] !== before[head.state];
}

export const nameOf = (names: readonly string[], code: number | undefined): string =>
  names[code ?? -1] ?? `unknown (${code})`;

function stateEvent(layout: RecordLayout, row: Float64Array, before?: Float64Array): FlightEvent[] {
  if (!enteredState(layout, row, before)) return [];
  const { head } = layout;
  const now = nameOf(stateNames, row[head.state]);
  const from = before === undefined ? "" : `${nameOf(stateNames, before[head.state])} → `;
  const faulty = [row[head.readFault], row[head.writeFault]].some((code) => code !== 0);
  const level = now === "stopping" || now === "latched" ? (faulty ? "error" : "warning") : "info";
  return [{ level, message: `${from}${now}: ${because(row[head.reason] as number)}` }];
}

function because(reason: number): string {
  const text = reasonText(reason);
  return text === "" ? reasonName(reason) : `${reasonName(reason)}, ${text}`;
}

function faultEvent(
  what: string,
  at: number,
  row: Float64Array,
  before: Float64Array | undefined,
): FlightEvent[] {
  const [now, then] = [row[at] as number, before?.[at] ?? 0];
  if (now === then) return [];
  if (now === 0) return [{ level: "info", message: `${what} works again` }];
  return [{ level: "error", message: `${what} failed: ${nameOf(faultNames, now)}` }];
}

function skipEvent({ head }: RecordLayout, row: Float64Array): FlightEvent[] {
  const skipped = row[head.skipped] as number;
  return skipped > 0
    ? [{ level: "warning", message: `${skipped} ${skipped === 1 ? "tick" : "ticks"} skipped` }]
    : [];
}
