/**
 * From one pose to another in at least a given time, starting and ending at rest: with τ = t/T held in 0 … 1
 *
 *     q = from + (3τ² − 2τ³) (to − from)
 *
 * The rate limits come behind it, and may make it longer.
 */
export class Ramp {
  /** s since it began. */
  elapsed = 0;
  readonly #duration: number;
  readonly #from: Float64Array;

  constructor(duration: number, joints: number) {
    this.#duration = duration;
    this.#from = new Float64Array(joints);
  }

  begin(pose: Float64Array): void {
    this.#from.set(pose);
    this.elapsed = 0;
  }

  get isOver(): boolean {
    return this.elapsed >= this.#duration;
  }

  /** The pose `period` later, into `out`. */
  advance(period: number, to: Float64Array, out: Float64Array): void {
    this.elapsed += period;
    const tau = this.#duration > 0 ? Math.min(this.elapsed / this.#duration, 1) : 1;
    const s = tau * tau * (3 - 2 * tau);
    for (let j = 0; j < to.length; j++) {
      const from = this.#from[j] as number;
      // At the end the pose itself, to the bit.
      out[j] = tau === 1 ? (to[j] as number) : from + s * ((to[j] as number) - from);
    }
  }
}
