/** Critics learn what they should: V through truncation, Q of the policy that acts. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  actionValueGradient,
  actionValuesOf,
  chosenValues,
  expectedValues,
  requireActionValues,
  sarsaTargets,
} from "../../src/estimator/action-values.ts";
import { fittedValue } from "../../src/estimator/baseline/fitted-value.ts";
import { identityFeatures } from "../../src/estimator/baseline/linear-value.ts";
import { criticGradient } from "../../src/estimator/score-gradient.ts";
import { valuesOf } from "../../src/estimator/values.ts";
import { lambdaTargets, nStepTargets } from "../../src/estimator/weights.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import { softmaxHead } from "../../src/policy/head/softmax.ts";
import { mlp } from "../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../src/policy/separate.ts";
import { type Rows, rowsOf } from "../../src/rollout/rows.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";
import { differences, type Mdp, policyAt } from "../support/tabular-mdp.ts";

const discount = 0.98;

const oneHot = (states: readonly number[], count: number): Float32Array => {
  const rows = new Float32Array(states.length * count);
  for (const [row, s] of states.entries()) rows[row * count + s] = 1;
  return rows;
};

/** A task that never ends and pays 1 a step, looked at for 1 to 40 steps at a time, in one of 3 states that do not matter. */
function forever(end: Stretch["end"]): Rows {
  const rng = createRng(1);
  return rowsOf(
    Array.from({ length: 30 }, (_, i): Stretch => {
      const length = 1 + rng.integer(40);
      const states = Array.from({ length: length + 1 }, () => rng.integer(3));
      return {
        envId: i,
        seed: i,
        start: 0,
        length,
        observations: oneHot(states.slice(0, length), 3),
        actions: new Float64Array(length),
        rewards: new Float64Array(length).fill(1),
        end,
        next: oneHot(states.slice(length), 3),
      };
    }),
  );
}

describe("r = 1 and γ = 0.98 are worth 1/(1 − γ) = 50", () => {
  const fitted = (end: Stretch["end"]) =>
    fittedValue(forever(end), new Float64Array(3), {
      features: identityFeatures,
      discount,
      penalty: 0.1,
      iterations: 600,
    });

  /** Gradient ascent on λ-returns, by a critic network. */
  function learned(end: Stretch["end"], targetsOf: typeof lambdaTargets, lambda: number): Float64Array {
    const model = separateActorCritic({
      actor: mlp({ inputSize: 3, hidden: [], outputSize: 2 }),
      head: softmaxHead({ type: "discrete", count: 2, start: 0, names: [] }),
      critic: mlp({ inputSize: 3, hidden: [], outputSize: 1 }),
    });
    const rows = forever(end);
    let params = model.init(createRng(2));
    for (let step = 0; step < 250; step++) {
      const targets = targetsOf(rows, valuesOf(model, params, rows), discount, lambda);
      const gradient = criticGradient(model, params, rows, targets);
      params = params.map((value, j) => value + 0.7 * gradient[j]!);
    }
    return model.values(params, oneHot([0, 1, 2], 3));
  }

  it("by fitted V, where every stretch was truncated or cut", () => {
    for (const end of ["truncated", "cut"] as const)
      for (const value of fitted(end)) assert.ok(Math.abs(value - 50) < 1, `${value}`);
  });

  it("by a network on λ-returns and on n-step returns", () => {
    for (const value of learned("truncated", lambdaTargets, 0.95))
      assert.ok(Math.abs(value - 50) < 1, `λ: ${value}`);
    for (const value of learned("truncated", nStepTargets, 10))
      assert.ok(Math.abs(value - 50) < 1, `n: ${value}`);
  });

  it("and far less to the mutant that takes truncation for termination", () => {
    for (const value of [...fitted("terminated"), ...learned("terminated", lambdaTargets, 0.95)])
      assert.ok(value < 25, `${value}`);
  });
});

