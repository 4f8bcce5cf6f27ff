/** The transitions of one environment while they happen, cut into stretches where episodes end. */

import { copyRow } from "./copy-row.ts";
import type { Stretch } from "./stretch.ts";
import type { Episode } from "./trial.ts";

/** What is known of an episode that goes on. */
export interface Standing {
  readonly seed: number;
  /** Steps taken in it, and what they returned, undiscounted. */
  readonly steps: number;
  readonly return: number;
}

/** How a step ended an episode. */
export interface Ending {
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly reason: string;
}

/** A finished episode and the step of the batch that ended it. */
export interface Finished {
  readonly envId: number;
  readonly at: number;
  readonly episode: Episode;
}

export interface TrackOptions {
  readonly envId: number;
  readonly observationSize: number;
  readonly actionSize: number;
  readonly standing: Standing;
  /** Transitions to make room for at first; it grows. */
  readonly room: number;
}

export class Track {
  readonly stretches: Stretch[] = [];
  readonly finished: Finished[] = [];
  readonly #options: TrackOptions;
  readonly #standing: { -readonly [K in keyof Standing]: Standing[K] };
  #observations: Float32Array;
  #actions: Float64Array;
  #rewards: Float64Array;
  #seen: Float64Array;
  #seenCount = 0;
  /** Transitions so far, and where the open stretch begins. */
  #length = 0;
  #from = 0;
  #start: number;

  constructor(options: TrackOptions) {
    const { observationSize, actionSize, standing, room } = options;
    this.#options = options;
    this.#standing = { seed: standing.seed, steps: standing.steps, return: standing.return };
    this.#start = standing.steps;
    this.#observations = new Float32Array(room * observationSize);
    this.#actions = new Float64Array(room * actionSize);
    this.#rewards = new Float64Array(room);
    this.#seen = new Float64Array((room + 1) * observationSize);
  }

  get length(): number {
    return this.#length;
  }

  /** Rows as they were observed, before any normalization, each once; what a normalizer learns from. */
  get seen(): Float64Array {
    return this.#seen.subarray(0, this.#seenCount * this.#options.observationSize);
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** One transition: `row` of `observations` and of `stored`, and its reward. */
  add(observations: Float32Array, stored: Float64Array, row: number, reward: number): void {
    const { observationSize, actionSize } = this.#options;
    if (this.#length === this.#rewards.length) this.#grow();
    const at = this.#length++;
    copyRow(observations, row, this.#observations, at, observationSize);
    copyRow(stored, row, this.#actions, at, actionSize);
    this.#rewards[at] = reward;
    this.#standing.steps += 1;
    this.#standing.return += reward;
  }

  /** `row` of `raw` was observed. */
  see(raw: Float64Array, row: number): void {
    const { observationSize } = this.#options;
    if (this.#seenCount * observationSize === this.#seen.length)
      this.#seen = longer(this.#seen, Float64Array, observationSize);
    copyRow(raw, row, this.#seen, this.#seenCount++, observationSize);
  }

  /** The episode is over; `next` and `raw` are its last observation as the policy would have seen it, and as it was. */
  end(ending: Ending, next: Float32Array, raw: Float64Array): void {
    const { seed, steps, return: sum } = this.#standing;
    const { terminated, truncated, reason } = ending;
    const episode = {
      seed,
      return: sum,
      length: steps,
      terminated,
      truncated,
      reason,
      finalObservation: raw,
    };
    this.finished.push({ envId: this.#options.envId, at: this.#length, episode });
    this.#close(terminated ? "terminated" : "truncated", next);
  }

  /** The next episode begins. */
  begin(seed: number): void {
    Object.assign(this.#standing, { seed, steps: 0, return: 0 });
    this.#start = 0;
  }

  /** The batch is full while the episode goes on. */
  cut(next: Float32Array): void {
    this.#close("cut", next);
    this.#start = this.#standing.steps;
  }

  #close(end: Stretch["end"], next: Float32Array): void {
    const { envId, observationSize, actionSize } = this.#options;
    const [from, to] = [this.#from, this.#length];
    this.#from = to;
    if (to === from) return;
    this.stretches.push({
      envId,
      seed: this.#standing.seed,
      start: this.#start,
      length: to - from,
      observations: this.#observations.subarray(from * observationSize, to * observationSize),
      actions: this.#actions.subarray(from * actionSize, to * actionSize),
      rewards: this.#rewards.subarray(from, to),
      end,
      next,
    });
  }

  #grow(): void {
    this.#observations = longer(this.#observations, Float32Array, this.#options.observationSize);
    this.#actions = longer(this.#actions, Float64Array, this.#options.actionSize);
    this.#rewards = longer(this.#rewards, Float64Array, 1);
  }
}

function longer<T extends Float32Array | Float64Array>(
  array: T,
  type: new (length: number) => T,
  size: number,
): T {
  const grown = new type(Math.max(2 * array.length, 64 * size));
  grown.set(array);
  return grown;
}
