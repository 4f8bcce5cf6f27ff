/** The inputs of a tick, taken out of its row into arrays of their own, and rows put back into it; nothing is allocated. */
import type { RecordLayout, RowName } from "./tick-record.ts";
import type { TickInputs } from "./watch.ts";

export interface RowInputs extends TickInputs {
  requests: number;
  limpReadBack: number;
}

export class TickRow {
  readonly #layout: RecordLayout;
  readonly #inputs: RowInputs;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
    this.#inputs = {
      begin: 0,
      skipped: 0,
      readFault: 0,
      writeFault: 0,
      requests: 0,
      limpReadBack: Number.NaN,
      stamps: new Float64Array(layout.rows.stamps.length),
      sensors: new Float64Array(layout.rows.sensors.length),
    };
  }

  /** Of the row last taken. */
  get inputs(): Readonly<RowInputs> {
    return this.#inputs;
  }

  take(row: Float64Array): void {
    const { head } = this.#layout;
    const inputs = this.#inputs;
    inputs.begin = row[head.begin] as number;
    inputs.skipped = row[head.skipped] as number;
    inputs.readFault = wholeOf(row[head.readFault] as number);
    inputs.writeFault = wholeOf(row[head.writeFault] as number);
    // NaN asks for nothing.
    inputs.requests = (row[head.requests] as number) | 0;
    inputs.limpReadBack = row[head.limpReadBack] as number;
    this.#copy(row, "stamps", inputs.stamps);
    this.#copy(row, "sensors", inputs.sensors);
  }

  /** Null: nothing was computed. */
  put(row: Float64Array, name: RowName, values: Float64Array | null): void {
    const { at, length } = this.#layout.rows[name];
    for (let i = 0; i < length; i++) row[at + i] = values === null ? Number.NaN : (values[i] as number);
  }

  #copy(row: Float64Array, name: RowName, into: Float64Array): void {
    const { at, length } = this.#layout.rows[name];
    for (let i = 0; i < length; i++) into[i] = row[at + i] as number;
  }
}

/** A small integer to the compiler too, which goes nowhere near the heap. What is no number is none that is known. */
function wholeOf(x: number): number {
  return Number.isNaN(x) ? -1 : x | 0;
}
