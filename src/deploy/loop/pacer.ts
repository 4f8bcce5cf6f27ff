/**
 * When a tick begins: absolute deadlines on one clock, a period apart. A deadline that is missed is skipped and counted, never made
 * up for, so a stall is followed by one late tick and no burst.
 */

/** Waits until `time` at the latest; true where it was woken before. */
export type SleepUntil = (time: number) => boolean;

export class Pacer {
  /** Which tick since the first, skipped ones counted; −1 before it. */
  tick = -1;
  deadline = 0;
  begin = 0;
  /** Deadlines skipped just before this tick. */
  skipped = 0;
  readonly #period: number;
  readonly #clock: () => number;
  readonly #sleepUntil: SleepUntil;
  #origin = 0;
  #count = -1;

  constructor(period: number, clock: () => number, sleepUntil: SleepUntil) {
    this.#period = period;
    this.#clock = clock;
    this.#sleepUntil = sleepUntil;
  }

  /**
   * Waits for the next deadline; the first is now. Woken before it, a tick begins at once and later deadlines count from it:
   * who presses stop does not wait for the grid.
   */
  next(): void {
    if (this.#count < 0) this.#anchor();
    else this.#await();
    this.begin = this.#clock();
    this.tick += 1 + this.skipped;
  }

  #anchor(): void {
    this.#origin = this.#clock();
    this.#count = 0;
    this.skipped = 0;
    this.deadline = this.#origin;
  }

  #await(): void {
    // The first deadline that has not passed by a whole period: one just missed is late, those before it are skipped.
    const behind = Math.floor((this.#clock() - this.#origin) / this.#period);
    const next = Math.max(this.#count + 1, behind);
    this.skipped = next - this.#count - 1;
    this.#count = next;
    this.deadline = this.#origin + next * this.#period;
    if (!this.#sleepUntil(this.deadline)) return;
    const skipped = this.skipped;
    this.#anchor();
    this.skipped = skipped;
  }
}
