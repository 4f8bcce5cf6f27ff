/** A deployment in lock step, held against the same commands given to the environment by hand. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createAiboWalkPool } from "../../../envs/aibo/closed-loop/walk-pool.ts";
import { aiboCycle } from "../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../envs/aibo/gait.ts";
import { aiboRobot } from "../../../envs/aibo/robot.ts";
import { controllerFor } from "../../../src/deploy/controller.ts";
import { goldenDifference, saveGoldenRows } from "../../../src/deploy/golden-rows.ts";
import { planFor } from "../../../src/deploy/plan.ts";
import { type RehearsalCase, rehearsalCases } from "../../../src/deploy/rehearse/case.ts";
import { virtualRun } from "../../../src/deploy/rehearse/virtual-run.ts";
import { stateCode } from "../../../src/deploy/states.ts";
import type { Env } from "../../../src/env/env.ts";
import {
  amendPolicyFolder,
  doubles,
  fromDoubles,
  readPolicyFolder,
  writePolicyFolder,
} from "../../../src/policy/saved-folder.ts";

const robot = aiboRobot({ kind: "none", why: "a test" });
const patient = { ...robot, channels: robot.channels.map((each) => ({ ...each, frozenAfter: null })) };
const plan = planFor({
  robot: patient,
  source: aiboCycle(handTunedGait),
  controlPeriod: 0.032,
  rung: "full",
  unattended: true,
  limits: { rampTime: 0, fadeTime: 0 },
  guards: { shadowTicks: 1 },
});
const { layout } = controllerFor(plan);
const named = (name: string): RehearsalCase =>
  rehearsalCases.find((each) => each.name === name) as RehearsalCase;

let env: Env;
before(async () => {
  env = await createAiboWalkPool({ envCount: 2, workers: 2 });
});
after(async () => await env[Symbol.asyncDispose]());

const run = async (perturbed: RehearsalCase, seed = 3) => {
  const [episode] = await virtualRun({ env, plan, seeds: [seed], perturbed });
  assert.ok(episode);
  return episode;
};

/** Rows of the ticks in which the policy moved the robot. */
function commandsOf(rows: Float64Array): Float64Array[] {
  const { at, length } = layout.rows.sent;
  const all = Array.from({ length: rows.length / layout.size }, (_, i) =>
    rows.subarray(i * layout.size, (i + 1) * layout.size),
  );
  return all
    .filter((row) => (row[layout.head.state] as number) >= stateCode.fading)
    .map((row) => row.slice(at, at + length));
}

test("what the controller sent walks the robot as far when it is sent by hand", async () => {
  const episode = await run(named("training"));
  assert.ok(episode.distance > 0.5 && !episode.stopped, `${episode.distance} m, ${episode.reason}`);
  await env.reset({ envIds: [1], seeds: [3], options: {} });
  for (const actions of commandsOf(episode.rows)) {
    const { terminated, truncated } = await env.step({ envIds: [1], actions });
    if (terminated[0] || truncated[0]) break;
  }
  const [walked] = (await env.properties?.read([1], ["distance"])) ?? [];
  assert.equal(walked?.distance, episode.distance);
});

test("noise changes what a robot feels, not what open-loop motion sends", async () => {
  const [clean, noisy] = [await run(named("training")), await run(named("noise"))];
  const n = Math.min(clean.rows.length, noisy.rows.length) / layout.size;
  const sensor = (rows: Float64Array) => rows[layout.rows.sensors.at] as number;
  assert.ok(n > 10 && sensor(clean.rows) !== sensor(noisy.rows));
  assert.deepEqual(commandsOf(noisy.rows).slice(0, 10), commandsOf(clean.rows).slice(0, 10));
});

test("golden rows come out again, and one bit of one of them is told by tick and stage", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "gaitway-test-")), "policy");
  await writePolicyFolder(folder, {}, { "weights.f64": Uint8Array.of() });
  const { rows } = await run(named("training"));
  await saveGoldenRows(folder, plan, rows.slice(0, 20 * layout.size));
  assert.equal(await goldenDifference(folder), undefined);
  const altered = fromDoubles(await (await readPolicyFolder(folder)).read("pipeline.f64"));
  const at = 15 * layout.size + layout.rows.sent.at;
  altered[at] = (altered[at] as number) + 2 ** -40;
  await amendPolicyFolder(folder, { "pipeline.f64": doubles(altered) });
  assert.match((await goldenDifference(folder)) ?? "", /golden vector 16 of the whole way, sent: written/);
  assert.ok((await readFile(join(folder, "policy.json"), "utf8")).includes("pipeline.f64"));
  await rm(join(folder, ".."), { recursive: true });
});
