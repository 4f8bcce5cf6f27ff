/** Actions brought inside their space: each number to the nearest one that is allowed. Text stays as it is. */

import { rowSize } from "./batch.ts";
import type { LeafBatch } from "./leaves.ts";
import { flatten, leaves, unflatten } from "./leaves.ts";
import { rangeOf } from "./outside.ts";
import type { Batch, Space } from "./space.ts";

export interface Clipped<A> {
  /** The same batch where nothing had to be changed. */
  readonly actions: Batch<A>;
  /** The environments of which something was changed. */
  readonly envIds: readonly number[];
}

/** The actions have been checked to be finite. */
export function clipActions<A extends Space>(
  space: A,
  envIds: readonly number[],
  actions: Batch<A>,
): Clipped<A> {
  const changed = new Set<number>();
  const batches = flatten(space, actions) as LeafBatch[];
  const clipped = leaves(space, "").map(({ space: leaf }, i) => {
    const batch = batches[i] as LeafBatch;
    if (leaf.type === "text") return batch;
    // Called a Float64Array for what all typed arrays can do alike.
    let numbers = batch as Float64Array;
    const size = rowSize(leaf);
    for (let k = 0; k < numbers.length; k++) {
      const [low, high] = rangeOf(leaf, k % size);
      const value = numbers[k] as number;
      if (value >= low && value <= high) continue;
      if (numbers === batch) numbers = numbers.slice();
      numbers[k] = (typeof value === "bigint" ? BigInt : Number)(value < low ? low : high) as number;
      changed.add(envIds[Math.floor(k / size)] as number);
    }
    return numbers;
  });
  if (changed.size === 0) return { actions, envIds: [] };
  return {
    actions: unflatten(space, clipped),
    envIds: envIds.filter((envId) => changed.has(envId)),
  };
}
