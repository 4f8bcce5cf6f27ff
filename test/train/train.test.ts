/** The loop on an environment with a known answer: the bowl of test/support/bowl-env.ts, whose maximum is (1, 2, 3). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastValueFrom, Subject, takeWhile, tap, toArray } from "rxjs";
import { EpisodeLost } from "../../src/env/env.ts";
import { centralDifference } from "../../src/estimator/finite-difference.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { adam } from "../../src/optimizer/adam.ts";
import { stepLength } from "../../src/optimizer/step-length.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { NonFiniteReturn } from "../../src/train/iteration.ts";
import type { IterationRecord, TrainState } from "../../src/train/state.ts";
import { type Progress, type TrainOptions, type TrainStore, train } from "../../src/train/train.ts";
import { type BowlOptions, createBowlEnv } from "../support/bowl-env.ts";

class MemoryStore implements TrainStore {
  readonly states: TrainState[] = [];
  readonly records: IterationRecord[] = [];
  readonly held: Promise<unknown>[] = [];
  async save(state: TrainState, record?: IterationRecord): Promise<void> {
    this.states.push(state);
    if (record !== undefined) this.records.push(record);
  }
  hold(work: Promise<unknown>): void {
    this.held.push(work);
  }
}

/** Finishes steps in an order of its own, different for every environment count. */
const scrambled: BowlOptions["finish"] = async (envId, seed) => {
  for (let turn = 0; turn < (seed + envId) % 3; turn += 1)
    await new Promise((resolve) => setImmediate(resolve));
};

function setup(
  options: Partial<TrainOptions> & { bowl?: BowlOptions } = {},
): TrainOptions & { store: MemoryStore } {
  const env = createBowlEnv({ noise: 0.5, finish: scrambled!, ...options.bowl });
  const scale = Float64Array.of(0.1, 0.1, 0.1);
  const policy = gaitPolicy({ actionSpace: env.spec.actionSpace, scale, gait: new Float64Array(3) });
  return {
    env,
    policy,
    estimator: kohlStone({ policies: 6, episodes: 2 }),
    optimizer: stepLength({ length: 2 }),
    bounds: policy.paramBox,
    iterations: 4,
    seed: 5,
    resetOptions: {},
    ...options,
    store: new MemoryStore(),
  };
}

async function runToEnd(options: TrainOptions & { store: MemoryStore }): Promise<MemoryStore> {
  await lastValueFrom(train(options), { defaultValue: undefined });
  return options.store;
}

/** Everything of a record that has to be reproduced: all but the time it took. */
const reproducible = (store: MemoryStore) => store.records.map(({ wallTime: _, ...record }) => record);

test("without noise, central differences and Adam reach the maximum of the bowl", async () => {
  const estimator = centralDifference({ episodes: 1 });
  const options = setup({
    estimator,
    optimizer: adam({ learningRate: 0.5 }),
    iterations: 200,
    bowl: { noise: 0 },
  });
  const { params } = (await runToEnd(options)).states.at(-1)!;
  // θ is in units of the scale 0.1, so the maximum (1, 2, 3) is θ = (10, 20, 30).
  for (const [j, expected] of [10, 20, 30].entries()) {
    assert.ok(Math.abs(params[j]! - expected) < 0.05, `θ${j} is ${params[j]}`);
  }
});

for (const envCount of [1, 2, 4]) {
  test(`the same seed is the same run with ${envCount} environments that answer in their own order`, async () => {
    const reference = await runToEnd(setup({ bowl: { envCount: 1, finish: async () => undefined } }));
    const other = await runToEnd(setup({ bowl: { envCount } }));
    assert.deepEqual(reproducible(other), reproducible(reference));
    assert.deepEqual(other.states, reference.states);
  });
}

test("another seed is another run", async () => {
  const [one, two] = [await runToEnd(setup()), await runToEnd(setup({ seed: 6 }))];
  assert.notDeepEqual(one.states.at(-1)!.params, two.states.at(-1)!.params);
});

test("lost episodes are repeated and leave no trace in the result", async () => {
  const lost = new Set<number>();
  const finish = async (envId: number, seed: number): Promise<void> => {
    if (seed % 2 === 0 && !lost.has(seed)) {
      lost.add(seed);
      throw new EpisodeLost([envId], "its worker was killed");
    }
  };
  let losses = 0;
  const survived = await runToEnd(setup({ bowl: { finish }, onLost: () => (losses += 1) }));
  assert.ok(losses > 0);
  assert.deepEqual(reproducible(survived), reproducible(await runToEnd(setup())));
});

