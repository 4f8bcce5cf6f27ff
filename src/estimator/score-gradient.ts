/**
 * The score-function gradient, whatever the weights:
 *
 *     ĝ = 1/c Σᵢ Σ_t ( w_it ∇θ log π(a_t | s_t) + β ∇θ H(π(· | s_t)) )
 *
 * and of a critic, which is fitted by ascending −½ (target − V)²:
 *
 *     ĝ = 1/n Σ_rows (target − V(s)) ∇V(s)
 *
 * Dynamics drop out of ∇ log P(τ), so no model of them is needed. The weights of the first are numbers: nothing is differentiated through them,
 * and neither are targets. Lecture notes, from trajectories to actions. Flows in: a model, θ, rows, weights. Flows out: a gradient [parameterCount].
 */
import type { ActorCritic } from "../policy/actor-critic.ts";
import type { Distribution, Head, HeadGradient } from "../policy/head/head.ts";
import type { Rows } from "../rollout/rows.ts";
import { scaledDown, scaleOf } from "./float32-range.ts";

/**
 * What c is, the number the sum is divided by:
 *
 * - `episodes`: c = m, one for each stretch. For whole episodes, this is the notes' mean over trajectories; its expectation is ∇U.
 * - `transitions`: c = n, one for each row. For segments, whose number is only how the experience was cut; the expectation is ∇U over
 *   the mean length, so a learning rate keeps its meaning when episodes grow longer.
 */
export type Normalization = "episodes" | "transitions";

export interface ScoreOptions {
  readonly normalization: Normalization;
  /** β, what a nat of entropy is worth against premature determinism (Mnih et al. 2016). Default 0. */
  readonly entropyBonus?: number;
}

/** The weights or targets are not one finite number a row. Nothing was estimated. */
export class InvalidWeights extends Error {
  override readonly name = "InvalidWeights";
}

/** ĝ of the actor. Throws `InvalidWeights`. */
export function scoreGradient(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  weights: Float64Array,
  { normalization, entropyBonus = 0 }: ScoreOptions,
): Float64Array {
  requireWeights("weight", rows, weights);
  const bonus = Float64Array.of(entropyBonus);
  const scale = scaleOf(weights, bonus);
  const { distribution, backward } = model.evaluateActor(params, rows.observations);
  const gradient = backward(
    weighed(model.head, distribution, rows.actions, scaledDown(weights, scale), entropyBonus / scale),
  );
  return times(gradient, scale / divisor(rows, normalization));
}

/** The gradient of −½ mean (target − V)². For a shared trunk it moves what the actor stands on. Throws `InvalidWeights`. */
export function criticGradient(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  targets: Float64Array,
): Float64Array {
  requireCritic(model);
  const { distribution, values, backward } = model.evaluate(params, rows.observations);
  const errors = targets.map((target, row) => target - (values[row] as number));
  requireWeights("target", rows, errors);
  const scale = scaleOf(errors);
  return times(backward(noHeadGradient(distribution), scaledDown(errors, scale)), scale / rows.count);
}

export interface ActorCriticOptions extends ScoreOptions {
  /** What the critic's gradient is multiplied with where both meet in one step. */
  readonly valueWeight: number;
}

/** `scoreGradient` + valueWeight · `criticGradient`, from one evaluation: half the work, and all of it where the trunk is shared. */
export function actorCriticGradient(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  { weights, targets }: { readonly weights: Float64Array; readonly targets: Float64Array },
  { normalization, entropyBonus = 0, valueWeight }: ActorCriticOptions,
): Float64Array {
  requireCritic(model);
  requireWeights("weight", rows, weights);
  const { distribution, values, backward } = model.evaluate(params, rows.observations);
  // The actor's sum is divided by c, the critic's by n.
  const share = divisor(rows, normalization) / rows.count;
  const errors = targets.map((target, row) => valueWeight * share * (target - (values[row] as number)));
  requireWeights("target", rows, errors);
  const scale = scaleOf(weights, errors, Float64Array.of(entropyBonus));
  const head = weighed(
    model.head,
    distribution,
    rows.actions,
    scaledDown(weights, scale),
    entropyBonus / scale,
  );
  return times(backward(head, scaledDown(errors, scale)), scale / divisor(rows, normalization));
}

/**
 * The gradient of −½ λ ‖φ − φ_l‖², λ (φ_l − φ): holds a critic near what it was, and an actor that stands still where it is. Lecture notes, fitted V
 * iteration; their λ stands beside a sum over n rows, so beside `criticGradient`, a mean, the same is λ/n.
 */
export function proximalGradient(
  params: Float64Array,
  previous: Float64Array,
  penalty: number,
): Float64Array {
  return params.map((value, j) => penalty * ((previous[j] as number) - value));
}

/** Σ w ∇ log π + β Σ ∇H, with respect to what the network gives to the head. */
function weighed(
  head: Head,
  { own, inputs }: Distribution,
  actions: Float64Array,
  weights: Float64Array,
  entropyBonus: number,
): HeadGradient {
  const scores = head.scores(own, inputs, actions, weights);
  if (entropyBonus === 0) return scores;
  const entropy = head.entropyGradient(own, inputs, new Float64Array(weights.length).fill(entropyBonus));
  return {
    inputs: scores.inputs.map((x, i) => x + (entropy.inputs[i] as number)),
    own: scores.own.map((x, j) => x + (entropy.own[j] as number)),
  };
}

function noHeadGradient({ inputs, own }: Distribution): HeadGradient {
  return { inputs: new Float32Array(inputs.length), own: new Float64Array(own.length) };
}

/** c. */
function divisor({ stretches, count }: Rows, normalization: Normalization): number {
  return normalization === "episodes" ? stretches.length : count;
}

function times(gradient: Float64Array, factor: number): Float64Array {
  return gradient.map((value) => value * factor);
}

function requireCritic({ name, critic }: ActorCritic): void {
  if (critic === "none")
    throw new RangeError(`${name} has no critic to fit; give it one, or use scoreGradient with a baseline`);
}

/** Throws `InvalidWeights` that says where, unless there is a finite number for every row. */
function requireWeights(what: string, { count, steps, offsets, stretches }: Rows, weights: Float64Array) {
  if (weights.length !== count)
    throw new InvalidWeights(`expected one ${what} a row, ${count}, got ${weights.length}`);
  const row = weights.findIndex((weight) => !Number.isFinite(weight));
  if (row < 0) return;
  const k = offsets.findIndex((offset) => offset > row) - 1;
  throw new InvalidWeights(
    `the ${what} of step ${steps[row]} of stretch ${k} (environment ${stretches[k]?.envId}) is ${weights[row]}, expected a finite number. Look at the rewards and values of that stretch, or hold them in bounds`,
  );
}
