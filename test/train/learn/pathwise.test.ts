/** Pathwise gradients as a method of training, where the best policy is known: a linear system under a quadratic cost. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Matrix } from "ml-matrix";
import { lastValueFrom } from "rxjs";
import type { Env, StepResult } from "../../../src/env/env.ts";
import { differentiableEnv } from "../../../src/env/toys/differentiable-env.ts";
import { linearQuadratic } from "../../../src/env/toys/linear-quadratic.ts";
import { differentiableToy } from "../../../src/env/toys/tasks.ts";
import { distance, norm } from "../../../src/math/vector.ts";
import { learn, newRun } from "../../../src/train/learn/learn.ts";
import { UnusableNumbers } from "../../../src/train/learn/numeric-guard.ts";
import { learnerIn, PackedStore, type Run, runOf, type Settings } from "../../support/learning.ts";
import { system } from "../../support/lqr.ts";
import { riccati } from "../../support/riccati.ts";

/** The best loop keeps 0.73 of its state a step, at most: after 40 of them a millionth is left. */
const STEPS = 40;
const regulator = () => differentiableToy("toy:linear-quadratic", 4);

/** E[x₀x₀ᵀ] = I/3 */
const { p: costToGo, gain: bestGain } = riccati(2);
const best = { cost: costToGo.trace() / 3, gain: bestGain };

/** θ has Kᵀ row by row, then the bias. */
const gainOf = (params: Float64Array) => Matrix.from1DArray(2, 2, Array.from(params.slice(0, 4))).transpose();

/**
 * The expected cost of u = Kx + c over an episode, in closed form: with z = (x, 1), u = Gz, z′ = (Ā + B̄G) z and
 * E[z₀z₀ᵀ] = diag(⅓, ⅓, 1) it is tr(Σₜ E[zₜzₜᵀ] (Q̄ + GᵀRG)).
 */
function costOf(params: Float64Array): number {
  const { a, b, q, r } = system(2);
  const feedback = Matrix.zeros(2, 3);
  feedback.setSubMatrix(gainOf(params), 0, 0).setSubMatrix([[params[4]!], [params[5]!]], 0, 2);
  const loop = Matrix.eye(3, 3).setSubMatrix(a, 0, 0);
  loop.add(Matrix.zeros(3, 3).setSubMatrix(b.mmul(feedback), 0, 0));
  const stage = Matrix.zeros(3, 3).setSubMatrix(q, 0, 0).add(feedback.transpose().mmul(r).mmul(feedback));
  let moment = Matrix.diag([1 / 3, 1 / 3, 1]);
  let cost = 0;
  for (let t = 0; t < STEPS; t++) {
    cost += moment.mmul(stage).trace();
    moment = loop.mmul(moment).mmul(loop.transpose());
  }
  return cost;
}

/** RMSProp that forgets half, with corrections: gradients that fall a thousandfold on the way. */
const adaptive = { optimizer: "adam", optimizerSettings: { beta1: 0, beta2: 0.5 } };
const linear = { ...adaptive, hidden: [], discount: 1, episodeSteps: STEPS };

async function trained(method: "pathwise" | "reinforce", settings: Settings, episodes: number) {
  const costs: number[] = [];
  const run = await runOf(
    { learner: learnerIn(regulator(), method, settings), until: { steps: episodes * STEPS } },
    {
      onEvent: (event) => {
        if (event.type === "iteration") costs.push(costOf(event.run.learner.params));
      },
    },
  );
  return { costs, params: run.last.learner.params };
}

describe("pathwise training of a linear policy", () => {
  test("finds the gain and the cost of the Riccati equation within 1 %", async () => {
    const patient = { ...linear, episodes: 4, learningRate: { from: 0.5, to: 0 } };
    const { params, costs } = await trained("pathwise", patient, 200);
    const cost = costs.at(-1)!;
    assert.ok(cost > best.cost * (1 - 1e-9), `nothing is better than the best: ${cost} < ${best.cost}`);
    assert.ok(cost < 1.01 * best.cost, `${cost} is more than 1 % over ${best.cost}`);
    const apart = Matrix.sub(gainOf(params), best.gain).norm() / best.gain.norm();
    assert.ok(apart < 0.01, `the gain is ${apart} off: ${params}`);
  });

  test("ends within 1 % of the best cost in a tenth of the episodes that are too few for score gradients", async () => {
    const quick = { ...linear, learningRate: { from: 1, to: 0 } };
    const over = ({ costs }: { costs: readonly number[] }) => costs.at(-1)! / best.cost;
    const few = over(await trained("pathwise", { ...quick, episodes: 2 }, 50));
    assert.ok(few < 1.01, `${few}`);
    // Of eight settings (batches of 2 to 16, σ of e⁻¹ to e^½, two baselines, three optimizers) the best ends at 1.09: this one.
    const noisy = { headSettings: { std: "fixed", logStd: 0 }, episodes: 2 };
    const many = over(await trained("reinforce", { ...quick, ...noisy }, 500));
    assert.ok(many > 1.01, `${many}`);
  });
});