/** Unsubscribes, or stops, at the n-th episode, then resumes from what was saved until the run is complete. */
async function interruptedAt(episode: number, how: "unsubscribe" | "stop"): Promise<MemoryStore> {
  const first = setup();
  let seen = 0;
  const stop = new Subject<void>();
  const counted = train({ ...first, stop }).pipe(
    tap((event) => {
      if (event.type === "episode") seen += 1;
      if (seen === episode && how === "stop") stop.next();
    }),
  );
  const watched = how === "stop" ? counted : counted.pipe(takeWhile(() => seen < episode));
  await lastValueFrom(watched, { defaultValue: undefined });
  await Promise.all(first.store.held);
  const from = first.store.states.at(-1)!;
  const second = setup({ from });
  const rest = await runToEnd(second);
  rest.records.unshift(...first.store.records);
  return rest;
}

for (const how of ["unsubscribe", "stop"] as const) {
  for (const episode of [1, 7, 12, 13, 30]) {
    test(`a run that meets ${how} at episode ${episode} and is resumed equals the uninterrupted one`, async () => {
      const [resumed, whole] = [await interruptedAt(episode, how), await runToEnd(setup())];
      assert.deepEqual(reproducible(resumed), reproducible(whole));
      assert.deepEqual(resumed.states.at(-1), whole.states.at(-1));
    });
  }
}

test("episodes of an interrupted iteration are saved and not run again", async () => {
  const first = setup({ iterations: 1 });
  let seen = 0;
  const stop = new Subject<void>();
  await lastValueFrom(train({ ...first, stop }).pipe(tap(() => ++seen === 5 && stop.next())));
  const saved = first.store.states.at(-1)!;
  // 2 environments: at most one more was under way when the fifth episode ended.
  assert.ok(saved.partial.length >= 5 && saved.partial.length <= 6, `${saved.partial.length} saved`);
  const second = setup({ iterations: 1, from: saved });
  await runToEnd(second);
  assert.equal((second.env as ReturnType<typeof createBowlEnv>).begun.length, 6 * 2 - saved.partial.length);
});

test("nothing runs before it is subscribed", async () => {
  const options = setup();
  train(options);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual((options.env as ReturnType<typeof createBowlEnv>).begun, []);
});

test("a checkpoint is saved before its iteration is announced", async () => {
  const options = setup();
  const announced = train(options).pipe(
    tap((event) => {
      if (event.type === "iteration") assert.equal(options.store.states.at(-1), event.state);
    }),
    toArray(),
  );
  const iterations = (await lastValueFrom(announced)).filter((event: Progress) => event.type === "iteration");
  assert.equal(iterations.length, 4);
});

test("the best is the iteration whose episodes returned most, beside the last", async () => {
  const store = await runToEnd(setup({ iterations: 6 }));
  const best = store.records.reduce((a, b) => (b.meanReturn > a.meanReturn ? b : a));
  const { best: kept } = store.states.at(-1)!;
  assert.deepEqual(kept, { iteration: best.iteration, params: best.params, meanReturn: best.meanReturn });
});

test("parameters are held inside their bounds and the record says which", async () => {
  const bounds = { low: Float64Array.of(-50, -50, -50), high: Float64Array.of(50, 0.25, 50) };
  const store = await runToEnd(setup({ bounds, iterations: 3, bowl: { noise: 0 } }));
  assert.ok(store.states.every(({ params }) => params[1]! <= 0.25));
  assert.ok(store.records.some(({ clipped }) => clipped.includes(1)));
  assert.ok(store.records.every(({ clipped }) => !clipped.includes(0) && !clipped.includes(2)));
});

test("a return that is no number ends the run before anything is updated", async () => {
  const options = setup();
  const broken = { ...options, policy: options.policy, env: createBowlEnv({ noise: Number.NaN }) };
  await assert.rejects(runToEnd(broken), (error) => {
    return (
      error instanceof NonFiniteReturn &&
      /candidate 0, seed \d+: the episode returned NaN/.test(error.message)
    );
  });
  assert.deepEqual(options.store.states, []);
});

test("an environment that fails for good loses none of the episodes that were finished", async () => {
  let steps = 0;
  const failing: BowlOptions["finish"] = async () => {
    steps += 1;
    if (steps === 8) throw new Error("the link is down");
  };
  const broken = setup({ bowl: { envCount: 1, noise: 0.5, finish: failing } });
  await assert.rejects(runToEnd(broken), /the link is down/);
  const saved = broken.store.states.at(-1);
  assert.equal(saved?.partial.length, 7);
  const whole = await runToEnd(setup({ iterations: 1 }));
  const resumed = await runToEnd({ ...setup({ iterations: 1 }), from: saved!, store: new MemoryStore() });
  assert.deepEqual(resumed.states.at(-1), whole.states.at(-1));
});
