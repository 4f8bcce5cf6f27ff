import { type Moments, momentsOf } from "../../math/statistics.ts";
import { byStretch } from "../../rollout/rows.ts";
import type { Baseline, LeaveOneOut } from "./baseline.ts";

export interface ConstantOptions extends LeaveOneOut {
  /**
   * - `episodes`, the default: b = E[R(τ)], the mean over episodes of what is judged at their first row. Lecture notes.
   * - `rows`: the mean over all rows. Nearer to what rewards-to-go are late in an episode, where little is left to come.
   */
  readonly average?: "episodes" | "rows";
}

/** One number for every row. Left out of its own episode's mean, an episode that is alone is judged by b = 0. */
export function constantBaseline({
  average = "episodes",
  leaveOneOut = true,
}: ConstantOptions = {}): Baseline {
  return (rows, judged) => {
    const samples = (from: number, to: number) =>
      judged.subarray(from, average === "episodes" ? from + 1 : to);
    const parts = rows.stretches.map((_, k) =>
      momentsOf(samples(rows.offsets[k] as number, rows.offsets[k + 1] as number)),
    );
    const all = totalOf(parts);
    return byStretch(rows, ({ length }, k) =>
      new Float64Array(length).fill(leaveOneOut ? meanWithout(all, parts[k] as Moments) : all.mean),
    );
  };
}

type Total = Pick<Moments, "count" | "mean">;

/** Σ nᵢ x̄ᵢ / Σ nᵢ, as a mean of means so that no sum overflows. */
function totalOf(parts: readonly Moments[]): Total {
  let [count, average] = [0, 0];
  for (const part of parts) {
    count += part.count;
    average += (part.mean - average) * (part.count / count);
  }
  return { count, mean: average };
}

/** x̄₋ᵢ = x̄ + (x̄ − x̄ᵢ) nᵢ/(n − nᵢ); 0 where nothing else is left. */
function meanWithout(all: Total, part: Total): number {
  const others = all.count - part.count;
  return others === 0 ? 0 : all.mean + (all.mean - part.mean) * (part.count / others);
}
