/** What a batch of experience makes of the parameters: the part in which the actor-critic methods differ. */
import type { Rng } from "../../math/random.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Memory } from "./learner.ts";

export interface Updater {
  readonly name: string;
  /** Of a run that begins at these parameters. */
  init(params: Float64Array): Memory;
  /** Pure: the same batch gives the same update, bit for bit. */
  update(batch: Batch): Update;
  /** ĝ of the actor, of all of a batch at the parameters that acted: what is told of it, not what is stepped along. */
  gradient(batch: Batch): Float64Array;
}

export interface Batch {
  readonly params: Float64Array;
  readonly memory: Memory;
  readonly stretches: readonly Stretch[];
  readonly rng: Rng;
  /** How much of the run is done, 0 … 1. */
  readonly progress: number;
}

export interface Update {
  readonly params: Float64Array;
  readonly memory: Memory;
  readonly metrics: Readonly<Record<string, number>>;
}
