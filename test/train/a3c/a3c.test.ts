/** Workers of their own on one θ, over the wire: with one it is A2C, with more it counts right, and it leaves nothing behind. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { lastValueFrom } from "rxjs";
import { connect } from "../../../src/env/connect.ts";
import type { AnyEnv } from "../../../src/env/env.ts";
import { createRng } from "../../../src/math/random.ts";
import { adam } from "../../../src/optimizer/adam.ts";
import type { OptimizerState } from "../../../src/optimizer/optimizer.ts";
import { a3cLearner } from "../../../src/train/a3c/a3c.ts";
import { applyGradient, countSteps, optimizerStateOf, paramsOf, sharedState, stepsOf } from "../../../src/train/a3c/shared-state.ts"; // biome-ignore format: one line
import type { WorkerStart, WorkOrder, WorkReport } from "../../../src/train/a3c/worker.ts";
import type { ConfigOf } from "../../../src/train/learn/config.ts";
import { learn } from "../../../src/train/learn/learn.ts";
import { UnusableNumbers } from "../../../src/train/learn/numeric-guard.ts";
import { childrenOf } from "../../support/command.ts";
import { learnerIn, PackedStore, runOf, type Settings, settings } from "../../support/learning.ts";
import { pythonTest } from "../../support/python.ts";

const ENV = "toy:states";
/** Its returns are in thousands. */
const small = { env: ENV, hidden: [6], learningRate: 1e-4, entropyBonus: 0.01, discount: 0.9 };
const refuse = (message: string) => assert.fail(message);

const open = async (name = ENV) => (await connect(name, { expect: "any", envs: 1 })) as AnyEnv;

function workers(env: Pick<AnyEnv, "spec">, given: Settings) {
  return a3cLearner(settings("a3c", { ...small, ...given }) as ConfigOf<"a3c">, env, refuse);
}

for (const [updates, resumed] of [
  ["hogwild", true],
  ["locked", false],
] as const)
  pythonTest(
    `one worker (${updates}) is A2C of one environment, bit for bit${resumed ? ", and so it is where it was resumed" : ""}`,
    async () => {
      await using env = await open();
      const until = { steps: resumed ? 4000 : 2000 };
      const a2c = await runOf({ learner: learnerIn(env, "a2c", { ...small, envs: 1 }), until });
      const learner = workers(env, { workers: 1, updates });
      let a3c = await runOf({ learner, until }, { stopAfter: 1 });
      assert.equal(a3c.last.learner.steps, 2000);
      // An iteration of a3c is 400 of a2c, and tells the mean of them.
      for (const name of ["entropy", "gradientNorm", "valueError"]) {
        const each = a2c.records.slice(0, 400).map(({ metrics }) => metrics[name]!);
        const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
        assert.ok(Math.abs(a3c.records[0]!.metrics[name]! / mean - 1) < 1e-12, name);
      }
      if (resumed) a3c = await runOf({ learner, until, from: a3c.last });
      const { iteration: _a, ...got } = a3c.last.learner;
      const { iteration: _b, ...expected } = a2c.last.learner;
      assert.deepEqual(got, expected);
    },
  );

pythonTest(
  "two workers count all steps between them, explore each in their own way and end on finite parameters",
  async () => {
    await using env = await open();
    const learner = workers(env, { workers: 2, entropyBonuses: [0, 0.5] });
    const { last, records } = await runOf({ learner, until: { steps: 4000 } });
    const { steps, params, courses, memory, episodes } = last.learner;
    // Neither stops in the middle of its five steps, so the other may be as far over.
    for (const [k, record] of records.entries()) {
      const done = record.steps - (records[k - 1]?.steps ?? 0);
      assert.ok(done >= 2000 && done <= 2005 && done % 5 === 0, `${done} steps`);
    }
    // An update for every five steps, by whichever worker; none is lost in the count.
    assert.equal((memory as { count: number }).count, steps / 5);
    assert.ok(params.every(Number.isFinite));
    assert.equal(courses.length, 2);
    // Each lives through episodes of its own.
    assert.ok(courses.every(({ episode }) => episode > 0));
    assert.equal(episodes, courses[0]!.episode + courses[1]!.episode);
  },
);

/** No simulator outlives the run. */
async function assertNothingLeft(before: readonly number[]): Promise<void> {
  assert.deepEqual(await childrenOf(process.pid), before);
}

pythonTest(
  "an environment that cannot be made ends the run with its reason, and nothing is left",
  async () => {
    await using env = await open();
    const before = await childrenOf(process.pid);
    const learner = workers(env, { env: "toy:broken?fault=constructor", workers: 2 });
    const store = new PackedStore();
    await assert.rejects(
      lastValueFrom(learn({ learner, until: { steps: 1e9 }, store, saveEvery: 1e9 })),
      /boom/,
    );
    await assertNothingLeft(before);
  },
);

pythonTest(
  "a worker that cannot learn ends the run with its batch and its number; the other stops, nothing is left",
  async () => {
    await using env = await open();
    const before = await childrenOf(process.pid);
    const learner = workers(env, { workers: 2, learningRate: 1e308, optimizer: "ascent" });
    const store = new PackedStore();
    const run = learn({ learner, until: { steps: 1e9 }, store, saveEvery: 1e9 });
    await assert.rejects(lastValueFrom(run), (error) => {
      return (
        error instanceof UnusableNumbers &&
        /^worker [01] of a3c: /.test(error.message) &&
        error.batch.length > 0
      );
    });
    await assertNothingLeft(before);
    assert.deepEqual(store.last.learner.params, learner.initial().params);
  },
);

