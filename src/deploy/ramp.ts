/**
 * From one pose to another in at least a given time, starting and ending at rest: with τ = t/T held in 0 … 1
 *
 *     q = from + (3τ² − 2τ³) (to − from)
 *
 * The rate limits come behind it, and may make it longer.
 */
export class Ramp {
  readonly #duration: number;
  readonly #period: number;
  readonly #from: Float64Array;
  #ticks = 0;

  /** At least `duration` s, a pose every `period` s. */
  constructor(duration: number, period: number, joints: number) {
    this.#duration = duration;
    this.#period = period;
    this.#from = new Float64Array(joints);
  }

  begin(pose: Float64Array): void {
    this.#from.set(pose);
    this.#ticks = 0;
  }

  /** s since it began; from a count, so that rounding does not add up. */
  get elapsed(): number {
    return this.#ticks * this.#period;
  }

  get isOver(): boolean {
    return this.elapsed >= this.#duration;
  }

  /** The pose a period later, into `out`. */
  advance(to: Float64Array, out: Float64Array): void {
    this.#ticks++;
    const tau = this.#duration > 0 ? Math.min(this.elapsed / this.#duration, 1) : 1;
    const s = tau * tau * (3 - 2 * tau);
    for (let j = 0; j < to.length; j++) {
      const from = this.#from[j] as number;
      // At the end the pose itself, to the bit.
      out[j] = tau === 1 ? (to[j] as number) : from + s * ((to[j] as number) - from);
    }
  }
}
