/**
 * What came after each step of a stretch: sums of rewards, and what a value function makes of them.
 *
 * A stretch never crosses the end of an episode (stretch.ts), so everything is one pass from its last step to its first, without
 * masks. What stands behind the last step is one number, `behind`: 0 where the task ended, V(next) where the episode was
 * truncated or goes on. Index t counts the steps of the stretch, N is their number, V_t = values[t] and V_N = behind.
 *
 * Flows in: rewards and values of one stretch. Flows out: one number a step. Imports: nothing.
 */

/** Rewards of one stretch, what it is worth to be at each of its steps, and behind its end. */
export interface Valued {
  readonly rewards: Float64Array;
  /** V(s_t), one a step. */
  readonly values: Float64Array;
  /** V_N: 0 where terminated, otherwise V(next). */
  readonly behind: number;
}

/** R = Σ_t γ^t r_t + γ^N V_N. Lecture notes: R(τ) = Σ_k γ^(k−1) r_k, k = t + 1. */
export function discountedReturn(rewards: Float64Array, discount: number, behind = 0): number {
  requireFraction("discount", discount);
  let sum = behind;
  for (let t = rewards.length - 1; t >= 0; t--) sum = at(rewards, t) + discount * sum;
  return sum;
}

/** G_t = Σ_{l ≥ t} γ^(l−t) r_l + γ^(N−t) V_N = r_t + γ G_(t+1), G_N = V_N. Lecture notes, reward-to-go. */
export function rewardsToGo(rewards: Float64Array, discount: number, behind = 0): Float64Array {
  requireFraction("discount", discount);
  const returns = new Float64Array(rewards.length);
  let next = behind;
  for (let t = rewards.length - 1; t >= 0; t--) {
    next = at(rewards, t) + discount * next;
    returns[t] = next;
  }
  return returns;
}

/**
 * Q expanded through V after n steps, or at the end of the stretch where that comes first:
 *
 *   G_t⁽ⁿ⁾ = Σ_{l < k} γ^l r_(t+l) + γ^k V_(t+k),   k = min(n, N − t)
 *
 * n = 1 is the target of TD, n = ∞ the reward-to-go with V_N behind it, which is what A3C's backward pass makes of a segment.
 * Lecture notes, advantage actor-critic; Mnih et al. 2016. O(N · min(n, N)).
 */
export function nStepReturns({ rewards, values, behind }: Valued, discount: number, n: number): Float64Array {
  requireFraction("discount", discount);
  if (!(n === Number.POSITIVE_INFINITY || (Number.isSafeInteger(n) && n >= 1)))
    throw new RangeError(`n has to be 1, 2, 3, … or Infinity, not ${n}`);
  const length = rewards.length;
  if (n >= length) return rewardsToGo(rewards, discount, behind);
  return Float64Array.from(rewards, (_, t) => {
    const end = Math.min(t + n, length);
    let sum = end < length ? at(values, end) : behind;
    for (let l = end - 1; l >= t; l--) sum = at(rewards, l) + discount * sum;
    return sum;
  });
}

/**
 * Generalized advantages, Schulman et al. 2016, eq. 16:
 *
 *   δ_t = r_t + γ V_(t+1) − V_t
 *   A_t = Σ_{l ≥ t} (γλ)^(l−t) δ_l = δ_t + γλ A_(t+1),   A_N = 0
 *
 * λ = 0: A_t = δ_t, least variance, biased as V is. λ = 1: A_t = G_t − V_t, unbiased whatever V where the task ended.
 */
export function generalizedAdvantages(
  { rewards, values, behind }: Valued,
  discount: number,
  lambda: number,
): Float64Array {
  requireFraction("discount", discount);
  requireFraction("lambda", lambda);
  const advantages = new Float64Array(rewards.length);
  let [value, advantage] = [behind, 0];
  for (let t = rewards.length - 1; t >= 0; t--) {
    const delta = at(rewards, t) + discount * value - at(values, t);
    advantage = delta + discount * lambda * advantage;
    advantages[t] = advantage;
    value = at(values, t);
  }
  return advantages;
}

/**
 * The λ-return, the mean of all n-step returns with weights (1 − λ) λ^(n−1), the last of them with what is left:
 *
 *   G_t^λ = r_t + γ ((1 − λ) V_(t+1) + λ G_(t+1)^λ),   G_N^λ = V_N
 *
 * It is A_t + V_t of the same λ: what a critic is fitted to beside generalized advantages. Sutton & Barto 2018, §12.1.
 */
export function lambdaReturns(
  { rewards, values, behind }: Valued,
  discount: number,
  lambda: number,
): Float64Array {
  requireFraction("discount", discount);
  requireFraction("lambda", lambda);
  const returns = new Float64Array(rewards.length);
  let [value, next] = [behind, behind];
  for (let t = rewards.length - 1; t >= 0; t--) {
    next = at(rewards, t) + discount * ((1 - lambda) * value + lambda * next);
    returns[t] = next;
    value = at(values, t);
  }
  return returns;
}

function requireFraction(what: string, x: number): void {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`${what} has to be a number from 0 to 1, not ${x}`);
}

function at(numbers: Float64Array, t: number): number {
  return numbers[t] as number;
}
