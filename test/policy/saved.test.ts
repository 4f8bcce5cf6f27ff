import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { createRng } from "../../src/math/random.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { InvalidPolicy, loadPolicy, savePolicy } from "../../src/policy/saved.ts";
import { createBowlEnv } from "../support/bowl-env.ts";

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "gaitway-test-")), "policy");
});
afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true });
});

const { spec } = createBowlEnv();
const scale = Float64Array.of(0.0035, 0.016, 0.05);
const policy = gaitPolicy({
  actionSpace: spec.actionSpace,
  scale,
  gait: Float64Array.of(0.042, 0.704, 1 / 3),
});
const act = (subject: typeof policy) => subject.act(new Float64Array(1), [createRng(1)]);
const save = () =>
  savePolicy(folder, {
    policy,
    spec,
    scale,
    golden: [{ observation: [0], action: Array.from(act(policy)), time: 0, command: [0.5] }],
    train: { seed: 1 },
  });

test("a loaded policy has the parameters and acts like the saved one, to the bit", async () => {
  await save();
  const loaded = await loadPolicy(folder);
  assert.deepEqual(loaded.policy.params, policy.params);
  assert.deepEqual(act(loaded.policy), act(policy));
  assert.deepEqual(loaded.scale, scale);
  assert.deepEqual(loaded.environment, { name: "bowl", version: "1" });
});

for (const file of ["weights.f64", "golden.jsonl", "train.json"]) {
  test(`one altered byte of ${file} is refused by name`, async () => {
    await save();
    const content = await readFile(join(folder, file));
    content[3]! ^= 1;
    await writeFile(join(folder, file), content);
    await assert.rejects(loadPolicy(folder), (error) => {
      return error instanceof InvalidPolicy && error.message.includes(`${file} was altered`);
    });
  });

  test(`a policy without ${file} is refused by name`, async () => {
    await save();
    await rm(join(folder, file));
    await assert.rejects(loadPolicy(folder), new RegExp(`expected a file ${file}`));
  });
}

test("a policy of another version is refused and says which", async () => {
  await save();
  const file = join(folder, "policy.json");
  const { seal: _, ...manifest } = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...manifest, version: 2 }));
  await assert.rejects(loadPolicy(folder), /not one this version reads[\s\S]*version/);
});

test("saving again replaces the whole folder", async () => {
  await save();
  await writeFile(join(folder, "stray.txt"), "left over");
  await save();
  await assert.rejects(readFile(join(folder, "stray.txt")), /ENOENT/);
  await loadPolicy(folder);
});

test("a gait outside its bounds, or that is no number, is refused by the name of the parameter", () => {
  const named = {
    ...spec.actionSpace,
    names: ["halfStride", "gaitPeriod", "dutyFactor"],
    units: ["m", "s", "1"],
  };
  const make = (value: number) =>
    gaitPolicy({ actionSpace: named, scale, gait: Float64Array.of(0, value, 0) });
  assert.throws(() => make(101), /gaitPeriod is 101, expected -100 to 100 s/);
  assert.throws(() => make(Number.NaN), /gaitPeriod is NaN/);
});

test("a perturbed gait is held inside the action space", () => {
  const beyond = policy.withParams(policy.paramBox.high.map((high) => high * 1.5));
  assert.deepEqual(act(beyond), spec.actionSpace.high);
});
