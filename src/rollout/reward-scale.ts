/**
 * Rewards brought to a common scale: divided by the standard deviation of the discounted return so far, not centered, for the mean of
 * a reward is part of the task (the length of an episode may depend on its sign).
 *
 *     R_t ← γ R_(t−1) + r_t, from 0 in each episode        r̃_t = clip(r_t / √(Var[R] + ε), ±c)
 *
 * The scale is fixed while a batch is learned from and takes the batch in afterwards. OpenAI baselines' VecNormalize; Engstrom et al. 2020,
 * "Implementation matters in deep policy gradients". Imports: math.
 */
import { type Moments, merge, momentsOf, noMoments } from "../math/statistics.ts";
import type { Stretch } from "./stretch.ts";

export interface RewardScaleState {
  /** Of the discounted returns of all steps so far. */
  readonly moments: Moments;
  /** The discounted return of each environment's episode that goes on. */
  readonly running: readonly number[];
}

export function unscaled(envCount: number): RewardScaleState {
  return { moments: noMoments, running: new Array<number>(envCount).fill(0) };
}

const EPSILON = 1e-8;

/** r̃ of every stretch by what was seen before; as they are, clipped, while nothing was. */
export function scaleRewards(
  { moments }: RewardScaleState,
  stretches: readonly Stretch[],
  clip: number,
): Stretch[] {
  const variance = moments.count === 0 ? 1 : moments.squares / moments.count;
  const deviation = Math.sqrt(variance + EPSILON);
  return stretches.map((stretch) => ({
    ...stretch,
    rewards: stretch.rewards.map((reward) => Math.min(Math.max(reward / deviation, -clip), clip)),
  }));
}

/** The scale after these stretches, in their order. */
export function learnScale(
  { moments, running }: RewardScaleState,
  stretches: readonly Stretch[],
  discount: number,
): RewardScaleState {
  const next = [...running];
  let all = moments;
  for (const { envId, start, rewards, end } of stretches) {
    let sum = start === 0 ? 0 : (next[envId] ?? 0);
    const returns = rewards.map((reward) => {
      sum = discount * sum + reward;
      return sum;
    });
    all = merge(all, momentsOf(returns));
    next[envId] = end === "cut" ? sum : 0;
  }
  return { moments: all, running: next };
}
