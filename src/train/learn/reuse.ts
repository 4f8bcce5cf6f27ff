/**
 * Trials of earlier iterations beside those of this one: what was drawn by an older policy b counts as much as π would have drawn it.
 *
 *     kept: trials, log b ─┐
 *     this iteration's ────┴▶ all rows, one factor each ─▶ weights          this iteration's, log π ─▶ kept′, the oldest forgotten
 *
 *     full return     ρ_0:T−1 ( R(τ) − baseline )
 *     reward-to-go    Σ_{k ≥ t} γ^(k−t) ρ_0:k r_k − ρ_0:t baseline_t
 *
 * Both are exact in expectation: estimator/importance.ts, which also says what truncation and self-normalization do. Imports: math, policy,
 * rollout, estimator.
 */
import { episodeFactors, importanceFactors } from "../../estimator/importance.ts";
import { effectiveSampleSize } from "../../estimator/telemetry.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { rewardsToGo } from "../../rollout/returns.ts";
import { byStretch, type Rows, rowsOf } from "../../rollout/rows.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Memory } from "./learner.ts";

export interface ReuseOptions {
  /** So many iterations before this one. */
  readonly iterations: number;
  /** c, the largest ratio. */
  readonly truncation?: number | undefined;
  readonly selfNormalized: boolean;
}

export interface Reused {
  /** Older trials first. */
  readonly rows: Rows;
  readonly factors: Float64Array;
  /** So many episodes of this policy say as much. */
  readonly effectiveSampleSize: number;
  /** What the next iteration is handed. */
  readonly kept: readonly Memory[];
}

/** The trials of one iteration as a checkpoint holds them, and log b of each action. */
interface Trials {
  readonly stretches: readonly KeptStretch[];
  readonly logProbs: Float64Array;
}

type KeptStretch = Omit<Stretch, "observations" | "next"> & {
  readonly observations: Float64Array;
  readonly next: Float64Array;
};

export function reused(
  model: ActorCritic,
  params: Float64Array,
  stretches: readonly Stretch[],
  memory: readonly Memory[],
  weight: "full-return" | "reward-to-go",
  { iterations, truncation, selfNormalized }: ReuseOptions,
): Reused {
  const fresh = rowsOf(stretches);
  const older = memory as unknown as readonly Trials[];
  const rows = rowsOf([...older.flatMap((trials) => trials.stretches.map(recalled)), ...fresh.stretches]);
  const { own, inputs } = model.distribution(params, rows.observations);
  const logProbs = model.head.logProbs(own, inputs, rows.actions);
  const begin = rows.count - fresh.count;
  const now = logProbs.slice(begin);
  const drawn = [...older.map((trials) => trials.logProbs), now].flatMap((values) => Array.from(values));
  // Of a trial of this iteration log π − log b is 0, to the bit.
  const logRatios = logProbs.map((value, row) => value - (drawn[row] as number));
  const factors = importanceFactors(rows, logRatios, {
    kind: weight === "full-return" ? "episode" : "prefix",
    selfNormalized,
    ...(truncation === undefined ? {} : { truncation }),
  });
  const trials: Trials = { stretches: fresh.stretches.map(kept), logProbs: now };
  return {
    rows,
    factors,
    effectiveSampleSize: effectiveSampleSize(episodeFactors(rows, factors)),
    kept: [...memory, trials as unknown as Memory].slice(-iterations),
  };
}

/** Σ_{k ≥ t} γ^(k−t) ρ_0:k r_k */
export function factoredReturnsToGo(rows: Rows, factors: Float64Array, discount: number): Float64Array {
  return byStretch(rows, ({ rewards }, _, from) =>
    rewardsToGo(
      rewards.map((reward, t) => reward * (factors[from + t] as number)),
      discount,
    ),
  );
}

function kept(stretch: Stretch): KeptStretch {
  const { observations, next } = stretch;
  return { ...stretch, observations: Float64Array.from(observations), next: Float64Array.from(next) };
}

function recalled(stretch: KeptStretch): Stretch {
  const { observations, next } = stretch;
  return { ...stretch, observations: Float32Array.from(observations), next: Float32Array.from(next) };
}
