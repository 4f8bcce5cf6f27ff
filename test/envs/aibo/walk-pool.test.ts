import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { WalkEpisode } from "../../../envs/aibo/closed-loop/episode.ts";
import { observationSize } from "../../../envs/aibo/closed-loop/observation.ts";
import { defaultWalkOptions } from "../../../envs/aibo/closed-loop/spec.ts";
import { createAiboWalkPool } from "../../../envs/aibo/closed-loop/walk-pool.ts";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { PoolClosed } from "../../../envs/aibo/simulator-worker.ts";
import { type Env, EpisodeLost, InvalidRequest, ResetNeeded } from "../../../src/env/env.ts";
import { sprawl, trot } from "./trot.ts";

const policy = trot();
const workerUrl = new URL("../../../envs/aibo/closed-loop/walk-worker.js", import.meta.url);

async function walk(pool: Env, envId: number, seed: number, steps: number): Promise<number[]> {
  const seen = [...(await pool.reset({ envIds: [envId], seeds: [seed] })).observations];
  for (let step = 0; step < steps; step++) {
    const { observations, rewards } = await pool.step({ envIds: [envId], actions: policy(step, []) });
    seen.push(...rewards, ...observations);
  }
  return seen;
}

describe("the pool of the closed loop", () => {
  it("plays the same episode in every place, and as a bare simulation does", async () => {
    await using pool = await createAiboWalkPool({ workers: 2, envCount: 3 });
    const played = await Promise.all([0, 1, 2].map((envId) => walk(pool, envId, 4, 20)));
    using simulation = await AiboSimulation.create();
    const episode = new WalkEpisode(simulation);
    episode.reset(4, defaultWalkOptions);
    const expected = [...episode.observation];
    for (let step = 0; step < 20; step++) {
      episode.step(policy(step, []));
      expected.push(episode.reward, ...episode.observation);
    }
    for (const seen of played) assert.deepEqual(seen, expected);
  });

  it("answers in the order asked, ends an episode that fell, and reads its reward term by term", async () => {
    await using pool = await createAiboWalkPool({ workers: 2, envCount: 3 });
    await pool.reset({ envIds: [2, 0], seeds: [1, 1] });
    let reasons: readonly string[] = ["", ""];
    for (let step = 0; reasons[0] === ""; step++) {
      const actions = Float64Array.from([...sprawl(step, []), ...policy(step, [])]);
      const result = await pool.step({ envIds: [2, 0], actions });
      assert.deepEqual(result.envIds, [2, 0]);
      assert.equal(result.observations.length, 2 * observationSize);
      assert.deepEqual(
        result.terminated,
        result.reasons.map((reason) => reason === "fell"),
      );
      assert.deepEqual(result.truncated, [false, false]);
      reasons = result.reasons;
    }
    assert.deepEqual(reasons, ["fell", ""]);
    const names = ["reward.end", "distance"];
    const [fallen, walking] = await pool.properties!.read([2, 0], names);
    assert.equal(fallen!["reward.end"], -2);
    assert.equal(walking!["reward.end"], 0);
    await assert.rejects(pool.step({ envIds: [2], actions: policy(0, []) }), ResetNeeded);
    await pool.step({ envIds: [0], actions: policy(0, []) });
    await assert.rejects(pool.properties!.read([0], ["reward"]), /no property "reward"; .* reward\.speed/);
  });

  it("refuses what it cannot do, says why, and is unharmed", async () => {
    await using pool = await createAiboWalkPool({ workers: 1 });
    const refuses = (work: Promise<unknown>, message: RegExp): Promise<void> =>
      assert.rejects(work, (error: Error) => error instanceof InvalidRequest && message.test(error.message));
    await assert.rejects(pool.step({ envIds: [0], actions: policy(0, []) }), ResetNeeded);
    await assert.rejects(pool.state!.get([0]), ResetNeeded);
    await refuses(pool.reset({ envIds: [1], seeds: [0] }), /from 0 to 0 of aibo:walk, got 1/);
    await refuses(pool.reset({ envIds: [0], seeds: [0], options: { noise: 0 } }), /no option "noise"/);
    await refuses(
      pool.reset({ envIds: [0], seeds: [0], options: { timestep: 0.004 } }),
      /"timestep" is 0.004; .* 0.002 or 0.001/,
    );
    await pool.reset({ envIds: [0], seeds: [0] });
    const outside = policy(0, []).fill(3, 2, 3);
    await refuses(pool.step({ envIds: [0], actions: outside }), /"frontLeftKneeTarget": .* got 3/);
    await refuses(pool.state!.set([0], [new Uint8Array(11)]), /environment 0: .* no state of aibo:walk/);
    assert.deepEqual((await pool.step({ envIds: [0], actions: policy(0, []) })).reasons, [""]);
  });

  it("goes back to a state, in another place as well", async () => {
    await using pool = await createAiboWalkPool({ workers: 2 });
    await walk(pool, 0, 7, 10);
    const [state] = await pool.state!.get([0]);
    const next = await pool.step({ envIds: [0], actions: policy(10, []) });
    const { observations } = await pool.state!.set([1], [state!]);
    assert.equal(observations.length, observationSize);
    const again = await pool.step({ envIds: [1], actions: policy(10, []) });
    assert.deepEqual([again.observations, again.rewards], [next.observations, next.rewards]);
  });

  it("tells of a lost episode, in a step or before it, and the other worker's go on", async () => {
    const workers: Worker[] = [];
    const restarted: number[] = [];
    await using pool = await createAiboWalkPool({
      workers: 2,
      envCount: 4,
      spawn: (rows) => {
        const worker = new Worker(workerUrl, { workerData: rows });
        workers.push(worker);
        return worker;
      },
      onRestart: ({ envId }) => restarted.push(envId),
    });
    const all = [0, 1, 2, 3];
    const before = await pool.reset({ envIds: all, seeds: all });
    const first = pool.step({
      envIds: [0, 2],
      actions: Float64Array.from([...policy(0, []), ...policy(0, [])]),
    });
    await workers[0]!.terminate();
    const { lost, reasons, truncated, terminated, rewards, observations } = await first;
    assert.deepEqual(lost, [0]);
    assert.match(reasons[0]!, /its simulator died/);
    assert.deepEqual(
      [truncated, terminated],
      [
        [true, false],
        [false, false],
      ],
    );
    assert.equal(rewards[0], 0);
    assert.deepEqual(observations.slice(0, observationSize), before.observations.slice(0, observationSize));
    assert.deepEqual(restarted, [0, 1]);
    const second = await pool.step({ envIds: [1], actions: policy(0, []) });
    assert.deepEqual(second.lost, [1]);
    await assert.rejects(pool.step({ envIds: [1], actions: policy(0, []) }), ResetNeeded);
    await pool.reset({ envIds: [1], seeds: [1] });
    const third = await pool.step({
      envIds: [1, 3],
      actions: Float64Array.from([...policy(0, []), ...policy(0, [])]),
    });
    assert.equal(third.lost, undefined);
    assert.deepEqual(third.reasons, ["", ""]);
  });

  it("gives up waiting when it is told to, and plays the next episode after the abandoned one", async () => {
    await using pool = await createAiboWalkPool({ workers: 1 });
    const expected = await walk(pool, 0, 2, 5);
    const stop = new AbortController();
    const step = pool.step({ envIds: [0], actions: policy(9, []) }, stop.signal);
    stop.abort(new Error("enough"));
    await assert.rejects(step, /enough/);
    await assert.rejects(pool.step({ envIds: [0], actions: policy(0, []) }), ResetNeeded);
    assert.deepEqual(await walk(pool, 0, 2, 5), expected);
  });

  it("lets a reset interrupt a step: the step is lost, the new episode is whole", async () => {
    await using pool = await createAiboWalkPool({ workers: 1 });
    const expected = await walk(pool, 0, 2, 3);
    const step = assert.rejects(pool.step({ envIds: [0], actions: policy(9, []) }), EpisodeLost);
    const again = walk(pool, 0, 2, 3);
    await step;
    assert.deepEqual(await again, expected);
  });

  it("closes in the middle of a step: the step rejects, and so does everything after", async () => {
    const pool = await createAiboWalkPool({ workers: 1 });
    await pool.reset({ envIds: [0], seeds: [1] });
    const step = assert.rejects(pool.step({ envIds: [0], actions: policy(0, []) }), PoolClosed);
    await pool[Symbol.asyncDispose]();
    await step;
    await assert.rejects(pool.reset({ envIds: [0], seeds: [1] }), PoolClosed);
  });

  it("does not start when its workers cannot, and leaves none behind", async () => {
    const spawn = (): Worker => new Worker("throw new Error('no model here')", { eval: true });
    await assert.rejects(createAiboWalkPool({ workers: 2, spawn }), /no model here/);
    await assert.rejects(
      createAiboWalkPool({ envCount: 0 }),
      /envCount must be a whole number from 1 to 4096/,
    );
  });
});