pythonTest(
  "a simulator that dies for good in the middle of a run ends it with the reason, saved where it was, and nothing is left",
  async () => {
    // Its process ends where an action is above 0.5: one in a thousand of a spread of 0.16 around 0.
    const name = "toy:broken?fault=exit";
    await using env = await open(name);
    const before = await childrenOf(process.pid);
    const lost: string[] = [];
    const given = {
      ...small,
      env: name,
      workers: 2,
      learningRate: 1e-9,
      headSettings: { std: "fixed", logStd: -1.83 },
    };
    const config = settings("a3c", given) as ConfigOf<"a3c">;
    const learner = a3cLearner(config, env, (message) => lost.push(message));
    const store = new PackedStore();
    const run = learn({ learner, until: { steps: 1e9 }, store, saveEvery: 1e9 });
    await assert.rejects(
      lastValueFrom(run),
      /^Error: worker [01] of a3c: the simulator died .*is not started again.*ended with code 3/s,
    );
    await assertNothingLeft(before);
    assert.ok(lost.length > 0 && lost.every((message) => /^worker [01]: .*lost its episode/.test(message)));
    const { iteration, steps } = store.last.learner;
    assert.ok(iteration > 0, "it died before there was anything to save");
    assert.deepEqual(store.records.map((record) => record.iteration), Array.from({ length: iteration }, (_, k) => k + 1)); // biome-ignore format: one line
    assert.equal(store.records.at(-1)!.steps, steps);
  },
);

pythonTest(
  "rewards that are NaN are lost episodes; a stretch of nothing else ends the run with the reason, and nothing is left",
  async () => {
    // Where an action is above 0.5: 47 % of a spread of 7.4 around 0, and all five of a stretch sooner or later.
    const name = "toy:broken?fault=reward";
    await using env = await open(name);
    const before = await childrenOf(process.pid);
    const lost: string[] = [];
    const given = { ...small, env: name, workers: 2, headSettings: { std: "fixed", logStd: 2 } };
    const config = settings("a3c", given) as ConfigOf<"a3c">;
    const learner = a3cLearner(config, env, (message) => lost.push(message));
    const store = new PackedStore();
    const run = learn({ learner, until: { steps: 1e9 }, store, saveEvery: 1e9 });
    await assert.rejects(lastValueFrom(run), /^Error: worker [01] of a3c: expected at least one transition/);
    await assertNothingLeft(before);
    assert.ok(lost.length >= 5);
    for (const message of lost) assert.match(message, /^worker [01]: .*lost its episode.*reward.*nan/i);
    assert.ok(store.last.learner.params.every(Number.isFinite));
  },
);

/** θ after worker `number` has worked alone: then nothing depends on who writes first. */
async function alone(number: number, given: Settings, env: AnyEnv): Promise<Float64Array> {
  const config = settings("a3c", { ...small, workers: 2, ...given }) as ConfigOf<"a3c">;
  const { params, memory } = a3cLearner(config, env, refuse).initial();
  const shared = sharedState(params, memory as OptimizerState);
  const start: WorkerStart = { config, worker: number, shared, courses: [] };
  const url = new URL("../../../src/train/a3c/worker.js", import.meta.url);
  const worker = new Worker(url, { workerData: start });
  const said = async () => ((await once(worker, "message")) as [WorkReport])[0].type;
  assert.equal(await said(), "ready");
  worker.postMessage({ until: 100, progress: 0, iteration: 1 } satisfies WorkOrder);
  assert.equal(await said(), "worked");
  worker.postMessage("end");
  await once(worker, "exit");
  return paramsOf(shared);
}

pythonTest("each worker learns with the entropy bonus that is its own, in turn", async () => {
  await using env = await open();
  const plain = await alone(1, { entropyBonus: 0 }, env);
  assert.deepEqual(await alone(1, { entropyBonuses: [0.5, 0] }, env), plain);
  const bonus = await alone(1, { entropyBonuses: [0, 0.5] }, env);
  assert.notDeepEqual(bonus, plain);
  assert.deepEqual(await alone(1, { entropyBonus: 0.5 }, env), bonus);
});

test("shared parameters take steps as an optimizer alone would", () => {
  for (const updates of ["hogwild", "locked"] as const) {
    const optimizer = adam({ learningRate: 0.1 });
    let [params, state] = [Float64Array.of(1, 2, 3), optimizer.init(3)];
    const shared = sharedState(params, state);
    const rng = createRng(1);
    for (let k = 0; k < 10; k++) {
      const gradient = Float64Array.from({ length: 3 }, () => rng.normal());
      const step = optimizer.update(gradient, state);
      params = params.map((theta, j) => theta + step.delta[j]!);
      state = step.state;
      applyGradient(shared, optimizer, gradient, updates);
      assert.equal(countSteps(shared, 5), 5 * (k + 1));
    }
    assert.deepEqual(paramsOf(shared), params);
    assert.deepEqual(optimizerStateOf(shared), state);
    assert.equal(stepsOf(shared), 50);
  }
});

test("a gradient that is refused leaves shared parameters, moments and the lock as they were", () => {
  const optimizer = adam();
  const shared = sharedState(Float64Array.of(1, 2), optimizer.init(2));
  assert.throws(
    () => applyGradient(shared, optimizer, Float64Array.of(Number.NaN, 0), "locked"),
    /element 0/,
  );
  assert.deepEqual([...shared.params, ...shared.counters], [1, 2, 0, 0, 0]);
});
