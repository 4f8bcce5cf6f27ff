/** Which numbers of a tick's row go into its decision, and which come out of it; the rest (`end`) was measured afterwards. */
import { type HeadField, type RecordLayout, type RowName, rowNames } from "./tick-record.ts";

const inputHeads: readonly HeadField[] = [
  "tick",
  "deadline",
  "begin",
  "requests",
  "skipped",
  "readFault",
  "writeFault",
  "retries",
  "limpReadBack",
];
const inputRows: readonly RowName[] = ["stamps", "sensors"];

/** In the order in which they are decided, so that the first difference is the cause of the others. */
export const outputs: readonly (HeadField | RowName)[] = [
  "state",
  "reason",
  "motionTime",
  ...rowNames.filter((name) => !inputRows.includes(name)),
  "outOfRange",
  "fade",
  "torqueShare",
  "torque",
  "write",
  "askLimp",
];

/** Copies what goes in; everything else of `row` becomes NaN, so that nothing that comes out can be left from before. */
export function copyInputs(recorded: Float64Array, { head, rows }: RecordLayout, row: Float64Array): void {
  row.fill(Number.NaN);
  for (const name of inputHeads) row[head[name]] = recorded[head[name]] as number;
  for (const name of inputRows) {
    const { at, length } = rows[name];
    row.set(recorded.subarray(at, at + length), at);
  }
}

/** Where in the row the numbers of an output are. */
export function placesOf(
  output: HeadField | RowName,
  { head, rows }: RecordLayout,
): { readonly at: number; readonly length: number } {
  return output in rows ? rows[output as RowName] : { at: head[output as HeadField], length: 1 };
}
