/** Rows of observations through the statistics of training, frozen. */
import { Normalizer, type NormalizerState } from "../env/normalizer.ts";

/** As the network takes them; only rounded to float32 where there are no statistics. */
export function rowsSeen(state: NormalizerState | null, rows: Float64Array): Float32Array {
  return seer(state)(rows);
}

/** One row into `seen`, as `rowsSeen` has it, to the bit, without allocating. */
export function rowSeer(
  state: NormalizerState | null,
  size: number,
): (row: Float64Array, seen: Float32Array) => void {
  if (state === null)
    return (row, seen) => {
      for (let i = 0; i < size; i++) seen[i] = row[i] as number;
    };
  const normalizer = new Normalizer(size, { state });
  const normalized = new Float64Array(size);
  return (row, seen) => {
    normalizer.normalize(row, normalized);
    for (let i = 0; i < size; i++) seen[i] = (Number.isFinite(row[i]) ? normalized[i] : row[i]) as number;
  };
}

/** The same for many calls. What is no finite number stays what it is: clipped it would be taken for an observation. */
export function seer(state: NormalizerState | null): (rows: Float64Array) => Float32Array {
  if (state === null) return (rows) => new Float32Array(rows);
  const normalizer = new Normalizer(state.mean.length, { state });
  return (rows) => {
    const seen = new Float32Array(normalizer.normalize(rows));
    for (let i = 0; i < rows.length; i++) if (!Number.isFinite(rows[i])) seen[i] = rows[i] as number;
    return seen;
  };
}
