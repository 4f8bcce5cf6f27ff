/**
 * Older trials used again: what was drawn by a policy b counts for π as much as π would have drawn it (Precup, Sutton & Singh 2000).
 *
 *     ρ_t = π(a_t | s_t) / b(a_t | s_t),   ρ_0:t = Π_{k ≤ t} ρ_k,   E_b[ρ_0:t x_t] = E_π[x_t]  for every x_t of the first t steps
 *
 * | kind      | factor of row t      | exact for                                                                  |
 * |-----------|----------------------|----------------------------------------------------------------------------|
 * | `episode` | ρ_0:T−1, all of it   | anything about the episode: weights of any term                            |
 * | `prefix`  | ρ_0:t                | what is known by step t: rewards (before they are summed), Q, advantages   |
 * | `step`    | ρ_t                  | the action alone; the states stay those of b, which biases, at least variance |
 *
 * Rewards-to-go without more variance than needed: multiply the *rewards* by the prefix factors and sum those. Truncation, min(ρ, c), bounds what
 * one trial can say and biases toward b; dividing by the mean factor (self-normalized) makes the estimate a weighed mean, of less variance and
 * a bias of O(1/m). How many trials are left after that: `effectiveSampleSize` (telemetry.ts).
 *
 * Flows in: log π − log b of each row. Flows out: one factor a row. Logarithms until the end, so that products of small numbers stay numbers.
 */
import { exp, log } from "../math/elementary.ts";
import { InvalidExperience, type Rows } from "../rollout/rows.ts";

export type ImportanceKind = "episode" | "prefix" | "step";

export interface ImportanceOptions {
  readonly kind: ImportanceKind;
  /** c, the largest factor. Default: none. */
  readonly truncation?: number;
  /** Divided by their mean: over episodes at each step (one that has ended keeps its last factor), or over all rows for `step`. Default false. */
  readonly selfNormalized?: boolean;
}

/** One factor a row, to multiply weights or rewards with. Throws `InvalidExperience` for products over a piece of an episode. */
export function importanceFactors(
  rows: Rows,
  logRatios: Float64Array,
  { kind, truncation = Number.POSITIVE_INFINITY, selfNormalized = false }: ImportanceOptions,
): Float64Array {
  if (!(truncation > 0)) throw new RangeError(`truncation has to be a number above 0, not ${truncation}`);
  const limit = log(truncation);
  const logs = logFactors(rows, logRatios, kind).map((value) => Math.min(value, limit));
  if (!selfNormalized) return logs.map((value) => Math.min(exp(value), truncation));
  // Only proportions matter now: over the largest, none overflows.
  const largest = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (largest === Number.NEGATIVE_INFINITY) return new Float64Array(rows.count);
  return normalized(
    rows,
    logs.map((value) => exp(value - largest)),
    kind,
  );
}

/** One factor an episode, ρ_0:T−1 of each: what the effective sample size is asked of. */
export function episodeFactors({ offsets, stretches }: Rows, factors: Float64Array): Float64Array {
  return Float64Array.from(stretches, (_, k) => factors[(offsets[k + 1] as number) - 1] as number);
}

function logFactors(rows: Rows, logRatios: Float64Array, kind: ImportanceKind): Float64Array {
  if (kind === "step") return logRatios;
  const logs = new Float64Array(rows.count);
  for (const [k, { start, envId }] of rows.stretches.entries()) {
    if (start > 0)
      throw new InvalidExperience(
        `importance of kind "${kind}" needs episodes from their first step; stretch ${k} (environment ${envId}) begins at step ${start}. Use kind "step", or roll out whole episodes`,
      );
    const [from, to] = [rows.offsets[k] as number, rows.offsets[k + 1] as number];
    let sum = 0;
    for (let row = from; row < to; row++) {
      sum += logRatios[row] as number;
      logs[row] = sum;
    }
    if (kind === "episode") logs.fill(sum, from, to);
  }
  return logs;
}

/** ρ over the mean ρ of the batch; nothing has weight where all factors are 0. */
function normalized(rows: Rows, factors: Float64Array, kind: ImportanceKind): Float64Array {
  const longest = rows.steps.reduce((most, t) => Math.max(most, t), 0);
  const sums = new Float64Array(longest + 1);
  for (const [k] of rows.stretches.entries()) {
    const [from, to] = [rows.offsets[k] as number, rows.offsets[k + 1] as number];
    for (let t = 0; t <= longest; t++)
      sums[t] = (sums[t] as number) + (factors[Math.min(from + t, to - 1)] as number);
  }
  const count = rows.stretches.length;
  const overall = factors.reduce((sum, factor) => sum + factor, 0) / rows.count;
  return factors.map((factor, row) => {
    const mean = kind === "step" ? overall : (sums[rows.steps[row] as number] as number) / count;
    return mean === 0 ? 0 : factor / mean;
  });
}
