/**
 * Transitions of one environment in a row, within one episode: what action-space estimators learn from.
 *
 *     o₀ a₀ r₀   o₁ a₁ r₁   …   o₍ₙ₋₁₎ a₍ₙ₋₁₎ r₍ₙ₋₁₎   next
 *
 * A stretch never crosses the end of an episode, so advantages are one backward pass over it, without masks. How it ends says what
 * stands behind its last step:
 *
 * | end          | what happened                                  | value behind it |
 * |--------------|------------------------------------------------|-----------------|
 * | `terminated` | the task itself ended                          | 0               |
 * | `truncated`  | we stopped looking; `next` was seen            | V(next)         |
 * | `cut`        | the episode goes on in the next batch          | V(next)         |
 *
 * A lost episode ends as truncated before the transition that did not take place. Imports: nothing.
 */
export interface Stretch {
  /** Which environment, and for whole episodes the seed. */
  readonly envId: number;
  readonly seed: number;
  /** Steps of the episode before this stretch: its first transition is step `start`. */
  readonly start: number;
  readonly length: number;
  /** [length × observationSize], as the policy saw them (encoded, normalized). */
  readonly observations: Float32Array;
  /** [length × actionSize], as they were drawn: see head.ts. */
  readonly actions: Float64Array;
  readonly rewards: Float64Array;
  readonly end: "terminated" | "truncated" | "cut";
  /** [observationSize], after the last action. */
  readonly next: Float32Array;
}

/** What one iteration saw. */
export interface Experience {
  readonly stretches: readonly Stretch[];
  /** Σ length. */
  readonly stepCount: number;
}
