/**
 * Where one environment stands: in which episode, after which actions. Plain data (`Course`) is all that is needed to stand there again;
 * a `Place` is the same while steps are taken.
 *
 * Flows in: seeds, steps taken. Flows out: courses. Imports: math.
 */
import type { Rng } from "../math/random.ts";
import { copyRow } from "./copy-row.ts";

export interface Course {
  /** How many episodes came before this one. */
  readonly episode: number;
  /** Every action since the reset, as it was drawn: [steps × actionSize]. */
  readonly actions: Float64Array;
  /** What it saw last, before any normalization: it has to see that again. */
  readonly observation: Float64Array;
}

export interface PlaceOptions {
  readonly envId: number;
  /** Of all its episodes. */
  readonly seeds: Rng;
  /** What an episode of this seed draws its actions from. */
  readonly rngOf: (seed: number) => Rng;
  readonly actionSize: number;
  readonly observationSize: number;
}

/** One step of one environment. */
export interface Transition {
  /** Which row of `actions` and of `raw` is its own. */
  readonly row: number;
  readonly actions: Float64Array;
  readonly reward: number;
  /** Rows of what is seen after it. */
  readonly raw: Float64Array;
}

export class Place {
  readonly envId: number;
  /** How many episodes came before this one. */
  episode = 0;
  seed = 0;
  rng: Rng;
  steps = 0;
  return = 0;
  /** What it saw last, before any normalization; written over by the next step. */
  readonly raw: Float64Array;
  readonly #options: PlaceOptions;
  /** Actions since the reset, and room for more: what is written stays as it is until the next reset. */
  #actions: Float64Array = new Float64Array();

  constructor(options: PlaceOptions) {
    this.envId = options.envId;
    this.rng = options.rngOf(this.seed);
    this.#options = options;
    this.raw = new Float64Array(options.observationSize);
  }

  get course(): Course {
    return {
      episode: this.episode,
      actions: this.#actions.subarray(0, this.steps * this.#options.actionSize),
      observation: this.raw.slice(),
    };
  }

  /** The episode begins, from the seed of its number. */
  begin(): void {
    const { seeds, rngOf } = this.#options;
    this.seed = seeds.stream(this.episode).seed();
    this.rng = rngOf(this.seed);
    this.steps = 0;
    this.return = 0;
    this.#actions = new Float64Array();
  }

  advance({ actions, row, reward, raw }: Transition): void {
    const { actionSize: size } = this.#options;
    if ((this.steps + 1) * size > this.#actions.length) this.#makeRoom();
    copyRow(actions, row, this.#actions, this.steps, size);
    this.see(raw, row);
    this.steps += 1;
    this.return += reward;
  }

  /** `row` of `rows` is what it sees now. */
  see(rows: Float64Array, row: number): void {
    copyRow(rows, row, this.raw, 0, this.raw.length);
  }

  #makeRoom(): void {
    const longer = new Float64Array(Math.max(2 * this.#actions.length, 64 * this.#options.actionSize));
    longer.set(this.#actions);
    this.#actions = longer;
  }
}
