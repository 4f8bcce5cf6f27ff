import assert from "node:assert/strict";
import { test } from "node:test";
import { firstValueFrom, lastValueFrom, ReplaySubject, Subject, take, tap, toArray } from "rxjs";
import { EpisodeLost } from "../../src/env/env.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { type EpisodeJob, rollout } from "../../src/rollout/rollout.ts";
import { type BowlOptions, bowlReturn, createBowlEnv } from "../support/bowl-env.ts";
import { countingEnv } from "../support/counting-env.ts";

const jobsFor = (count: number): EpisodeJob[] =>
  Array.from({ length: count }, (_, k) => ({
    candidate: k,
    repeat: 0,
    params: Float64Array.of(k, 0, 0),
    seed: 100 + k,
  }));

function bowl(options: BowlOptions = {}) {
  const env = createBowlEnv(options);
  const policy = gaitPolicy({
    actionSpace: env.spec.actionSpace,
    scale: Float64Array.of(1, 1, 1),
    gait: new Float64Array(3),
  });
  return { env, policy, resetOptions: {} };
}

test("every job yields the return of its own parameters and seed, whichever environment ran it", async () => {
  const rolled = await lastValueFrom(
    rollout({ ...bowl({ envCount: 3 }), jobs: jobsFor(10) }).pipe(toArray()),
  );
  const byCandidate = rolled.sort((a, b) => a.candidate - b.candidate);
  assert.deepEqual(
    byCandidate.map(({ candidate, episode }) => [candidate, episode.seed, episode.return]),
    jobsFor(10).map(({ candidate, seed, params }) => [candidate, seed, bowlReturn(params)]),
  );
});

test("an environment never runs two episodes at once", async () => {
  const running = new Set<number>();
  const finish = async (envId: number): Promise<void> => {
    assert.ok(!running.has(envId), `environment ${envId} was given a second episode`);
    running.add(envId);
    await new Promise((resolve) => setImmediate(resolve));
    running.delete(envId);
  };
  const rolled = rollout({ ...bowl({ envCount: 3, finish }), jobs: jobsFor(20) });
  assert.equal((await lastValueFrom(rolled.pipe(toArray()))).length, 20);
});

test("a lost episode is run again with the same seed and told to onLost", async () => {
  let losses = 0;
  const finish = async (envId: number, seed: number): Promise<void> => {
    if (seed === 102 && losses < 2) {
      losses += 1;
      throw new EpisodeLost([envId], "its worker died");
    }
  };
  const told: number[] = [];
  const reasons: string[] = [];
  const onLost = (lost: EpisodeLost, job: { seed: number }) => {
    told.push(job.seed);
    reasons.push(lost.reason);
  };
  const rolled = rollout({ ...bowl({ finish }), jobs: jobsFor(4), onLost });
  const returns = (await lastValueFrom(rolled.pipe(toArray()))).map(({ episode }) => episode.seed).sort();
  assert.deepEqual(returns, [100, 101, 102, 103]);
  assert.deepEqual(told, [102, 102]);
  assert.deepEqual(reasons, ["in step 1: its worker died", "in step 1: its worker died"]);
});

test("an episode that is lost three times ends the rollout with that loss", async () => {
  const finish = async (envId: number): Promise<void> => {
    throw new EpisodeLost([envId], "this gait kills the simulator");
  };
  await assert.rejects(lastValueFrom(rollout({ ...bowl({ finish }), jobs: jobsFor(1) })), (error) => {
    assert.ok(error instanceof EpisodeLost);
    const where =
      /3 times in a row \(candidate 0, repeat 0\), the last time in step 1: this gait kills the simulator/;
    return where.test(error.message);
  });
});

test("any other error of the environment is not repeated", async () => {
  let steps = 0;
  const finish = async (): Promise<void> => {
    steps += 1;
    throw new RangeError("unknown option");
  };
  await assert.rejects(
    lastValueFrom(rollout({ ...bowl({ envCount: 1, finish }), jobs: jobsFor(1) })),
    RangeError,
  );
  assert.equal(steps, 1);
});

test("stop lets the running episodes finish and starts no other", async () => {
  const stop = new ReplaySubject<void>(1);
  const gate = new Subject<void>();
  const finish = async (): Promise<void> => {
    await firstValueFrom(gate);
  };
  const { env, policy, resetOptions } = bowl({ envCount: 2, finish });
  const all = lastValueFrom(rollout({ env, policy, resetOptions, jobs: jobsFor(9), stop }).pipe(toArray()));
  while (env.begun.length < 2) await new Promise((resolve) => setImmediate(resolve));
  stop.next();
  const opening = setInterval(() => gate.next(), 1);
  assert.equal((await all).length, 2);
  clearInterval(opening);
  assert.equal(env.begun.length, 2);
});

test("unsubscribing starts no further episode", async () => {
  const { env, policy, resetOptions } = bowl({ envCount: 1 });
  await lastValueFrom(rollout({ env, policy, resetOptions, jobs: jobsFor(50) }).pipe(take(3), tap()));
  const begun = env.begun.length;
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(begun <= 4, `${begun} episodes were begun for three results`);
  assert.equal(env.begun.length, begun);
});

for (const autoresetMode of ["disabled", "sameStep"] as const) {
  test(`a simulator lost in a step is an episode lost, and the last observation is the episode's own (${autoresetMode})`, async () => {
    let losses = 0;
    const lose = (_: number, step: number): boolean => step === 2 && losses++ < 1;
    const env = countingEnv({ envCount: 1, episodeLength: 2, lose, autoresetMode });
    const { actionSpace } = env.spec;
    const policy = gaitPolicy({ actionSpace, scale: Float64Array.of(1, 1), gait: Float64Array.of(0, 0) });
    const jobs = [{ candidate: 0, repeat: 0, params: Float64Array.of(0.5, 0.25), seed: 9 }];
    const told: string[] = [];
    const onLost = (lost: EpisodeLost) => told.push(lost.reason);
    const { episode } = await lastValueFrom(rollout({ env, policy, jobs, resetOptions: {}, onLost }));
    assert.deepEqual(told, ["in step 2: it crashed"]);
    assert.deepEqual([episode.return, episode.length, ...episode.finalObservation], [1.5, 2, 9, 2, 0.75]);
  });
}