describe("action values", () => {
  const space = { type: "discrete", count: 2, start: 0, names: [] } as const;
  const head = softmaxHead(space);
  const model = separateActorCritic({ actor: mlp({ inputSize: 3, hidden: [], outputSize: 2 }), head });
  const params = Float64Array.of(0.5, -0.25, 0.25, 0.125, -0.5, 0.75, 0.125, -0.125);
  const network = mlp({ inputSize: 3, hidden: [], outputSize: 2 });

  /** Three states for ever; γ = 0.8. */
  const mdp: Mdp = {
    horizon: Number.POSITIVE_INFINITY,
    start: [1, 0, 0],
    next: [
      [
        [0.2, 0.5, 0.3],
        [0.1, 0.3, 0.6],
      ],
      [
        [0.7, 0, 0.3],
        [0.4, 0.6, 0],
      ],
      [
        [0, 0.6, 0.4],
        [0.5, 0.25, 0.25],
      ],
    ],
    reward: [
      [1, -2],
      [0.5, 3],
      [2, 0],
    ],
  };
  const gamma = 0.8;

  /** Q = r + γ P π Q, by applying it until nothing moves. */
  function bellman(): number[][] {
    let q = mdp.reward.map((row) => [...row]);
    for (let k = 0; k < 200; k++) {
      const v = q.map((row, s) => row.reduce((sum, x, a) => sum + policyAt(mdp, params, s)[a]! * x, 0));
      q = mdp.reward.map((row, s) =>
        row.map((r, a) => r + gamma * mdp.next[s]![a]!.reduce((sum, p, s2) => sum + p * v[s2]!, 0)),
      );
    }
    return q;
  }

  const pick = (p: readonly number[], rng: Rng) => {
    let rest = rng.uniform();
    const found = p.findIndex((x) => {
      rest -= x;
      return rest < 0;
    });
    return found < 0 ? p.length - 1 : found;
  };

  const walks = (): Rows => {
    const rng = createRng(5);
    return rowsOf(
      Array.from({ length: 400 }, (_, i): Stretch => {
        const states = [rng.integer(3)];
        const actions: number[] = [];
        for (let t = 0; t < 10; t++) {
          actions.push(pick(policyAt(mdp, params, states.at(-1)!), rng));
          states.push(pick(mdp.next[states.at(-1)!]![actions.at(-1)!]!, rng));
        }
        return {
          envId: i,
          seed: i,
          start: 0,
          length: 10,
          observations: oneHot(states.slice(0, 10), 3),
          actions: Float64Array.from(actions),
          rewards: Float64Array.from(actions, (a, t) => mdp.reward[states[t]!]![a]!),
          end: "truncated",
          next: oneHot(states.slice(10), 3),
        };
      }),
    );
  };

  it("of SARSA come near those of the Bellman equation, through truncation", () => {
    const rows = walks();
    let w = network.init(createRng(1)).map(() => 0);
    for (let step = 0; step < 100; step++) {
      const targets = sarsaTargets(rows, actionValuesOf(model, params, network, w, rows), gamma);
      const gradient = actionValueGradient(network, w, rows, targets);
      w = w.map((value, j) => value + 2 * gradient[j]!);
    }
    const table = new Float32Array(6);
    network.infer(w, oneHot([0, 1, 2], 3), table);
    // 4000 transitions, 300 or more for each action of each state: returns of spread 2 give errors of 0.1.
    for (const [i, exact] of bellman().flat().entries())
      assert.ok(Math.abs(table[i]! - exact) < 0.3, `entry ${i}: ${table[i]}, exactly ${exact}`);
  });

  it("chosen are those of the actions drawn, expected their mean under the policy", () => {
    assert.deepEqual([...chosenValues(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 0))], [2, 3]);
    const { distribution } = model.evaluateActor(params, oneHot([0, 2], 3));
    const found = expectedValues(head, distribution, Float64Array.of(1, 2, 3, 4));
    for (const [row, s] of [0, 2].entries()) {
      const [p0, p1] = policyAt(mdp, params, s) as [number, number];
      assert.ok(Math.abs(found[row]! - ((2 * row + 1) * p0 + (2 * row + 2) * p1)) < 1e-12);
    }
  });

  it("have the gradient of −½ mean (target − Q(s, a))², in the outputs that were drawn alone", () => {
    const rows = rowsOf([walks().stretches[0]!]);
    const targets = Float64Array.from({ length: 10 }, (_, t) => t);
    const w = network.init(createRng(4)).map((x) => Math.fround(x));
    const fit = (at: Float64Array) => {
      const { outputs } = network.forward(at, rows.observations);
      const chosen = chosenValues(Float64Array.from(outputs), rows.actions);
      return chosen.reduce((sum, q, t) => sum - (targets[t]! - q) ** 2 / 2, 0) / 10;
    };
    const expected = differences(fit, w);
    const found = actionValueGradient(network, w, rows, targets);
    for (const [j, value] of expected.entries()) assert.ok(Math.abs(found[j]! - value) < 2e-2, `${j}`);
  });

  it("are nothing behind an end, whatever the network says", () => {
    const w = network.init(createRng(4));
    const [first] = walks().stretches;
    const rows = rowsOf([{ ...first!, end: "terminated" }, first!]);
    const { behind } = actionValuesOf(model, params, network, w, rows);
    assert.equal(behind[0], 0);
    assert.notEqual(behind[1], 0);
  });

  it("need as many outputs as there are actions, and discrete ones", () => {
    assert.throws(
      () => requireActionValues(head, mlp({ inputSize: 3, hidden: [], outputSize: 4 })),
      /2 outputs, one an action, got 4/,
    );
    const box = {
      ...head,
      name: "gaussian",
      actionSpace: { ...space, type: "box" },
    } as unknown as typeof head;
    assert.throws(() => requireActionValues(box, network), /discrete action space, the gaussian head .*box/);
  });
});
