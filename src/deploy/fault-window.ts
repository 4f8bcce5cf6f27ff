/**
 * Errors of a bus that are tolerated: isolated ones, for a bounded window.
 *
 *     c ← c + 2 at an error, c ← max(c − 1, 0) otherwise;  too many where c > 2 h
 *
 * So h errors on end are tolerated and one more is not; more than one error in three ticks is too many sooner or later, however they lie.
 */
export class FaultWindow {
  readonly #holdTicks: number;
  #count = 0;

  constructor(holdTicks: number) {
    this.#holdTicks = holdTicks;
  }

  get isTooMany(): boolean {
    return this.#count > 2 * this.#holdTicks;
  }

  observe(failed: boolean): void {
    this.#count = failed ? this.#count + 2 : Math.max(this.#count - 1, 0);
  }

  clear(): void {
    this.#count = 0;
  }
}
