/** The share of an observation that training never saw, and the alarm where it is too large for too long. */
export interface Seen {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface RangeAlarmOptions {
  /** Smallest and largest of each element in training; null where they were not kept: nothing is out of range. */
  readonly seen: Seen | null;
  /** More than this share is out of range; 1: never. */
  readonly maxShare: number;
  /** Ticks on end before it alarms. */
  readonly ticks: number;
}

export class RangeAlarm {
  /** Of the last observation, 0 … 1. */
  share = 0;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #maxShare: number;
  readonly #ticks: number;
  #onEnd = 0;

  constructor({ seen, maxShare, ticks }: RangeAlarmOptions) {
    this.#low = Float64Array.from(seen?.low ?? []);
    this.#high = Float64Array.from(seen?.high ?? []);
    this.#maxShare = maxShare;
    this.#ticks = ticks;
  }

  get isOutside(): boolean {
    return this.share > this.#maxShare;
  }

  get isAlarmed(): boolean {
    return this.#onEnd >= this.#ticks;
  }

  observe(observation: Float64Array): void {
    let outside = 0;
    for (let i = 0; i < this.#low.length; i++) {
      const x = observation[i] as number;
      // Written so that NaN is outside.
      if (!(x >= (this.#low[i] as number) && x <= (this.#high[i] as number))) outside++;
    }
    this.share = this.#low.length === 0 ? 0 : outside / this.#low.length;
    this.#onEnd = this.isOutside ? this.#onEnd + 1 : 0;
  }

  clear(): void {
    this.share = 0;
    this.#onEnd = 0;
  }
}
