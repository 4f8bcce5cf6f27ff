/**
 * The critic of Q actor-critic: a network with one output an action, Q_w(s, ·), learned by policy evaluation.
 *
 *     Δθ = α ∇θ log π(a | s) Q_w(s, a)                     weights: `chosenValues`
 *     Δw ∝ (r + γ Q_w(s′, a′) − Q_w(s, a)) ∇w Q_w(s, a)    targets: `sarsaTargets`, gradient: `actionValueGradient`
 *
 * Lecture notes, Q actor-critic; Rummery & Niranjan 1994. For discrete actions, whose stored action is the index of an output. a′ is the action
 * of the next row. Behind a stretch that was truncated or cut none was drawn, so all are weighed: Σ_a π(a | s′) Q_w(s′, a); behind one that
 * terminated there is nothing. Q − Σ_a π(a | s) Q is an advantage: `minus(chosenValues(…), expectedValues(…))`.
 *
 * Flows in: network, w, rows, a head. Flows out: one number a row, or a gradient of w. A [n × actions] table holds Q row after row.
 */
import { exp } from "../math/elementary.ts";
import type { ActorCritic } from "../policy/actor-critic.ts";
import type { Distribution, Head } from "../policy/head/head.ts";
import type { Network } from "../policy/network/network.ts";
import type { Rows } from "../rollout/rows.ts";
import { scaledDown, scaleOf } from "./float32-range.ts";
import { behindEnds, type Values } from "./values.ts";
import { nStepTargets } from "./weights.ts";

/** Throws `RangeError` unless there is an output for each of the actions the head draws from. */
export function requireActionValues(head: Head, network: Network): void {
  const { actionSpace: space } = head;
  if (space.type !== "discrete")
    throw new RangeError(
      `action values need a discrete action space, the ${head.name} head acts in one of type "${space.type}"; use a critic of states and advantages`,
    );
  if (network.outputSize !== space.count)
    throw new RangeError(
      `expected a network of ${space.count} outputs, one an action, got ${network.outputSize}`,
    );
}

/** Q_w(s, ·), [n × actions]. */
export function actionValues(network: Network, w: Float64Array, observations: Float32Array): Float64Array {
  const outputs = new Float32Array((observations.length / network.inputSize) * network.outputSize);
  network.infer(w, observations, outputs);
  return Float64Array.from(outputs);
}

/** Q_w(s, a) of the actions that were drawn. */
export function chosenValues(table: Float64Array, actions: Float64Array): Float64Array {
  const count = table.length / actions.length;
  return actions.map((action, row) => table[row * count + action] as number);
}

/** Σ_a π(a | s) Q_w(s, a) = V(s). */
export function expectedValues(head: Head, { own, inputs }: Distribution, table: Float64Array): Float64Array {
  const rowCount = inputs.length / head.inputSize;
  const actionCount = table.length / rowCount;
  const expected = new Float64Array(rowCount);
  for (let action = 0; action < actionCount; action++) {
    const logProbs = head.logProbs(own, inputs, new Float64Array(rowCount).fill(action));
    for (const [row, logProb] of logProbs.entries())
      expected[row] =
        (expected[row] as number) + exp(logProb) * (table[row * actionCount + action] as number);
  }
  return expected;
}

/** Q_w(s, a) of each row, and what stands behind each stretch: values for every n-step expansion. */
export function actionValuesOf(
  model: ActorCritic,
  params: Float64Array,
  network: Network,
  w: Float64Array,
  rows: Rows,
): Values {
  requireActionValues(model.head, network);
  const { distribution } = model.evaluateActor(params, rows.next);
  const behind = expectedValues(model.head, distribution, actionValues(network, w, rows.next));
  return {
    rows: chosenValues(actionValues(network, w, rows.observations), rows.actions),
    behind: behindEnds(rows, behind),
  };
}

/** r + γ Q_w(s′, a′). */
export function sarsaTargets(rows: Rows, values: Values, discount: number): Float64Array {
  return nStepTargets(rows, values, discount, 1);
}

/** The gradient of −½ mean (target − Q_w(s, a))². */
export function actionValueGradient(
  network: Network,
  w: Float64Array,
  rows: Rows,
  targets: Float64Array,
): Float64Array {
  const { outputs, backward } = network.forward(w, rows.observations);
  const chosen = chosenValues(Float64Array.from(outputs), rows.actions);
  const errors = targets.map((target, row) => target - (chosen[row] as number));
  const scale = scaleOf(errors);
  const weights = new Float32Array(outputs.length);
  for (const [row, error] of scaledDown(errors, scale).entries())
    weights[row * network.outputSize + (rows.actions[row] as number)] = error;
  return backward(weights).map((value) => (value * scale) / rows.count);
}