const pendulum = () => differentiableToy("toy:pendulum", 3);
const short = { hidden: [4], discount: 0.9, episodes: 3, episodeSteps: 8, outputGain: 1 };

/** Mean discounted return of the first iteration's episodes from these parameters: the noise of its seeds is held. */
async function returnAt(settings: Settings, params: Float64Array): Promise<number> {
  const learner = learnerIn(pendulum(), "pathwise", { ...settings, discount: 1 });
  const from = newRun(learner);
  const at = { ...from, learner: { ...from.learner, params } };
  const { records } = await runOf({ learner, from: at, until: { steps: 1 } });
  return records[0]!.iterationReturn;
}

describe("the gradient a step is made along", () => {
  for (const [what, settings] of [
    ["a deterministic policy", {}],
    ["a Gaussian policy with a σ of its own", { head: "gaussian", headSettings: { std: "learned", logStd: -1 } }],
    ["noise that hangs together in time", { head: "gaussian", headSettings: { std: "fixed", logStd: -1 }, explorationCorrelation: 0.8 }],
  ] as [string, Settings][]) // biome-ignore format: a table
    test(`of ${what} is that of central differences of the episodes`, async () => {
      const given = { ...short, ...settings, discount: 1, optimizer: "ascent", learningRate: 1 };
      const learner = learnerIn(pendulum(), "pathwise", given);
      const { params } = learner.initial();
      const run = await runOf({ learner, until: { steps: 1 } });
      const gradient = run.last.learner.params.map((after, j) => after - params[j]!);
      const differences = new Float64Array(params.length);
      // Far enough for a network in float32.
      const away = 2e-3;
      for (let j = 0; j < params.length; j++) {
        const [more, less] = await Promise.all(
          [away, -away].map((by) => returnAt(given, params.map((x, i) => (i === j ? x + by : x)))),
        ); // biome-ignore format: one call
        differences[j] = (more! - less!) / (2 * away);
      }
      const apart = distance(gradient, differences) / norm(differences);
      assert.ok(apart < 1e-3, `${apart} apart: ${gradient} and ${differences}`);
    });

  test("has nothing of what lies beyond a window", async () => {
    const gradientOf = async (settings: Settings) => {
      const learner = learnerIn(pendulum(), "pathwise", { ...short, ...settings, optimizer: "ascent" });
      const [record] = (await runOf({ learner, until: { steps: 1 } })).records;
      return record!.metrics.gradientNorm!;
    };
    assert.equal(await gradientOf({ window: 8 }), await gradientOf({}));
    assert.notEqual(await gradientOf({ window: 2 }), await gradientOf({}));
    // r = r(s, a): in windows of one step nothing is left but what the torque itself costs.
    assert.ok((await gradientOf({ window: 1 })) < 0.01 * (await gradientOf({})));
  });
});

describe("a run of it", () => {
  const given = { ...short, head: "gaussian", optimizer: "adam", learningRate: { from: 0.01, to: 0 } };
  const run = (settings: Settings, rest: Partial<Run> = {}, stopAfter = Infinity) =>
    runOf(
      { learner: learnerIn(pendulum(), "pathwise", settings), until: { steps: 240 }, ...rest },
      { stopAfter },
    );

  test("that is stopped and goes on is the one that was not, bit for bit, and another seed is another run", async () => {
    const expected = await run(given);
    const first = await run(given, {}, 3);
    const second = await run(given, { from: first.last });
    second.records.unshift(...first.records);
    assert.deepEqual(second.outcome, expected.outcome);
    assert.notDeepEqual((await run({ ...given, seed: 2 })).outcome, expected.outcome);
  });

  test("is the same wherever its episodes run: σ, too, is learned", async () => {
    const expected = (await run(given)).last.learner;
    const elsewhere = learnerIn(differentiableToy("toy:pendulum", 1), "pathwise", given);
    const { learner } = (await runOf({ learner: elsewhere, until: { steps: 240 } })).last;
    assert.deepEqual(learner.params, expected.params);
    assert.notEqual(expected.params.at(-1), 0);
  });

  test("stops at a gradient that is no number, and says that it exploded", async () => {
    // After 36 steps at 10²⁴, which float32 holds; that is 10³²⁴ times the start, which float64 does not.
    const far = learnerIn(scalar({ growth: 1e9, cost: 1, start: 1e-300 }), "pathwise", {
      ...linear,
      episodes: 1,
      episodeSteps: 36,
      outputGain: 0.01,
    });
    await assert.rejects(
      runOf({ learner: far, until: { steps: 1 } }),
      (error) => error instanceof UnusableNumbers && /explodes.*Nothing was updated/.test(error.message),
    );
  });
});

