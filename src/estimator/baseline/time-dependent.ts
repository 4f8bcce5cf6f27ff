import { byStretch, type Rows } from "../../rollout/rows.ts";
import type { Baseline, LeaveOneOut } from "./baseline.ts";

/**
 * b_t = 1/N_t Σᵢ Ĝ_t⁽ⁱ⁾, the mean over the N_t episodes that are alive at step t. (The slide of the lecture notes sums and forgets the 1/N.)
 *
 * Left out of its own mean, the longest episode meets steps at which no other is alive; there it is judged by the b of the latest
 * step at which one was, which is as independent of it. An episode that is alone is judged by b = 0.
 */
export function timeBaseline({ leaveOneOut = true }: LeaveOneOut = {}): Baseline {
  return (rows, judged) => {
    const { counts, means } = meansByStep(rows, judged);
    if (!leaveOneOut) return judged.map((_, row) => means[rows.steps[row] as number] as number);
    return byStretch(rows, (_, _k, from, to) => {
      let latest = 0;
      return judged.subarray(from, to).map((value, i) => {
        const t = rows.steps[from + i] as number;
        const others = (counts[t] as number) - 1;
        const average = means[t] as number;
        // b_t without i: b_t + (b_t − Ĝ_t⁽ⁱ⁾)/(N_t − 1)
        if (others > 0) latest = average + (average - value) / others;
        return latest;
      });
    });
  };
}

/** N_t and b_t. */
function meansByStep({ steps }: Rows, judged: Float64Array) {
  const length = steps.reduce((most, t) => Math.max(most, t), 0) + 1;
  const [counts, means] = [new Int32Array(length), new Float64Array(length)];
  for (const [row, t] of steps.entries()) {
    const count = (counts[t] as number) + 1;
    counts[t] = count;
    means[t] = (means[t] as number) + ((judged[row] as number) - (means[t] as number)) / count;
  }
  return { counts, means };
}
