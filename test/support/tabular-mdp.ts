/**
 * Decision problems small enough to know everything about: every trajectory, its probability, every value, and so every gradient. All of it
 * float64 and written down as it is defined; nothing of src/estimator is used.
 *
 * The policy is a softmax over a table: logits θ[s · actions + a] plus θ[states · actions + a], which is what an mlp without hidden layers
 * makes of one-hot observations.
 */
import type { Rng } from "../../src/math/random.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";

export interface Mdp {
  readonly horizon: number;
  /** ρ(s), one a state. */
  readonly start: readonly number[];
  /** [s][a][s′]; what is missing to 1 ends the task. */
  readonly next: readonly (readonly (readonly number[])[])[];
  /** [s][a] */
  readonly reward: readonly (readonly number[])[];
}

export interface Trajectory {
  readonly probability: number;
  readonly states: readonly number[];
  readonly actions: readonly number[];
}

export const stateCount = (mdp: Mdp): number => mdp.start.length;
export const actionCount = (mdp: Mdp): number => mdp.reward[0]!.length;
export const parameterCount = (mdp: Mdp): number => (stateCount(mdp) + 1) * actionCount(mdp);

/** π(· | s) */
export function policyAt(mdp: Mdp, params: Float64Array, s: number): number[] {
  const [states, actions] = [stateCount(mdp), actionCount(mdp)];
  const weights = Array.from({ length: actions }, (_, a) =>
    Math.exp(params[s * actions + a]! + params[states * actions + a]!),
  );
  const sum = weights.reduce((total, w) => total + w, 0);
  return weights.map((w) => w / sum);
}

/** ∇ log π(a | s) = 1[a = b] − π(b | s), in the logit of b at s and in the bias of b. */
export function scoreAt(mdp: Mdp, params: Float64Array, s: number, a: number): Float64Array {
  const actions = actionCount(mdp);
  const score = new Float64Array(params.length);
  for (const [b, p] of policyAt(mdp, params, s).entries()) {
    const value = (a === b ? 1 : 0) - p;
    score[s * actions + b] = value;
    score[stateCount(mdp) * actions + b] = value;
  }
  return score;
}

/** Every trajectory that can happen; their probabilities sum to 1. */
export function trajectories(mdp: Mdp, params: Float64Array): Trajectory[] {
  const found: Trajectory[] = [];
  const walk = (probability: number, states: number[], actions: number[]) => {
    if (probability === 0) return;
    const s = states.at(-1)!;
    for (const [a, p] of policyAt(mdp, params, s).entries()) {
      const taken = [...actions, a];
      if (taken.length === mdp.horizon) {
        found.push({ probability: probability * p, states, actions: taken });
        continue;
      }
      let ends = 1;
      for (const [s2, q] of mdp.next[s]![a]!.entries()) {
        ends -= q;
        walk(probability * p * q, [...states, s2], taken);
      }
      if (ends > 1e-12) found.push({ probability: probability * p * ends, states, actions: taken });
    }
  };
  for (const [s, p] of mdp.start.entries()) walk(p, [s], []);
  return found;
}

export const rewardsOf = (mdp: Mdp, { states, actions }: Trajectory): Float64Array =>
  Float64Array.from(states, (s, t) => mdp.reward[s]![actions[t]!]!);

/** Σ_t γ^t r_t */
const returnOf = (mdp: Mdp, trajectory: Trajectory, discount: number): number =>
  rewardsOf(mdp, trajectory).reduce((sum, r, t) => sum + discount ** t * r, 0);

/** U(θ) = Σ_τ P(τ) R(τ) */
export const utility = (mdp: Mdp, params: Float64Array, discount: number): number =>
  trajectories(mdp, params).reduce((sum, each) => sum + each.probability * returnOf(mdp, each, discount), 0);

/** ∇U = Σ_τ P(τ) R(τ) Σ_t ∇ log π(a_t | s_t) */
export function utilityGradient(mdp: Mdp, params: Float64Array, discount: number): Float64Array {
  const gradient = new Float64Array(params.length);
  for (const each of trajectories(mdp, params)) {
    const weight = each.probability * returnOf(mdp, each, discount);
    for (const [t, s] of each.states.entries())
      addScaled(gradient, scoreAt(mdp, params, s, each.actions[t]!), weight);
  }
  return gradient;
}

