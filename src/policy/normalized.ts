/** Rows of observations through the statistics of training, frozen. */
import { Normalizer, type NormalizerState } from "../env/normalizer.ts";

/** As the network takes them; only rounded to float32 where there are no statistics. */
export function rowsSeen(state: NormalizerState | null, rows: Float64Array): Float32Array {
  return seer(state)(rows);
}

/** The same for many calls. */
export function seer(state: NormalizerState | null): (rows: Float64Array) => Float32Array {
  if (state === null) return (rows) => Float32Array.from(rows);
  const normalizer = new Normalizer(state.mean.length, { state });
  return (rows) => Float32Array.from(normalizer.normalize(rows));
}
