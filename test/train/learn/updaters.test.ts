/** What a batch makes of the parameters, held against the parts it is made of, against another method, and against what can be known. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import { fittedValue } from "../../../src/estimator/baseline/fitted-value.ts";
import { linearValues, polynomialFeatures } from "../../../src/estimator/baseline/linear-value.ts";
import { monteCarloBaseline } from "../../../src/estimator/baseline/monte-carlo.ts";
import { optimalBaseline } from "../../../src/estimator/baseline/optimal-constant.ts";
import { timeBaseline } from "../../../src/estimator/baseline/time-dependent.ts";
import { actorCriticGradient, scoreGradient } from "../../../src/estimator/score-gradient.ts";
import { valuesOf } from "../../../src/estimator/values.ts";
import {
  fullReturns,
  gaeAdvantages,
  lambdaTargets,
  minus,
  returnsToGo,
  timesDiscount,
} from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import { adam } from "../../../src/optimizer/adam.ts";
import { ascent } from "../../../src/optimizer/ascent.ts";
import { clipNorm } from "../../../src/optimizer/clip-norm.ts";
import type { Optimizer, OptimizerState } from "../../../src/optimizer/optimizer.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import { modelFor } from "../../../src/policy/model.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import type { Stretch } from "../../../src/rollout/stretch.ts";
import { actorCritic } from "../../../src/train/learn/actor-critic.ts";
import type { Memory } from "../../../src/train/learn/learner.ts";
import { minibatches } from "../../../src/train/learn/minibatches.ts";
import { policyGradient } from "../../../src/train/learn/policy-gradient.ts";
import { qActorCritic } from "../../../src/train/learn/q-actor-critic.ts";
import { trustRegion } from "../../../src/train/learn/trust-region.ts";
import type { Updater } from "../../../src/train/learn/updater.ts";
import { identitySpace } from "../../support/identity-env.ts";

type Kind = "discrete" | "box";

function modelOf(kind: Kind, critic: "none" | "separate" | "shared"): ActorCritic {
  const spaces = { observationSpace: identitySpace("box", 2), actionSpace: identitySpace(kind, 2) };
  return modelFor(spaces, { hidden: [6], activation: "tanh", headSettings: {}, critic, outputGain: 0.5 });
}

/** Stretches of every ending, of rewards drawn at random, with actions that `model` would have drawn. */
function experience(model: ActorCritic, params: Float64Array, batch: number, whole = false): Stretch[] {
  const root = createRng(7).stream(batch);
  const ends = whole ? (["terminated", "truncated", "terminated"] as const) : (["terminated", "truncated", "cut"] as const); // biome-ignore format: one line
  return [5, 3, 8].map((length, k) => {
    const rng = root.stream(k);
    const observations = Float32Array.from({ length: 2 * length }, () => rng.normal());
    const { own, inputs } = model.distribution(params, observations);
    return {
      envId: k,
      seed: k,
      start: whole ? 0 : 2 * k,
      length,
      observations,
      actions: model.head.sample(own, inputs, new Array(length).fill(rng)),
      rewards: Float64Array.from({ length }, () => rng.normal()),
      end: ends[k]!,
      next: Float32Array.of(rng.normal(), rng.normal()),
    };
  });
}

/** θ after each of `count` updates, each of what θ experiences. */
function updates(updater: Updater, model: ActorCritic, count: number, whole = false) {
  let params = model.init(createRng(3));
  let memory: Memory = updater.init(params);
  return Array.from({ length: count }, (_, k) => {
    const stretches = experience(model, params, k, whole);
    const update = updater.update({ params, memory, stretches, rng: createRng(k), progress: k / count });
    const before = params;
    ({ params, memory } = update);
    return { before, stretches, ...update };
  });
}

/** Optimizers are part of what is compared. */
const adamAt = () => adam({ learningRate: 0.02 });
const common = { discount: 0.9, lambda: 0.8, entropyBonus: 0.03, valueWeight: 0.5 };

function near(a: Float64Array, b: Float64Array, within: number): void {
  for (const [j, x] of a.entries()) assert.ok(Math.abs(x - b[j]!) <= within, `θ${j}: ${x} and ${b[j]}`);
}