describe("little, and numbers that are none", () => {
  const noisy = { ...short, head: "gaussian", optimizer: "adam", learningRate: 0.01 };
  /** The toy, but what its `n`-th step, counted from 1, says of environment 0 is this. */
  const spoilt = (
    n: number,
    what: Partial<Pick<StepResult, "rewards" | "observations" | "terminated">>,
  ): Env => {
    const env = differentiableToy("toy:pendulum", 1);
    let steps = 0;
    return {
      ...env,
      step: async (request) => ({ ...(await env.step(request)), ...(++steps === n ? what : {}) }),
    };
  };

  for (const [what, answer, where] of [
    ["a reward that is NaN", { rewards: Float64Array.of(Number.NaN) }, /step 4: element 0 of the reward is NaN/],
    ["a reward that is infinite", { rewards: Float64Array.of(Infinity) }, /step 4: element 0 of the reward is Infinity/],
    ["a last observation that is NaN", { observations: Float64Array.of(0, Number.NaN), terminated: [true] }, /step 4: element 1 of the observation after is NaN/],
  ] as const) // biome-ignore format: a table
    test(`${what} stops it before the update, and what it had is kept`, async () => {
      // Three episodes of 8 steps an iteration: the fifth step of the second one, in the second iteration.
      const env = spoilt(24 + 8 + 5, answer);
      const store = new PackedStore();
      const learner = learnerIn(env, "pathwise", noisy);
      await assert.rejects(
        lastValueFrom(learn({ learner, until: { steps: 240 }, store, saveEvery: 1e9 })),
        (error) => error instanceof UnusableNumbers && where.test(error.message) && error.batch.length === 3,
      );
      assert.deepEqual(store.last.learner.params, (await run(noisy, 24)).params);
    });

  async function run(settings: Settings, steps: number, env = pendulum()) {
    const { last } = await runOf({ learner: learnerIn(env, "pathwise", settings), until: { steps } });
    assert.ok(last.learner.steps >= steps);
    return last.learner;
  }

  test("rewards of 1e300 leave it as it is: it learns from what slopes, not from how much there is", async () => {
    const huge = spoilt(3, { rewards: Float64Array.of(1e300) });
    assert.deepEqual((await run(noisy, 72, huge)).params, (await run(noisy, 72)).params);
  });

  test("one episode of one step is a batch, and where nothing slopes nothing is learned", async () => {
    const { params } = await run({ ...noisy, episodes: 1, episodeSteps: 1 }, 20);
    assert.ok(params.every(Number.isFinite));
    // No cost anywhere: every return is 0, and so is its gradient.
    const free = scalar({ growth: 0.5, cost: 0, start: 1 });
    const still = learnerIn(free, "pathwise", noisy);
    assert.deepEqual((await run(noisy, 60, free)).params, still.initial().params);
  });
});

/** s′ = growth · s + a, for a cost · (s² + a²) each step. */
function scalar({
  growth,
  cost,
  start,
}: {
  readonly growth: number;
  readonly cost: number;
  readonly start: number;
}) {
  return differentiableEnv({
    simulator: linearQuadratic({
      stateMatrix: Float64Array.of(growth),
      actionMatrix: Float64Array.of(1),
      stateCost: Float64Array.of(cost),
      actionCost: Float64Array.of(cost),
    }),
    name: "scalar",
    version: "1",
    state: { names: ["s"], units: ["1"] },
    action: { names: ["a"], units: ["1"] },
    controlPeriod: 1,
    episodeSteps: 100,
    start: () => Float64Array.of(start),
    envCount: 1,
  });
}
