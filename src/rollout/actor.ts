/** Whoever acts for rows of observations: what collectors ask at every step. */
import type { AnyBatch } from "../env/space.ts";
import type { Rng } from "../math/random.ts";

export interface Actor {
  /** Numbers of a stored action. */
  readonly actionSize: number;
  /** One action a row of [n × observationSize], as it is drawn, [n × actionSize]: see policy/head/head.ts. Row i draws from `rngs[i]`. */
  act(observations: Float32Array, rngs: readonly Rng[]): Float64Array;
  /** Such actions as the environment takes them. */
  toEnv(stored: Float64Array): AnyBatch;
}

/** Observations as a policy sees them. */
export interface View {
  /** Numbers of a row. */
  readonly size: number;
  /** A batch of the environment's observations as rows of numbers, [n × size]. */
  encode(observations: AnyBatch): Float64Array;
  /** Rows as the network takes them: normalized, where there is a normalizer. Does not learn. */
  see(rows: Float64Array): Float32Array;
}
