/** One tick as the parts of a summary see it. */
import { stateCode } from "../../../deploy/states.ts";
import type { HeadField, RecordLayout, RowName } from "../../../deploy/tick-record.ts";

export class TickView {
  readonly #layout: RecordLayout;
  /** Of this tick; `before` of the one before, undefined at the first. */
  #row: Float64Array = new Float64Array();
  #before: Float64Array | undefined;
  #first = Number.NaN;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
  }

  show(row: Float64Array): void {
    this.#before = this.#row.length === 0 ? undefined : this.#row;
    if (this.#before === undefined) this.#first = row[this.#layout.head.begin] as number;
    this.#row = row;
  }

  head(name: HeadField): number {
    return this.#row[this.#layout.head[name]] as number;
  }

  /** Of the tick before; NaN at the first. */
  headBefore(name: HeadField): number {
    return this.#before?.[this.#layout.head[name]] ?? Number.NaN;
  }

  at(name: RowName, index: number): number {
    return this.#row[this.#layout.rows[name].at + index] as number;
  }

  atBefore(name: RowName, index: number): number {
    return this.#before?.[this.#layout.rows[name].at + index] ?? Number.NaN;
  }

  /** s since the first tick. */
  get time(): number {
    return this.head("begin") - this.#first;
  }

  /** The policy has a share in the command. */
  get isMoving(): boolean {
    const state = this.head("state");
    return state === stateCode.fading || state === stateCode.running;
  }
}
