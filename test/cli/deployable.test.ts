import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { aiboCycle } from "../../envs/aibo/cycle.ts";
import { forwardKinematics } from "../../envs/aibo/forward-kinematics.ts";
import { type Gait, gaitFrom, gaitStarts, gaitValues, handTunedGait } from "../../envs/aibo/gait.ts";
import { jointCommands } from "../../envs/aibo/joint-commands.ts";
import { legNames, legs, type Vector3 } from "../../envs/aibo/legs.ts";
import { leanOf } from "../../envs/aibo/loci.ts";
import { aiboSpec } from "../../envs/aibo/spec.ts";
import { deployable } from "../../src/cli/deployable.ts";
import { goldenVectors } from "../../src/cli/task.ts";
import { createRng } from "../../src/math/random.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { savePolicy } from "../../src/policy/saved.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  const spec = aiboSpec(1);
  const scale = Float64Array.from(spec.actionSpace.low, () => 0.01);
  const policy = gaitPolicy({ actionSpace: spec.actionSpace, scale, gait: gaitValues(handTunedGait) });
  // What θ·ε rounds to is the gait that is walked.
  const golden = goldenVectors(gaitFrom(policy.act(new Float64Array(), [createRng(1)])));
  await savePolicy(join(folder, "policy"), { policy, spec, scale, golden, train: {} });
});
after(async () => await rm(folder, { recursive: true }));

for (const [name, gait] of Object.entries(gaitStarts))
  test(`between two samples of the ${name} gait's cycle no foot is 0.3 mm off its path`, () => {
    const { samples } = aiboCycle(gait as Gait);
    const [exact, between]: [Vector3, Vector3] = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    const angles = new Float64Array(12);
    for (const [k, sample] of samples.entries()) {
      jointCommands(gait as Gait, leanOf(gait as Gait), (k + 0.5) / samples.length, 0, angles);
      const next = samples[(k + 1) % samples.length] as readonly number[];
      const middle = sample.map((angle, j) => (angle + (next[j] as number)) / 2);
      for (const [i, leg] of legNames.entries()) {
        forwardKinematics(legs[leg], angles.subarray(3 * i), exact);
        forwardKinematics(legs[leg], middle.slice(3 * i), between);
        const apart = Math.hypot(...exact.map((value, axis) => value - (between[axis] as number)));
        assert.ok(apart < 3e-4, `${leg} ${apart} m at sample ${k}`);
      }
    }
  });

test("a run and the folder of its policy are the same thing to deploy", async () => {
  const [run, policy] = [await deployable(folder), await deployable(join(folder, "policy"))];
  assert.equal(run.folder, policy.folder);
  assert.deepEqual([run.kind, run.environment, run.terms.controlPeriod], ["gait", { name: "aibo", version: "1" }, 0.032]); // biome-ignore format: one line
});

test("a policy whose manifest was altered, or carries no seal, is refused before it is looked at", async () => {
  const file = join(folder, "policy", "policy.json");
  const written = await readFile(file, "utf8");
  const { seal, ...manifest } = JSON.parse(written);
  await writeFile(file, JSON.stringify({ ...manifest, controlPeriod: 1, seal }));
  await assert.rejects(deployable(folder), /policy\.json was altered/);
  await writeFile(file, JSON.stringify(manifest));
  await assert.rejects(deployable(folder), /carries no hash of itself/);
  await writeFile(file, written);
});

test("a folder without a policy says where one was looked for", async () => {
  await assert.rejects(
    deployable(tmpdir()),
    /holds no saved policy: expected policy\.json in it or in .*policy/,
  );
});
