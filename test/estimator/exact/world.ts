/** The three states that every estimator is held against, the model that acts in them, and the two gradients there are. */

import type { Values } from "../../../src/estimator/values.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import { softmaxHead } from "../../../src/policy/head/softmax.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../../src/policy/separate.ts";
import type { Rows } from "../../../src/rollout/rows.ts";
import {
  actionCount,
  differences,
  type ExactValues,
  exactValues,
  type Mdp,
  stateCount,
  surrogate,
  utilityGradient,
  visits,
} from "../../support/tabular-mdp.ts";

export interface World {
  readonly mdp: Mdp;
  readonly params: Float64Array;
  readonly discount: number;
  readonly model: ActorCritic;
  readonly values: ExactValues;
  /** ∇U of the discounted return: what γ^t keeps. */
  readonly faded: Float64Array;
  /** Σ_t E[∇ log π(a_t | s_t) Q_t(s_t, a_t)]: what is followed without γ^t. */
  readonly even: Float64Array;
}

/** A softmax over a table, as an mlp without hidden layers. */
export function tabularModel(mdp: Mdp): ActorCritic {
  const [states, actions] = [stateCount(mdp), actionCount(mdp)];
  return separateActorCritic({
    actor: mlp({ inputSize: states, hidden: [], outputSize: actions }),
    head: softmaxHead({ type: "discrete", count: actions, start: 0, names: [] }),
  });
}

export function worldOf(mdp: Mdp, params: Float64Array, discount: number): World {
  const values = exactValues(mdp, params, discount);
  const met = visits(mdp, params);
  let [faded, even] = [undefined as Float64Array | undefined, undefined as Float64Array | undefined];
  return {
    mdp,
    params,
    discount,
    model: tabularModel(mdp),
    values,
    // Enumerated when first asked for: a toy of ten steps has a million trajectories, and is not asked.
    get faded() {
      faded ??= utilityGradient(mdp, params, discount);
      return faded;
    },
    get even() {
      even ??= differences((acting) => surrogate(mdp, acting, { values, met }), params);
      return even;
    },
  };
}

/**
 * Episodes end by chance, and the chance depends on the action; γ = 0.7 sets the two gradients well apart. `raise` is added to every reward: to
 * live longer is then worth more.
 */
export function threeStates(horizon: number, { discount = 0.7, raise = 0 } = {}): World {
  const mdp: Mdp = {
    horizon,
    start: [0.5, 0.3, 0.2],
    next: [
      [
        [0.2, 0.5, 0.2],
        [0.1, 0.3, 0.6],
      ],
      [
        [0.4, 0, 0.3],
        [0.3, 0.3, 0],
      ],
      [
        [0, 0.6, 0.4],
        [0.25, 0.25, 0.25],
      ],
    ],
    reward: [
      [1 + raise, -2 + raise],
      [0.5 + raise, 3 + raise],
      [2 + raise, raise],
    ],
  };
  // Sums of these are exact in float32, so the network's logits are those of the table.
  const params = Float64Array.of(0.5, -0.25, 0.25, 0.125, -0.5, 0.75, 0.125, -0.125);
  return worldOf(mdp, params, discount);
}

/** V_t(s_t) of every row, and V behind every stretch that did not terminate. */
export function exactV({ values }: World, rows: Rows): Values {
  const size = rows.next.length / rows.stretches.length;
  const stateAt = (list: Float32Array, i: number) => list.subarray(i * size, (i + 1) * size).indexOf(1);
  return {
    rows: Float64Array.from(rows.steps, (t, row) => values.v[t]![stateAt(rows.observations, row)]!),
    behind: Float64Array.from(rows.stretches, ({ start, length, end }, k) =>
      end === "terminated" ? 0 : values.v[start + length]![stateAt(rows.next, k)]!,
    ),
  };
}

/** Q_t(s_t, a_t) of every row. */
export function exactQ({ values, mdp }: World, rows: Rows): Float64Array {
  const size = stateCount(mdp);
  return Float64Array.from(rows.steps, (t, row) => {
    const s = rows.observations.subarray(row * size, (row + 1) * size).indexOf(1);
    return values.q[t]![s]![rows.actions[row]!]!;
  });
}