describe("actor and critic by one optimizer", () => {
  for (const kind of ["discrete", "box"] as const)
    for (const critic of ["separate", "shared"] as const) {
      test(`PPO of one pass, no clip, plain advantages and the whole batch is A2C, bit for bit (${kind}, ${critic})`, () => {
        const model = modelOf(kind, critic);
        const parts = { model, optimizer: adamAt, ...common, standardize: "none" } as const;
        const a2c = updates(actorCritic({ ...parts, name: "a2c", epochs: 1 }), model, 5);
        const ppo = {
          ...parts,
          name: "ppo",
          epochs: 1,
          minibatchSize: 1000,
          clipRange: 1e9,
          valueClipRange: 1e9,
        };
        const same = updates(actorCritic(ppo), model, 5);
        for (const [k, { params, memory }] of same.entries()) {
          assert.deepEqual(params, a2c[k]!.params);
          assert.deepEqual(memory, a2c[k]!.memory);
        }
      });

      test(`and both step along the gradient that is put together from estimators alone (${kind}, ${critic})`, () => {
        const model = modelOf(kind, critic);
        const a2c = actorCritic({
          name: "a2c",
          model,
          optimizer: adamAt,
          ...common,
          standardize: "none",
          epochs: 1,
        });
        let state: OptimizerState = adamAt().init(model.parameterCount);
        for (const { before, stretches, params } of updates(a2c, model, 5)) {
          const rows = rowsOf(stretches);
          const values = valuesOf(model, before, rows);
          const weights = gaeAdvantages(rows, values, 0.9, 0.8);
          const targets = lambdaTargets(rows, values, 0.9, 0.8);
          const how = { normalization: "transitions", entropyBonus: 0.03, valueWeight: 0.5 } as const;
          const gradient = actorCriticGradient(model, before, rows, { weights, targets }, how);
          const step = adamAt().update(gradient, state);
          state = step.state;
          // Weights go through the network in float32: 2⁻²⁴ of them, and Adam's first steps divide by them.
          near(params, before.map((theta, j) => theta + step.delta[j]!), 2e-5); // biome-ignore format: one line
        }
      });
    }

  test("a pass visits every row once, in an order of its own, and the last piece holds what is left", () => {
    const orders = [0, 1, 2].map((epoch) => [...minibatches(53, 8, createRng(1).stream(epoch))]);
    for (const pieces of orders) {
      assert.deepEqual(pieces.map((piece) => piece!.length), [8, 8, 8, 8, 8, 8, 5]); // biome-ignore format: one line
      const all = pieces.flatMap((piece) => [...piece!]);
      assert.deepEqual(all.toSorted((a, b) => a - b), Array.from({ length: 53 }, (_, i) => i)); // biome-ignore format: one line
    }
    assert.notDeepEqual(orders[0], orders[1]);
    assert.deepEqual([...minibatches(53, 53, createRng(1))], [undefined]);
  });

  test("three passes over pieces of 5 of 16 rows are twelve steps, and KL ends them where it is told to", () => {
    const model = modelOf("discrete", "separate");
    const ppo = { name: "ppo", model, ...common, epochs: 3, minibatchSize: 5, clipRange: 0.2, standardize: "minibatch" } as const; // biome-ignore format: one line
    const [free] = updates(actorCritic({ ...ppo, optimizer: adamAt }), model, 1);
    assert.equal(free!.metrics.updates, 12);
    const wild = () => adam({ learningRate: 1 });
    const [held] = updates(actorCritic({ ...ppo, optimizer: wild, maxKl: 1e-6 }), model, 1);
    // The first step is from where it acted: KL 0. The second is never made.
    assert.equal(held!.metrics.updates, 1);
    const [loose] = updates(actorCritic({ ...ppo, optimizer: wild, maxKl: 1e9 }), model, 1);
    assert.equal(loose!.metrics.updates, 12);
  });

  test("nothing that was handed in or out is written over by what comes later, and the same batch gives the same", () => {
    for (const critic of ["separate", "shared"] as const) {
      const model = modelOf("box", critic);
      const ppo = { name: "ppo", model, ...common, epochs: 3, minibatchSize: 5, clipRange: 0.2, standardize: "minibatch" } as const; // biome-ignore format: one line
      const updater = actorCritic({ ...ppo, optimizer: () => clipNorm(adamAt(), 0.1) });
      const batchOf = (params: Float64Array, memory: Memory, k: number) => ({ params, memory, stretches: experience(model, params, k), rng: createRng(k), progress: 0 }); // biome-ignore format: one line
      const params = model.init(createRng(3));
      const first = batchOf(params, updater.init(params), 0);
      const given = structuredClone([first.params, first.memory]);
      const once = updater.update(first);
      const handedOut = structuredClone(once);
      const second = updater.update(batchOf(once.params, once.memory, 1));
      assert.deepEqual(once, handedOut);
      assert.deepEqual([first.params, first.memory], given);
      assert.deepEqual(updater.update(first), once);
      assert.notDeepEqual(second.params, once.params);
      const told = updater.gradient(first);
      const kept = told.slice();
      updater.update(first);
      assert.deepEqual(told, kept);
    }
  });

  test("an entropy bonus by itself makes every choice as likely as the others", () => {
    const model = modelOf("discrete", "separate");
    const bonus = { name: "a2c", model, ...common, entropyBonus: 1, valueWeight: 0, epochs: 1, standardize: "none" } as const; // biome-ignore format: one line
    const updater = actorCritic({ ...bonus, optimizer: () => ascent({ learningRate: 0.5 }) });
    let params = model.init(createRng(3));
    const entropies: number[] = [];
    for (let k = 0; k < 60; k++) {
      // No reward and no value: V = 0 where the critic's parameters are, so nothing but the bonus moves.
      params.fill(0, model.actorParameterCount);
      const stretches = experience(model, params, 0).map((s) => ({ ...s, rewards: s.rewards.map(() => 0) }));
      const update = updater.update({
        params,
        memory: updater.init(params),
        stretches,
        rng: createRng(0),
        progress: 0,
      });
      entropies.push(update.metrics.entropy!);
      params = update.params;
    }
    for (let k = 1; k < entropies.length; k++) assert.ok(entropies[k]! >= entropies[k - 1]! - 1e-7);
    assert.ok(Math.log(2) - entropies.at(-1)! < 0.1 * (Math.log(2) - entropies[0]!));
  });

  test("a model without a critic is refused with what is missing", () => {
    const options = { name: "a2c", model: modelOf("box", "none"), optimizer: adamAt, ...common, epochs: 1, standardize: "none" } as const; // biome-ignore format: one line
    assert.throws(() => actorCritic(options), /a2c learns from advantages: expected a model with a critic/);
  });
});

