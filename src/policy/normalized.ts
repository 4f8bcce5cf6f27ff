/** Rows of observations through the statistics of training, frozen. */
import { Normalizer, type NormalizerState } from "../env/normalizer.ts";

/** As the network takes them; only rounded to float32 where there are no statistics. */
export function rowsSeen(state: NormalizerState | null, rows: Float64Array): Float32Array {
  return seer(state)(rows);
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
