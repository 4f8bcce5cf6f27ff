import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { type Rehearsal, saveRehearsal, unrehearsed } from "../../../src/deploy/rehearse/rehearsal.ts";
import {
  amendPolicyFolder,
  InvalidPolicy,
  readPolicyFolder,
  writePolicyFolder,
} from "../../../src/policy/saved-folder.ts";

const robot = { name: "aibo", version: "1" };
const case_ = {
  name: "noise",
  description: "noise on every sensor",
  episodes: 2,
  speed: 0.2,
  standardError: 0.01,
  share: 0.5,
  falls: 0,
  stops: 0,
  passed: false,
  why: "50 % of the training speed",
};
const rehearsal: Omit<Rehearsal, "version" | "weights"> = {
  passed: true,
  robot,
  simulators: { training: "one", second: "another" },
  cases: [],
  seed: 1,
  gaitway: "0",
  date: "2026-01-01",
};

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "gaitway-test-")), "policy");
  await writePolicyFolder(folder, {}, { "weights.f64": Uint8Array.of(1, 2, 3) });
});
afterEach(async () => await rm(join(folder, ".."), { recursive: true }));

test("a policy that was never rehearsed is told from one that was", async () => {
  assert.equal(await unrehearsed(folder, robot), "it was never rehearsed");
  await saveRehearsal(folder, rehearsal);
  assert.equal(await unrehearsed(folder, robot), undefined);
});

test("a failed rehearsal is kept with what it failed by", async () => {
  await saveRehearsal(folder, { ...rehearsal, passed: false, cases: [case_] });
  assert.equal(
    await unrehearsed(folder, robot),
    "it failed its rehearsal: noise (50 % of the training speed)",
  );
});

test("a rehearsal is of these weights and of this robot", async () => {
  await saveRehearsal(folder, rehearsal);
  assert.match(
    (await unrehearsed(folder, { ...robot, version: "2" })) ?? "",
    /was rehearsed on aibo 1, this is aibo 2/,
  );
  await amendPolicyFolder(folder, { "weights.f64": Uint8Array.of(3, 2, 1) });
  assert.equal(await unrehearsed(folder, robot), "its rehearsal is of other weights");
});

test("a rehearsal file that says something else is refused, not taken for a pass", async () => {
  await amendPolicyFolder(folder, { "rehearsal.json": Buffer.from('{"passed":true}') });
  await assert.rejects(unrehearsed(folder, robot), InvalidPolicy);
});

test("what else is in the policy stays as it was", async () => {
  await saveRehearsal(folder, rehearsal);
  assert.deepEqual([...(await (await readPolicyFolder(folder)).read("weights.f64"))], [1, 2, 3]);
});
