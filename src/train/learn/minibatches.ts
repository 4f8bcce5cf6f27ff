/** A batch of rows in random pieces: every row once a pass. */
import type { Rng } from "../../math/random.ts";

/**
 * The rows 0 … count − 1 in a random order (Fisher & Yates), cut into pieces of `size`, the last with what is left over. A piece that is
 * the whole batch is `undefined`: its rows stay in order, and nothing has to be picked.
 */
export function* minibatches(count: number, size: number, rng: Rng): Generator<Int32Array | undefined> {
  if (size >= count) {
    yield undefined;
    return;
  }
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const other = order[j] as number;
    order[j] = order[i] as number;
    order[i] = other;
  }
  for (let from = 0; from < count; from += size) yield order.subarray(from, Math.min(from + size, count));
}

/** The numbers at `indices`; all of them where there are none. */
export function pick(values: Float64Array, indices: Int32Array | undefined): Float64Array {
  return pickRows(values, indices, 1);
}

/** Rows of `size` numbers at `indices`. */
export function pickRows<T extends Float32Array | Float64Array>(
  rows: T,
  indices: Int32Array | undefined,
  size: number,
): T {
  if (indices === undefined) return rows;
  const make = rows.constructor as new (length: number) => T;
  const picked = new make(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const from = (indices[i] as number) * size;
    for (let j = 0; j < size; j++) picked[i * size + j] = rows[from + j] as number;
  }
  return picked;
}