export interface ExactValues {
  /** [t][s][a] */
  readonly q: readonly (readonly (readonly number[])[])[];
  /** [t][s]; one more than there are steps, the last all 0. */
  readonly v: readonly (readonly number[])[];
}

/** Q_t(s, a) = r + γ Σ_s′ P(s′ | s, a) V_(t+1)(s′), from the horizon back. */
export function exactValues(mdp: Mdp, params: Float64Array, discount: number): ExactValues {
  const states = mdp.start.map((_, s) => s);
  const v: number[][] = [states.map(() => 0)];
  const q: number[][][] = [];
  for (let t = mdp.horizon - 1; t >= 0; t--) {
    const after = v[0]!;
    const rows = states.map((s) =>
      mdp.reward[s]!.map(
        (r, a) => r + discount * mdp.next[s]![a]!.reduce((sum, p, s2) => sum + p * after[s2]!, 0),
      ),
    );
    q.unshift(rows);
    v.unshift(
      rows.map((row, s) => {
        const policy = policyAt(mdp, params, s);
        return row.reduce((sum, value, a) => sum + policy[a]! * value, 0);
      }),
    );
  }
  return { q, v };
}

/** P(s_t = s, alive at t), [t][s]. */
export function visits(mdp: Mdp, params: Float64Array): number[][] {
  const all = [[...mdp.start]];
  while (all.length < mdp.horizon) {
    const after = mdp.start.map(() => 0);
    for (const [s, d] of all.at(-1)!.entries())
      for (const [a, p] of policyAt(mdp, params, s).entries())
        for (const [s2, q] of mdp.next[s]![a]!.entries()) after[s2]! += d * p * q;
    all.push(after);
  }
  return all;
}

/** Σ_t γ^(t or 0) Σ_s P(s_t = s) Σ_a π(a | s) Q_t(s, a), with π and Q told apart. The gradient in π alone is what is followed without γ^t. */
export function surrogate(
  mdp: Mdp,
  acting: Float64Array,
  { values, met }: { values: ExactValues; met: readonly (readonly number[])[] },
): number {
  let sum = 0;
  for (const [t, row] of met.entries())
    for (const [s, d] of row.entries())
      for (const [a, p] of policyAt(mdp, acting, s).entries()) sum += d * p * values.q[t]![s]![a]!;
  return sum;
}

/** Central differences of f, with a step at which both errors are below 10⁻⁹ for functions of order 1. */
export function differences(f: (params: Float64Array) => number, params: Float64Array): Float64Array {
  const h = 1e-4;
  return params.map((_, j) => {
    const at = (by: number) => f(params.map((value, i) => (i === j ? value + by : value)));
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  });
}

/** An episode as a learner sees it. */
export function stretchOf(mdp: Mdp, trajectory: Trajectory, seed = 0): Stretch {
  const { states, actions } = trajectory;
  const size = stateCount(mdp);
  const observations = new Float32Array(states.length * size);
  for (const [t, s] of states.entries()) observations[t * size + s] = 1;
  return {
    envId: 0,
    seed,
    start: 0,
    length: states.length,
    observations,
    actions: Float64Array.from(actions),
    rewards: rewardsOf(mdp, trajectory),
    end: "terminated",
    next: new Float32Array(size),
  };
}

/** One episode, step by step. */
export function simulate(mdp: Mdp, params: Float64Array, rng: Rng): Trajectory {
  const policies = mdp.start.map((_, s) => policyAt(mdp, params, s));
  const states = [draw(mdp.start, rng)];
  const actions: number[] = [];
  for (;;) {
    const s = states.at(-1)!;
    const a = draw(policies[s]!, rng);
    actions.push(a);
    if (actions.length === mdp.horizon) break;
    const s2 = draw(mdp.next[s]![a]!, rng);
    if (s2 < 0) break;
    states.push(s2);
  }
  return { probability: Number.NaN, states, actions };
}

/** An index with those probabilities; −1 for what is missing to 1. */
function draw(probabilities: readonly number[], rng: Rng): number {
  let rest = rng.uniform();
  for (const [i, p] of probabilities.entries()) {
    rest -= p;
    if (rest < 0) return i;
  }
  return probabilities.reduce((sum, p) => sum + p, 0) > 1 - 1e-12 ? probabilities.length - 1 : -1;
}

export function addScaled(sum: Float64Array, term: Float64Array, factor: number): void {
  for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + factor * term[j]!;
}
