/**
 * How old each sensor channel is. Over its bound it is stale; unchanged in every bit for too long it is frozen, however fresh its stamp. The
 * ladder of reactions: while a channel is stale the last command is held, for `holdTicks` ticks; one tick more and it is lost. One that is
 * frozen is lost at once: that it does not change has been waited for already.
 */
import type { RobotSpec } from "./robot.ts";

/** Of one tick: when it began (s), and what is known of the channels then. */
export interface AgeInputs {
  readonly begin: number;
  readonly stamps: Float64Array;
  readonly sensors: Float64Array;
}

export class ChannelAges {
  /** Ticks on end that some channel has been stale or frozen. */
  staleTicks = 0;
  /** Whether at the last tick some channel was frozen, and none too old. */
  isFrozen = false;
  readonly #channels: readonly { readonly from: number; readonly to: number }[];
  readonly #maxAge: Float64Array;
  readonly #frozenAfter: Float64Array;
  readonly #before: Float64Array;
  /** When each channel changed last, s; −Infinity before its first reading. */
  readonly #changed: Float64Array;
  readonly #holdTicks: number;

  constructor({ channels }: RobotSpec, holdTicks: number) {
    let to = 0;
    this.#channels = channels.map(({ elements }) => {
      const from = to;
      to += elements.length;
      return { from, to };
    });
    this.#maxAge = Float64Array.from(channels, ({ maxAge }) => maxAge);
    this.#frozenAfter = Float64Array.from(channels, ({ frozenAfter }) => frozenAfter ?? Infinity);
    this.#before = new Float64Array(to).fill(Number.NaN);
    this.#changed = new Float64Array(channels.length).fill(-Infinity);
    this.#holdTicks = holdTicks;
  }

  get isFresh(): boolean {
    return this.staleTicks === 0;
  }

  get isLost(): boolean {
    return this.isFrozen || this.staleTicks > this.#holdTicks;
  }

  observe({ begin: now, stamps, sensors }: AgeInputs): void {
    let tooOld = false;
    let frozen = false;
    for (let c = 0; c < stamps.length; c++) {
      const age = now - (stamps[c] as number);
      const bound = this.#maxAge[c] as number;
      // Written so that NaN is stale; a stamp that far in the future is of another clock.
      if (!(age <= bound && age >= -bound)) tooOld = true;
      if (this.#changes(c, sensors)) this.#changed[c] = now;
      else if (now - (this.#changed[c] as number) > (this.#frozenAfter[c] as number)) frozen = true;
    }
    this.isFrozen = frozen && !tooOld;
    this.staleTicks = tooOld || frozen ? this.staleTicks + 1 : 0;
  }

  /** Whether a single bit of the channel is another one than a tick before. */
  #changes(c: number, sensors: Float64Array): boolean {
    const { from, to } = this.#channels[c] as { from: number; to: number };
    let changed = false;
    for (let i = from; i < to; i++) {
      const x = sensors[i] as number;
      const before = this.#before[i] as number;
      // Not Object.is, which would put both on the heap. NaN is as it was where it was NaN.
      if (x === before || (Number.isNaN(x) && Number.isNaN(before))) continue;
      this.#before[i] = x;
      changed = true;
    }
    return changed;
  }
}