describe("a trust region", () => {
  for (const kind of ["discrete", "box"] as const)
    test(`holds KL below its bound, and moves critic and actor apart from each other (${kind})`, () => {
      const model = modelOf(kind, "separate");
      const options = { model, discount: 0.9, lambda: 0.8, standardize: "batch", maxKl: 0.01, damping: 0.1, cgIterations: 10, criticEpochs: 2, criticMinibatchSize: 7 } as const; // biome-ignore format: one line
      const all = updates(trustRegion({ ...options, criticOptimizer: adamAt }), model, 6);
      const still = updates(
        trustRegion({ ...options, criticOptimizer: () => ascent({ learningRate: 1e-300 }) }),
        model,
        1,
      );
      let accepted = 0;
      for (const { before, stretches, params, metrics } of all) {
        const { observations } = rowsOf(stretches);
        const [old, next] = [
          model.distribution(before, observations),
          model.distribution(params, observations),
        ];
        const kls = model.head.klDivergences(old, next);
        const kl = kls.reduce((sum, x) => sum + x, 0) / kls.length;
        assert.ok(kl <= 0.01 * (1 + 1e-6), `KL ${kl}`);
        accepted += metrics.accepted!;
      }
      assert.ok(accepted >= 4, `${accepted} of 6 steps were made`);
      const cut = model.actorParameterCount;
      // At a rate of 10⁻³⁰⁰ the critic stays where it is; moving, it leaves the actor's step the same to the bit.
      near(still[0]!.params.subarray(cut), still[0]!.before.subarray(cut), 1e-290);
      assert.deepEqual(all[0]!.params.subarray(0, cut), still[0]!.params.subarray(0, cut));
      assert.notDeepEqual(all[0]!.params.subarray(cut), all[0]!.before.subarray(cut));
    });

  test("is refused where the trunk is shared, with what would work", () => {
    const options = { model: modelOf("box", "shared"), discount: 1, lambda: 1, standardize: "none", maxKl: 1, damping: 0, cgIterations: 1, criticEpochs: 1, criticMinibatchSize: 1, criticOptimizer: adamAt } as const; // biome-ignore format: one line
    assert.throws(() => trustRegion(options), /got a shared trunk; set critic: separate/);
  });
});

