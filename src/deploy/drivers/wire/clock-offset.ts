/**
 * When something was taken by the clock of another machine, told by ours.
 *
 *     ours = theirs + min (arrival − sent)
 *
 * The least difference of the last one or two windows is that of the quickest reading: the distance of the two clocks plus
 * the least time on the way. So a reading that took longer is older by exactly that, and what is not known of its age
 * is the least time on the way alone.
 */

/** Clocks of two machines drift apart by less than a millisecond in so long, s. */
const windowTime = 10;

export class ClockOffset {
  #older = Number.POSITIVE_INFINITY;
  #newer = Number.POSITIVE_INFINITY;
  #since = Number.NEGATIVE_INFINITY;

  /** What is to be added to times of the other clock, after a message `sent` by it and arrived at `now` by ours. */
  take(sent: number, now: number): number {
    if (now - this.#since > windowTime) {
      this.#older = this.#newer;
      this.#newer = Number.POSITIVE_INFINITY;
      this.#since = now;
    }
    this.#newer = Math.min(this.#newer, now - sent);
    return Math.min(this.#older, this.#newer);
  }
}
