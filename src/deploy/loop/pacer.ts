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
   * who presses stop does not wait for the grid. The same where the clock went back.
   */
  next(): void {
    if (this.#count < 0) this.#anchor(this.#clock(), 0);
    else this.#await();
    this.tick += 1 + this.skipped;
  }

  #await(): void {
    const before = this.#count;
    const since = this.#clock();
    // A deadline just missed is late, those that have passed by a whole period are skipped.
    this.#count = Math.max(before + 1, this.#latest(since));
    const deadline = this.#origin + this.#count * this.#period;
    // No deadline is further away, unless time went back: then it is not slept through again.
    const wasWoken = deadline - since > 1.5 * this.#period || this.#sleepUntil(deadline);
    const now = this.#clock();
    if (wasWoken || now < since) this.#anchor(now, this.#count - before - 1);
    else this.#settle(before, now);
  }

  /** After a sleep that may have been too long a one. */
  #settle(before: number, now: number): void {
    this.#count = Math.max(this.#count, this.#latest(now));
    this.skipped = this.#count - before - 1;
    this.deadline = this.#origin + this.#count * this.#period;
    this.begin = Math.max(now, this.deadline);
  }

  /** Counts deadlines from `now`, which is the first. */
  #anchor(now: number, skipped: number): void {
    this.#origin = now;
    this.#count = 0;
    this.skipped = skipped;
    this.deadline = now;
    this.begin = now;
  }

  /** The last deadline that is not after `now`. */
  #latest(now: number): number {
    return Math.floor((now - this.#origin) / this.#period);
  }
}