describe("REINFORCE", () => {
  const bare = (): Optimizer => ascent({ learningRate: 1 });
  const model = modelOf("box", "none");
  const baselines = {
    none: undefined,
    constant: () => constantBaseline({ average: "rows" }),
    time: () => timeBaseline(),
    state: () => monteCarloBaseline(),
    optimal: (params: Float64Array) => optimalBaseline(model, params),
  } as const;
  for (const weight of ["full-return", "reward-to-go"] as const)
    for (const baseline of Object.keys(baselines) as (keyof typeof baselines)[])
      for (const discounted of [false, true])
        test(`of ${weight}, baseline ${baseline}${discounted ? ", γ^t" : ""}, is its parts put together`, () => {
          const settings = { model, optimizer: bare, discount: 0.9, weight, baseline, timesDiscount: discounted, standardize: "none", entropyBonus: 0.02 } as const; // biome-ignore format: one line
          const [{ before, stretches, params }] = updates(policyGradient(settings), model, 1, true) as [ReturnType<typeof updates>[0]]; // biome-ignore format: one line
          const rows = rowsOf(stretches);
          const term = weight === "full-return" ? fullReturns(rows, 0.9) : returnsToGo(rows, 0.9);
          const subtracted = baselines[baseline]?.(before)(rows, term) ?? new Float64Array(rows.count);
          const advantages = minus(term, subtracted);
          const weights = discounted ? timesDiscount(advantages, rows, 0.9) : advantages;
          const how = { normalization: "episodes", entropyBonus: 0.02 } as const;
          const gradient = scoreGradient(model, before, rows, weights, how);
          assert.deepEqual(params, before.map((theta, j) => theta + gradient[j]!)); // biome-ignore format: one line
        });

  test("whose values are learned by TD subtracts what earlier batches taught, nothing in the first", () => {
    const settings = { model, optimizer: bare, discount: 0.9, weight: "reward-to-go", timesDiscount: false, standardize: "none", entropyBonus: 0 } as const; // biome-ignore format: one line
    const td = updates(policyGradient({ ...settings, baseline: "state-td" }), model, 2, true);
    const none = updates(policyGradient({ ...settings, baseline: "none" }), model, 2, true);
    assert.deepEqual(td[0]!.params, none[0]!.params);
    assert.notDeepEqual(td[1]!.params, none[1]!.params);

    // What it foretold of the rewards-to-go, 1 − Var(G − b)/Var(G): nothing of the first batch, of the second what the first taught.
    assert.equal(none[1]!.metrics.explainedVariance, undefined);
    assert.equal(td[0]!.metrics.explainedVariance, 0);
    const second = rowsOf(td[1]!.stretches);
    const { value } = td[0]!.memory as { value: Float64Array };
    const [G, b] = [returnsToGo(second, 0.9), linearValues(polynomialFeatures, value, second).rows];
    const spread = (x: Float64Array) => x.reduce((sum, one) => sum + (one - x.reduce((a, c) => a + c, 0) / x.length) ** 2, 0); // biome-ignore format: one line
    const foretold = 1 - spread(minus(G, b)) / spread(G);
    assert.ok(Math.abs(td[1]!.metrics.explainedVariance! - foretold) < 1e-12);

    // φ₁ = φ₀ + (FᵀF + λI)⁻¹ Fᵀ(…): by its own file with λ = 3 and two iterations; and with λ beyond all rows φ stays at 0.
    const set = updates(policyGradient({ ...settings, baseline: "state-td", valuePenalty: 3, valueIterations: 2 }), model, 2, true); // biome-ignore format: one line
    const fresh = rowsOf(set[0]!.stretches);
    const zero = new Float64Array(polynomialFeatures.count(2));
    const fit = { features: polynomialFeatures, discount: 0.9, penalty: 3, iterations: 2 };
    assert.deepEqual((set[0]!.memory as { value: Float64Array }).value, fittedValue(fresh, zero, fit));
    const held = updates(policyGradient({ ...settings, baseline: "state-td", valuePenalty: 1e15 }), model, 2, true); // biome-ignore format: one line
    near(held[1]!.params, none[1]!.params, 1e-9);
  });
});

