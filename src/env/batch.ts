/** Rows of batches, whatever their space: some of them, or those of several batches one after another. */
import type { Dtype } from "../transport/tensor.ts";
import type { LeafBatch } from "./leaves.ts";
import { flatten, leaves, unflatten } from "./leaves.ts";
import type { Batch, LeafSpace, Space, TextSpace } from "./space.ts";
import { spaceSize } from "./space.ts";

/** Entries of a leaf's batch that belong to one environment. */
export function rowSize(space: LeafSpace): number {
  return space.type === "discrete" || space.type === "text" ? 1 : spaceSize(space);
}

/** The class of array that holds a leaf; `Batch` says the same to the compiler. */
export function arrayClass(space: Exclude<LeafSpace, TextSpace>): ArrayClass {
  if (space.type === "box") return arrayClasses[space.dtype];
  return space.type === "multiBinary" ? Uint8Array : Int32Array;
}

type ArrayClass = (typeof arrayClasses)[Dtype];

const arrayClasses = {
  float64: Float64Array,
  float32: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** A copy of the rows at these places, in this order. */
export function pickRows<S extends Space>(space: S, batch: Batch<S>, rows: readonly number[]): Batch<S> {
  return mapLeaves(space, [batch], ([part], leaf) => {
    if (leaf.type === "text") return rows.map((row) => (part as readonly string[])[row] as string);
    const size = rowSize(leaf);
    const picked = zeros(leaf, rows.length * size);
    for (let i = 0; i < rows.length; i++) {
      const from = (rows[i] as number) * size;
      picked.set((part as Float64Array).subarray(from, from + size), i * size);
    }
    return picked;
  });
}

/** The rows of all the batches, one after another; of a single batch, that batch itself. */
export function concatRows<S extends Space>(space: S, batches: readonly Batch<S>[]): Batch<S> {
  if (batches.length === 1) return batches[0] as Batch<S>;
  return mapLeaves(space, batches, (parts, leaf) => {
    if (leaf.type === "text") return (parts as readonly (readonly string[])[]).flat();
    const arrays = parts as readonly Float64Array[];
    const whole = zeros(
      leaf,
      arrays.reduce((length, part) => length + part.length, 0),
    );
    let at = 0;
    for (const part of arrays) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  });
}

/** The batch whose leaves `make` makes of the same leaf of each batch. */
function mapLeaves<S extends Space>(
  space: S,
  batches: readonly Batch<S>[],
  make: (parts: readonly LeafBatch[], leaf: LeafSpace) => LeafBatch,
): Batch<S> {
  const flat = batches.map((batch) => flatten(space, batch));
  const made = leaves(space, "").map((leaf, i) =>
    make(
      flat.map((parts) => parts[i] as LeafBatch),
      leaf.space,
    ),
  );
  return unflatten(space, made);
}

/** Called a Float64Array for what all typed arrays can do alike. */
function zeros(space: Exclude<LeafSpace, TextSpace>, length: number): Float64Array {
  return new (arrayClass(space) as typeof Float64Array)(length);
}
