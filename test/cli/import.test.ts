/** gaitway import makes a saved policy that loads, with its golden vectors, and touches nothing that is there. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { stringify } from "yaml";
import { exportPolicy } from "../../src/cli/export.ts";
import { type ImportFlags, importPolicy } from "../../src/cli/import.ts";
import { loadNetworkPolicy } from "../../src/policy/saved-network.ts";
import { packageRoot } from "../support/package-root.ts";

const model = join(packageRoot, "test", "golden", "onnx", "rsl-rl-script.onnx");
const contract = {
  environment: { name: "quadruped", version: 1 },
  controlPeriod: 0.02,
  observation: Array.from({ length: 6 }, (_, j) => ({ name: `sensor${j}`, unit: "1" })),
  action: Array.from({ length: 3 }, (_, j) => ({ name: `hip${j}Target`, unit: "rad", low: -0.5, high: 0.5, scale: 0.25 })), // biome-ignore format: one line
  joints: [{ name: "hip0", positive: "leg swings forward" }],
};

let folder = "";
const flags = (out: string, rest: Partial<ImportFlags> = {}): ImportFlags => {
  return { out: join(folder, out), contract: join(folder, "contract.yaml"), json: false, ...rest };
};
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  await writeFile(join(folder, "contract.yaml"), stringify(contract));
});
after(async () => await rm(folder, { recursive: true }));

test("a model and a contract become a saved policy, which loads, exports, and is a contract for the next", async () => {
  const taken = await importPolicy(model, flags("new/policy"));
  assert.deepEqual(taken, { model: "deterministic on mlp 6-32-16-3 elu", observations: 6, actions: 3 });
  const loaded = await loadNetworkPolicy(join(folder, "new", "policy"));
  assert.deepEqual(loaded.environment, { name: "quadruped", version: "1" });
  assert.equal(loaded.controlPeriod, 0.02);
  assert.deepEqual(loaded.joints, contract.joints);
  const golden = await readFile(join(folder, "new", "policy", "golden.jsonl"), "utf8");
  assert.equal(golden.trim().split("\n").length, 10);
  const [source = ""] = await exportPolicy(join(folder, "new", "policy"), {
    format: "c",
    out: join(folder, "c"),
    policy: "best",
    json: false,
  });
  assert.match(await readFile(source, "utf8"), /golden_observations\[10\]\[6\]/);
  const { contract: _, ...like } = flags("like", { like: join(folder, "new", "policy") });
  assert.equal((await importPolicy(model, like)).actions, 3);
});

test("a folder that is there, whatever is in it, stays as it is", async () => {
  await mkdir(join(folder, "mine"));
  await assert.rejects(importPolicy(model, flags("mine")), /mine is there already/);
});

test("without a contract, with two, or with a wrong one, nothing is made", async () => {
  const { contract: _, ...none } = flags("none");
  await assert.rejects(importPolicy(model, none), /one of --contract FILE\.yaml and --like RUN/);
  await writeFile(join(folder, "wrong.yaml"), stringify({ ...contract, controlPeriod: -1, actions: [] }));
  const wrong = flags("none", { contract: join(folder, "wrong.yaml") });
  await assert.rejects(importPolicy(model, wrong), /is no contract:.*actions/s);
});

test("a file that is cut short or no ONNX model is refused as such", async () => {
  const whole = await readFile(model);
  const cut = join(folder, "cut.onnx");
  await writeFile(cut, whole.subarray(0, whole.length / 2));
  await assert.rejects(importPolicy(cut, flags("none")), /cut\.onnx is no ONNX model, or is cut short/);
  await writeFile(cut, "");
  await assert.rejects(importPolicy(cut, flags("none")), /has no graph/);
  await assert.rejects(importPolicy(join(folder, "no.onnx"), flags("none")), /no\.onnx cannot be read/);
});
