/** Gymnasium's and MuJoCo's simulators as an agent has them: state, properties and pictures over the wire. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after as teardown } from "node:test";
import { connect } from "../../../src/index.ts";
import { packageRoot } from "../../support/package-root.ts";
import { python, pythonTest } from "../../support/python.ts";

let folder: string;
before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "gaitway-test-")));
  const readme = await readFile(join(packageRoot, "envs/gaitway_envs/adapters/README.md"), "utf8");
  for (const [, language, text] of readme.matchAll(/```(xml|yaml)\n(.*?)```/gs)) {
    await writeFile(join(folder, `leg.${language}`), text ?? "");
  }
  process.chdir(folder);
  process.env.GAITWAY_PYTHON = python;
});
teardown(async () => {
  process.chdir(tmpdir());
  await rm(folder, { recursive: true });
});

pythonTest("an episode of HalfCheetah is put aside, and another environment goes on with it", async () => {
  await using env = await connect("gym:HalfCheetah-v5", { envs: 2, processes: 2 });
  const { state } = env;
  assert.ok(state !== undefined);
  const push = (envId: number, strength: number) =>
    env.step({ envIds: [envId], actions: new Float64Array(6).fill(strength) });
  await env.reset({ envIds: [0, 1], seeds: [1, 2] });
  await push(0, 0.3);
  const [saved] = await state.get([0]);
  assert.ok(saved !== undefined);
  const first = [await push(0, -0.7), await push(0, 0.9)];
  await state.set([1], [saved]);
  const second = [await push(1, -0.7), await push(1, 0.9)];
  for (const [i, step] of first.entries()) {
    assert.deepEqual(second[i]?.observations, step.observations);
    assert.deepEqual(second[i]?.rewards, step.rewards);
  }
});

pythonTest("bytes that are no state are refused, and the episode goes on", async () => {
  await using env = await connect("gym:HalfCheetah-v5");
  await env.reset({ envIds: [0], seeds: [1] });
  await assert.rejects(async () => env.state?.set([0], [Uint8Array.of(1, 2, 3)]), /holds? no state/);
  await env.step({ envIds: [0], actions: new Float64Array(6) });
});

pythonTest("gravity is turned off in one environment and stays so across resets", async () => {
  await using env = await connect("gym:Hopper-v5", { envs: 2, processes: 0 });
  await env.properties?.write([1], { "gravity.z": 0 });
  await env.reset({ envIds: [0, 1], seeds: [5, 5] });
  const gravity = await env.properties?.read([0, 1], ["gravity.z"]);
  assert.deepEqual(gravity, [{ "gravity.z": -9.81 }, { "gravity.z": 0 }]);
  let heights: readonly number[] = [];
  for (let step = 0; step < 10; step++) {
    const { observations } = await env.step({ envIds: [0, 1], actions: new Float64Array(6) });
    heights = [observations[0] ?? 0, observations[11] ?? 0];
  }
  assert.ok((heights[0] ?? 0) < (heights[1] ?? 0), `${heights}`);
});

pythonTest("a task that YAML describes tells names, units and the terms of its reward", async () => {
  await using env = await connect("mujoco:leg.yaml");
  const { observationSpace, actionSpace, properties, controlPeriod } = env.spec;
  assert.equal(env.spec.name, "Hopping leg");
  assert.ok(Math.abs(controlPeriod - 0.02) < 1e-12);
  assert.deepEqual(actionSpace.names, ["hip", "knee"]);
  assert.deepEqual(observationSpace.names.slice(0, 2), ["up.position", "pitch.position"]);
  assert.deepEqual(observationSpace.units.slice(0, 2), ["m", "rad"]);
  const terms = properties?.map(({ name }) => name).filter((name) => name.startsWith("reward."));
  assert.ok(terms !== undefined && terms.length === 6);
  await env.reset({ envIds: [0], seeds: [1] });
  const { rewards } = await env.step({ envIds: [0], actions: Float64Array.of(0.2, -0.2) });
  const [read] = (await env.properties?.read([0], terms)) ?? [];
  const sum = terms.reduce((total, name) => total + Number(read?.[name]), 0);
  assert.ok(Math.abs(sum - (rewards[0] ?? Number.NaN)) < 1e-12);
});

pythonTest("a simulator is seen when somebody asks, in the size its task says", async (context) => {
  await using env = await connect("mujoco:leg.yaml");
  await env.reset({ envIds: [0], seeds: [1] });
  assert.ok(env.render !== undefined);
  let picture: Awaited<ReturnType<typeof env.render>>[number] | undefined;
  try {
    [picture] = await env.render([0]);
  } catch (error) {
    assert.match(String(error), /MUJOCO_GL=egl/);
    context.skip("OpenGL: there is none here");
    return;
  }
  assert.deepEqual([picture?.width, picture?.height], [320, 240]);
  assert.ok(new Set(picture?.pixels).size > 10);
});
