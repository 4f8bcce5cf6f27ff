/**
 * Stretches laid row after row: what a learner evaluates in one go and cuts into minibatches.
 *
 *     offsets    0               3         5
 *     rows       a₀  a₁  a₂      b₀  b₁    c₀ …
 *     steps      0   1   2       7   8     0  …      steps of the episode, whatever batch they came in
 *
 * Flows in: stretches. Flows out: flat arrays, and the way back to the stretch of a row. Imports: nothing outside this room.
 */
import type { Stretch } from "./stretch.ts";

export interface Rows {
  /** Those of at least one step. Each is of an episode of its own, so they are independent. */
  readonly stretches: readonly Stretch[];
  /** Σ length. */
  readonly count: number;
  /** Stretch k holds rows offsets[k] … offsets[k + 1] − 1; one more than there are stretches. */
  readonly offsets: Int32Array;
  /** [count × observationSize] */
  readonly observations: Float32Array;
  /** [count × actionSize], as they were drawn. */
  readonly actions: Float64Array;
  readonly rewards: Float64Array;
  /** Which step of its episode a row is. */
  readonly steps: Int32Array;
  /** [stretches × observationSize], after the last action of each. */
  readonly next: Float32Array;
}

/** The experience has no row, or a row that an estimator cannot use; nothing was estimated. */
export class InvalidExperience extends Error {
  override readonly name = "InvalidExperience";
}

/** The rows of `experience`; a stretch of no step leaves none. Throws `InvalidExperience` where there is no row at all. */
export function rowsOf(experience: readonly Stretch[]): Rows {
  const stretches = experience.filter(({ length }) => length > 0);
  if (stretches.length === 0)
    throw new InvalidExperience(
      `expected at least one transition, got ${experience.length} stretches of no step; roll out more`,
    );
  const offsets = new Int32Array(stretches.length + 1);
  for (const [k, { length }] of stretches.entries()) offsets[k + 1] = (offsets[k] as number) + length;
  const count = offsets[stretches.length] as number;
  const steps = new Int32Array(count);
  for (const [k, { start, length }] of stretches.entries())
    for (let i = 0; i < length; i++) steps[(offsets[k] as number) + i] = start + i;
  return {
    stretches,
    count,
    offsets,
    observations: joined(
      stretches.map(({ observations }) => observations),
      Float32Array,
    ),
    actions: joined(
      stretches.map(({ actions }) => actions),
      Float64Array,
    ),
    rewards: joined(
      stretches.map(({ rewards }) => rewards),
      Float64Array,
    ),
    steps,
    next: joined(
      stretches.map(({ next }) => next),
      Float32Array,
    ),
  };
}

/** One number a row, stretch by stretch: `compute` is given the stretch, its index, and the place of its rows. */
export function byStretch(
  { stretches, offsets, count }: Rows,
  compute: (stretch: Stretch, k: number, from: number, to: number) => Float64Array,
): Float64Array {
  const result = new Float64Array(count);
  for (const [k, stretch] of stretches.entries()) {
    const from = offsets[k] as number;
    result.set(compute(stretch, k, from, offsets[k + 1] as number), from);
  }
  return result;
}

function joined<A extends Float32Array | Float64Array>(
  parts: readonly A[],
  make: new (length: number) => A,
): A {
  const whole = new make(parts.reduce((sum, part) => sum + part.length, 0));
  let from = 0;
  for (const part of parts) {
    whole.set(part, from);
    from += part.length;
  }
  return whole;
}
