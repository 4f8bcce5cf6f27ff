/** What a recording does not have, in words. */
import type { RecordLayout } from "../../deploy/tick-record.ts";
import type { FlightEnd, FlightTick } from "./reading.ts";

export function gapText({ row, lost }: FlightTick, { head }: RecordLayout): string {
  return `${lost} ${lost === 1 ? "tick" : "ticks"} before tick ${row[head.tick]} never reached the file`;
}

export function endText({ complete, damage }: FlightEnd): string[] {
  if (damage !== undefined) return [`the file is damaged from there on: ${damage}`];
  return complete ? [] : ["the file was not closed: what came after its last chunk is missing"];
}
