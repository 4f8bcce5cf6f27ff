/** The AIBO on WASM and on native MuJoCo, each served as it is to everybody: one task, two simulators. */
import assert from "node:assert/strict";
import { createAiboWalkPool } from "../../../envs/aibo/closed-loop/walk-pool.ts";
import { gaitValues, learnedGait } from "../../../envs/aibo/gait.ts";
import { createAiboPool } from "../../../envs/aibo/pool.ts";
import { ChildServer } from "../../../src/env/child-server.ts";
import { type Env, InvalidRequest } from "../../../src/env/env.ts";
import { pythonPath } from "../../../src/env/python/managed.ts";
import { connect, type RemoteEnv } from "../../../src/env/remote.ts";
import { serve } from "../../../src/env/serve.ts";
import { python, pythonTest } from "../../support/python.ts";
import { trot } from "./trot.ts";

const pools = {
  aibo: () => createAiboPool({ workers: 1 }),
  "aibo:walk": () => createAiboWalkPool({ workers: 1 }),
} as const satisfies Record<string, () => Promise<Env>>;

interface Twins {
  readonly wasm: RemoteEnv;
  readonly native: RemoteEnv;
}

/** Runs `body` on both simulators of `name`, each at the far end of a wire. */
async function withTwins(name: keyof typeof pools, body: (twins: Twins) => Promise<void>): Promise<void> {
  await using pool = await pools[name]();
  await using server = await serve(pool, { endpoint: "ipc://*" });
  await using child = await ChildServer.start({
    command: python,
    args: ["-m", "gaitway_envs", "serve", name, "--child"],
    environment: { PYTHONPATH: pythonPath },
    readyTimeoutMs: 60_000,
  });
  await using wasm = await connect(server.endpoint);
  await using native = await connect(child.endpoint);
  await body({ wasm, native });
}

for (const name of ["aibo", "aibo:walk"] as const) {
  pythonTest(`${name} describes itself in the same words on both sides`, () =>
    withTwins(name, async ({ wasm, native }) => {
      assert.deepEqual(native.spec, wasm.spec);
    }),
  );
}

pythonTest("both sides refuse an illegal value of an option, and the episode goes on", () =>
  withTwins("aibo:walk", async ({ wasm, native }) => {
    for (const env of [wasm, native]) {
      const { observations } = await env.reset({ envIds: [0], seeds: [1] });
      await assert.rejects(
        env.reset({ envIds: [0], seeds: [1], options: { timestep: 0.004 } }),
        (error: Error) => error instanceof InvalidRequest && /0\.002 or 0\.001 s/.test(error.message),
      );
      const actions = observations.slice(-12);
      assert.deepEqual((await env.step({ envIds: [0], actions })).reasons, [""]);
    }
  }),
);

pythonTest("a gait walks the same lap on both sides, to a millionth of its speed", () =>
  withTwins("aibo", async ({ wasm, native }) => {
    const lap = async (env: Env) => {
      await env.reset({ envIds: [0], seeds: [33], options: { noise: 0.1 } });
      return await env.step({ envIds: [0], actions: gaitValues(learnedGait) });
    };
    const [ours, theirs] = await Promise.all([lap(wasm), lap(native)]);
    assert.deepEqual(theirs.reasons, ours.reasons);
    assert.ok(
      Math.abs(theirs.rewards[0]! / ours.rewards[0]! - 1) < 1e-6,
      `${theirs.rewards} ${ours.rewards}`,
    );
  }),
);

pythonTest("an episode that began on one side goes on from its state on the other", () =>
  withTwins("aibo:walk", async ({ wasm, native }) => {
    const policy = trot();
    await wasm.reset({ envIds: [0], seeds: [5], options: { perturbation: 2 } });
    for (let step = 0; step < 30; step++) await wasm.step({ envIds: [0], actions: policy(step, []) });
    const states = await wasm.state!.get([0]);
    const { observations } = await wasm.state!.set([0], states);
    assert.deepEqual((await native.state!.set([0], states)).observations, observations);
    for (let step = 30; step < 60; step++) {
      const request = { envIds: [0], actions: policy(step, []) };
      const [ours, theirs] = await Promise.all([wasm.step(request), native.step(request)]);
      assert.ok(Math.abs(theirs.rewards[0]! - ours.rewards[0]!) < 1e-9);
      // Joint angles; a contact's force hangs on the last bits of them, ten thousand times stiffer.
      for (let joint = 0; joint < 12; joint++)
        assert.ok(Math.abs(theirs.observations[joint]! - ours.observations[joint]!) < 1e-9);
    }
    const names = wasm.spec.properties!.map((property) => property.name);
    const [[ours], [theirs]] = await Promise.all([
      wasm.properties!.read([0], names),
      native.properties!.read([0], names),
    ]);
    for (const property of names)
      assert.ok(Math.abs(Number(theirs![property]) - Number(ours![property])) < 1e-9, property);
  }),
);
