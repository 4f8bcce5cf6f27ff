import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { gaitValues, handTunedGait, learnedGait } from "../../../envs/aibo/gait.ts";
import { defaultLapOptions } from "../../../envs/aibo/lap.ts";
import { createAiboPool } from "../../../envs/aibo/pool.ts";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { PoolClosed, WorkerGaveUp, type WorkerRestart } from "../../../envs/aibo/simulator-worker.ts";
import { lapValues } from "../../../envs/aibo/spec.ts";
import { walkLap } from "../../../envs/aibo/walk-lap.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "../../../src/env/env.ts";
import { spaceSize } from "../../../src/env/space.ts";

const handTuned = gaitValues(handTunedGait);
const workerUrl = new URL("../../../envs/aibo/worker.js", import.meta.url);

/** Starts real workers and keeps hold of the newest of each environment, to kill it. */
function spawner() {
  const newest = new Map<number, Worker>();
  const spawn = (envId: number): Worker => {
    const worker = new Worker(workerUrl);
    newest.set(envId, worker);
    return worker;
  };
  return { newest, spawn };
}

describe("the pool", () => {
  it("walks the same lap to the last bit in either worker, and as a bare simulation does", async () => {
    await using pool = await createAiboPool({ workers: 2 });
    const walk = async (envId: number, seed: number): Promise<Float64Array> => {
      await pool.reset({ envIds: [envId], seeds: [seed] });
      return (await pool.step({ envIds: [envId], actions: handTuned })).observations;
    };
    const [first, second] = await Promise.all([walk(0, 11), walk(1, 12)]);
    assert.deepEqual(await Promise.all([walk(1, 11), walk(0, 12)]), [first, second]);
    using simulation = await AiboSimulation.create();
    assert.deepEqual(first, lapValues(walkLap(simulation, handTunedGait, 11, defaultLapOptions)));
  });

  it("answers a request for several environments in their order, with what its space describes", async () => {
    await using pool = await createAiboPool({ workers: 2 });
    assert.equal(pool.spec.controlPeriod, 0);
    assert.equal(pool.spec.actionSpace.names.length, 12);
    const size = spaceSize(pool.spec.observationSpace);
    await pool.reset({ envIds: [1, 0], seeds: [3, 4], options: { noise: 0 } });
    const actions = new Float64Array([...handTuned, ...gaitValues(learnedGait)]);
    const { envIds, observations, rewards, terminated, truncated, reasons } = await pool.step({
      envIds: [1, 0],
      actions,
    });
    assert.deepEqual(envIds, [1, 0]);
    assert.deepEqual([...rewards], [observations[0], observations[size]]);
    assert.ok(rewards[0] !== rewards[1]);
    assert.deepEqual(reasons, ["finished", "finished"]);
    assert.deepEqual(
      [terminated, truncated],
      [
        [true, true],
        [false, false],
      ],
    );
  });

  it("refuses what it cannot walk, says why, and is unharmed", async () => {
    await using pool = await createAiboPool({ workers: 1 });
    const refuses = (work: Promise<unknown>, message: RegExp): Promise<void> =>
      assert.rejects(work, (error: Error) => error instanceof InvalidRequest && message.test(error.message));
    await assert.rejects(pool.step({ envIds: [0], actions: handTuned }), ResetNeeded);
    await refuses(pool.reset({ envIds: [1], seeds: [0] }), /no environment 1; there are 0 … 0/);
    await refuses(pool.reset({ envIds: [0], seeds: [] }), /expected 1 seeds/);
    await refuses(pool.reset({ envIds: [0], seeds: [-1] }), /got -1/);
    await refuses(
      pool.reset({ envIds: [0], seeds: [0], options: { nois: 0 } }),
      /"nois"; it has timestep, noise/,
    );
    await refuses(
      pool.reset({ envIds: [0], seeds: [0], options: { timestep: 0.004 } }),
      /"timestep" is 0.004/,
    );
    await refuses(pool.reset({ envIds: [0], seeds: [0], options: { steering: 1 } }), /expected boolean/);
    await pool.reset({ envIds: [0], seeds: [0] });
    await refuses(
      pool.step({ envIds: [0], actions: handTuned.subarray(1) }),
      /expected 12 numbers .* got 11/,
    );
    const unbounded = Float64Array.from(handTuned).fill(Number.POSITIVE_INFINITY, 10, 11);
    await refuses(pool.step({ envIds: [0], actions: unbounded }), /gaitPeriod must be .* got Infinity/);
    const { reasons } = await pool.step({ envIds: [0], actions: handTuned });
    assert.deepEqual(reasons, ["finished"]);
    await assert.rejects(pool.step({ envIds: [0], actions: handTuned }), ResetNeeded);
  });

  it("loses the episode of a worker that is killed on its lap, replaces the worker, and the other one walks on", async () => {
    const { newest, spawn } = spawner();
    const restarts: WorkerRestart[] = [];
    await using pool = await createAiboPool({
      workers: 2,
      spawn,
      onRestart: (restart) => restarts.push(restart),
    });
    await pool.reset({ envIds: [0, 1], seeds: [1, 1] });
    const lost = pool.step({ envIds: [0], actions: handTuned });
    const other = pool.step({ envIds: [1], actions: handTuned });
    const refused = assert.rejects(
      lost,
      (error: Error) => error instanceof EpisodeLost && error.envIds.length === 1 && error.envIds[0] === 0,
    );
    await Promise.all([newest.get(0)!.terminate(), refused]);
    const { rewards } = await other;
    await pool.reset({ envIds: [0], seeds: [1] });
    const repeated = await pool.step({ envIds: [0], actions: handTuned });
    assert.deepEqual(repeated.rewards, rewards);
    assert.deepEqual(
      restarts.map(({ envId, count }) => [envId, count]),
      [[0, 1]],
    );
  });

  it("gives up on a worker that keeps dying, by name, and keeps the other", async () => {
    const { newest, spawn } = spawner();
    await using pool = await createAiboPool({ workers: 2, spawn });
    for (let death = 0; death < 4; death++) {
      await pool.reset({ envIds: [0], seeds: [1] });
      const lost = assert.rejects(pool.step({ envIds: [0], actions: handTuned }), EpisodeLost);
      await Promise.all([newest.get(0)!.terminate(), lost]);
    }
    await assert.rejects(pool.reset({ envIds: [0], seeds: [1] }), WorkerGaveUp);
    await pool.reset({ envIds: [1], seeds: [1] });
    assert.deepEqual((await pool.step({ envIds: [1], actions: handTuned })).reasons, ["finished"]);
  });

  it("replaces a worker whose simulation threw, and says what it said", async () => {
    const script = `const { parentPort } = require("node:worker_threads");
      parentPort.on("message", ({ id }) => parentPort.postMessage({ type: "failed", id, message: "out of memory" }));
      parentPort.postMessage({ type: "ready" });`;
    let spawned = 0;
    const spawn = (): Worker => {
      spawned++;
      return new Worker(script, { eval: true });
    };
    await using pool = await createAiboPool({ workers: 1, spawn });
    await pool.reset({ envIds: [0], seeds: [1] });
    await assert.rejects(
      pool.step({ envIds: [0], actions: handTuned }),
      (error: Error) => error instanceof EpisodeLost && /out of memory/.test(error.message),
    );
    assert.equal(spawned, 2);
  });

  it("does not start when its workers cannot, and leaves none behind", async () => {
    const spawn = (): Worker => new Worker("throw new Error('no model here')", { eval: true });
    await assert.rejects(createAiboPool({ workers: 2, spawn }), /no model here/);
  });

  it("gives up waiting when it is told to, and walks the next lap after the abandoned one", async () => {
    await using pool = await createAiboPool({ workers: 1 });
    await pool.reset({ envIds: [0], seeds: [1] });
    const stop = new AbortController();
    const step = pool.step({ envIds: [0], actions: handTuned }, stop.signal);
    stop.abort(new Error("enough"));
    await assert.rejects(step, /enough/);
    await pool.reset({ envIds: [0], seeds: [2] });
    assert.deepEqual((await pool.step({ envIds: [0], actions: handTuned })).reasons, ["finished"]);
  });

  it("closes while a lap is being walked: the step rejects, and so does everything after", async () => {
    const pool = await createAiboPool({ workers: 2 });
    await pool.reset({ envIds: [0, 1], seeds: [1, 1] });
    const step = assert.rejects(pool.step({ envIds: [0], actions: handTuned }), PoolClosed);
    await pool[Symbol.asyncDispose]();
    await step;
    await assert.rejects(pool.reset({ envIds: [0], seeds: [1] }), PoolClosed);
    await pool[Symbol.asyncDispose]();
  });

  it("wants a whole number of workers", async () => {
    await assert.rejects(
      createAiboPool({ workers: 0 }),
      /workers must be a whole number from 1 to 256; got 0/,
    );
  });
});
