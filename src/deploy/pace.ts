/** Whether ticks come when they should: their time never goes back or leaps, and few in a row are skipped. */
export interface PaceInputs {
  readonly begin: number;
  readonly skipped: number;
}

export class Pace {
  /** At the last tick. */
  hasJumped = false;
  isTooSlow = false;
  readonly #period: number;
  readonly #maxSkipped: number;
  #before = Number.NaN;

  constructor(period: number, maxSkipped: number) {
    this.#period = period;
    this.#maxSkipped = maxSkipped;
  }

  /** A tick that began at `begin` (s), `skipped` of them missed before it; in one object, for a double alone is put on the heap. */
  observe({ begin, skipped }: PaceInputs): void {
    const apart = begin - this.#before;
    const isFirst = Number.isNaN(this.#before);
    // A tick is less than a period late, or it would have been skipped: two begin at most skipped + 2 periods apart, one of grace.
    const most = (skipped + 3) * this.#period;
    this.hasJumped = !Number.isFinite(begin) || !(isFirst || (apart >= 0 && apart <= most));
    this.isTooSlow = !(skipped < this.#maxSkipped);
    this.#before = begin;
  }
}