describe("Q actor-critic", () => {
  test("steps along the score times Q, as the notes have it, where nothing is to be taken off", () => {
    const model = modelOf("discrete", "none");
    const critic = mlp({ inputSize: 2, hidden: [6], activation: "tanh", outputSize: 2 });
    const bare = () => ascent({ learningRate: 1 });
    const options = { model, critic, optimizer: bare, criticOptimizer: bare, discount: 0.9, entropyBonus: 0, rng: createRng(1) }; // biome-ignore format: one line
    const [plain] = updates(qActorCritic({ ...options, baseline: "none" }), model, 1);
    const rows = rowsOf(plain!.stretches);
    const { w } = qActorCritic(options).init(plain!.before) as { w: Float64Array };
    const table = new Float32Array(2 * rows.count);
    critic.infer(w, rows.observations, table);
    const worth = Float64Array.from({ length: rows.count }, (_, i) => table[2 * i + rows.actions[i]!]!);
    const gradient = scoreGradient(model, plain!.before, rows, worth, { normalization: "transitions" });
    assert.deepEqual(plain!.params, plain!.before.map((theta, j) => theta + gradient[j]!)); // biome-ignore format: one line
    const [less] = updates(qActorCritic(options), model, 1);
    assert.notDeepEqual(less!.params, plain!.params);
  });

  for (const baseline of ["expected", "none"] as const)
    test(`learns what two actions are worth, and takes the better one (baseline ${baseline})`, () => {
      const model = modelOf("discrete", "none");
      const critic = mlp({ inputSize: 2, hidden: [6], activation: "tanh", outputSize: 2 });
      const slow = () => adam({ learningRate: 0.02 });
      const updater = qActorCritic({ model, critic, optimizer: slow, criticOptimizer: slow, discount: 0, entropyBonus: 0, baseline, rng: createRng(1) }); // biome-ignore format: one line
      let params = model.init(createRng(3));
      let memory: Memory = updater.init(params);
      const explained: number[] = [];
      for (let k = 0; k < 200; k++) {
        // Action 1 pays 1, action 0 pays −1: a bandit.
        const stretches = experience(model, params, k).map((s) => ({
          ...s,
          rewards: s.actions.map((a) => 2 * a - 1),
        }));
        const update = updater.update({ params, memory, stretches, rng: createRng(k), progress: 0 });
        ({ params, memory } = update);
        assert.ok(update.metrics.klDivergence! >= 0);
        explained.push(update.metrics.explainedVariance!);
      }
      // Nothing at first; what each action pays once Q knows it, while both are still tried.
      assert.ok(explained[0]! < 0.5 && explained.some((share) => share > 0.95), `${explained}`);
      const seen = Float32Array.of(0.5, -0.5);
      const { own, inputs } = model.distribution(params, seen);
      assert.ok(Math.exp(model.head.logProbs(own, inputs, Float64Array.of(1))[0]!) > 0.95);
      const { w } = memory as { w: Float64Array };
      const worth = new Float32Array(2);
      critic.infer(w, seen, worth);
      for (const [a, expected] of [-1, 1].entries())
        assert.ok(Math.abs(worth[a]! - expected) < 0.2, `Q ${worth}`);
    });
});
