/** gaitway export writes what its folder holds, and refuses what was altered or has no such form. */
import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gaitFrom, gaitValues, handTunedGait } from "../../envs/aibo/gait.ts";
import { aiboSpec } from "../../envs/aibo/spec.ts";
import { type ExportFlags, exportCommand, exportPolicy } from "../../src/cli/export.ts";
import { goldenVectors } from "../../src/cli/task.ts";
import { ContractMismatch } from "../../src/deploy/contract.ts";
import { decodeModel } from "../../src/deploy/export/onnx/messages.ts";
import { createRng } from "../../src/math/random.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import { savePolicy } from "../../src/policy/saved.ts";
import { saveNetworkPolicy } from "../../src/policy/saved-network.ts";
import { observationSize, observations, subjects, trained } from "../deploy/export/subjects.ts";

let folder = "";
const run = (): string => join(folder, "run");
const gaits = (): string => join(folder, "gaits");
const flags = (format: ExportFlags["format"]): ExportFlags => {
  return { format, out: join(folder, "out"), policy: "best", json: false };
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  const policy = trained(subjects.tanh ?? assert.fail());
  const { environment, observationSpace, actionSpace, controlPeriod } = policy;
  await saveNetworkPolicy(join(run(), "policy"), {
    ...policy,
    spec: {
      ...environment,
      observationSpace,
      actionSpace,
      controlPeriod,
      envCount: 1,
      options: [],
    },
    rows: [1, 2, 3].map((seed) => observations(1, observationSize, seed)),
    train: { seed: 7 },
  });
  const spec = aiboSpec(1);
  const scale = Float64Array.from(spec.actionSpace.low, () => 0.01);
  const gait = gaitPolicy({ actionSpace: spec.actionSpace, scale, gait: gaitValues(handTunedGait) });
  // θ · ε is not to the bit what it was made of: the golden vectors are of what the policy does.
  const golden = goldenVectors(gaitFrom(gait.act(new Float64Array(), [createRng(0)])));
  await savePolicy(join(gaits(), "policy"), { policy: gait, spec, scale, golden, train: {} });
});
after(async () => await rm(folder, { recursive: true }));

test("a run becomes C and its header, named after its environment, with its golden vectors", async () => {
  const files = await exportPolicy(run(), flags("c"));
  assert.deepEqual(files, ["walker.c", "walker.h"].map((file) => join(folder, "out", file))); // biome-ignore format: one line
  const source = await readFile(join(folder, "out", "walker.c"), "utf8");
  assert.match(source, /golden_observations\[3\]\[7\]/);
  const header = await readFile(join(folder, "out", "walker.h"), "utf8");
  assert.match(header, /\[1\] joint 1, rad, -0\.5 to 0\.5/);
  assert.match(header, /#define WALKER_CONTROL_PERIOD 0x1\.47ae147ae147bp-6 \/\* 0\.02 \*\//);
});

test("an ONNX model carries the whole manifest, under the name that was asked for", async () => {
  const [file = ""] = await exportPolicy(run(), { ...flags("onnx"), name: "robot_1" });
  assert.equal(file, join(folder, "out", "robot_1.onnx"));
  const { metadataProps } = decodeModel(await readFile(file));
  const manifest = JSON.parse(await readFile(join(run(), "policy", "policy.json"), "utf8"));
  for (const [key, value] of Object.entries(manifest)) {
    const text = metadataProps.find((entry) => entry.key === key)?.value ?? assert.fail(key);
    assert.deepEqual(typeof value === "string" ? text : JSON.parse(text), value);
  }
});

test("a gait becomes C and JSON, and no ONNX", async () => {
  const [source = ""] = await exportPolicy(gaits(), flags("c"));
  assert.match(await readFile(source, "utf8"), /samples\[256\]\[12\]/);
  const [document = ""] = await exportPolicy(gaits(), flags("json"));
  const { kind, period, targets } = JSON.parse(await readFile(document, "utf8"));
  assert.deepEqual([kind, period, targets.length], ["cycle", handTunedGait.gaitPeriod, 12]);
  await assert.rejects(exportPolicy(gaits(), flags("onnx")), /expected --format c or json/);
});

test("a gait becomes the bytes of a skill for eight joints, and a text of them; a network does not", async () => {
  const [file = "", text = ""] = await exportPolicy(gaits(), flags("skill"));
  const bytes = await readFile(file);
  // "K", a frame for every 0.02 s of the period, no tilt, whole angles; "~".
  const frames = Math.round(handTunedGait.gaitPeriod / 0.02);
  assert.deepEqual([...bytes.subarray(0, 5)], [0x4b, frames, 0, 0, 1]);
  assert.equal(bytes.length, 5 + 8 * frames + 1);
  assert.equal(bytes.at(-1), 0x7e);
  assert.equal((await readFile(text, "utf8")).trim().split("\n").length, 2 + frames);
  await assert.rejects(exportPolicy(run(), flags("skill")), /expected the run of a gait/);
  await assert.rejects(exportPolicy(gaits(), { ...flags("c"), robot: "x.yaml" }), /expected --format skill/);
});

test("a policy that was altered is not exported", async () => {
  const weights = join(run(), "policy", "weights.f64");
  const written = await readFile(weights);
  await appendFile(weights, Buffer.alloc(8));
  await assert.rejects(exportPolicy(run(), flags("c")), /weights\.f64 was altered/);
  await rm(weights);
  await appendFile(weights, written);
});

test("a name that no C identifier begins with is refused with one that would do", async () => {
  await assert.rejects(
    exportPolicy(run(), { ...flags("c"), name: "4 legs!" }),
    /--name is "4 legs!"; .*such as policy_4_legs/,
  );
});

test("the command says which formats there are", async () => {
  const command = exportCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  await assert.rejects(
    command.parseAsync(["node", "export", run(), "--format", "rust", "--out", "x"]),
    /Allowed choices are c, onnx, json, skill/,
  );
});

test("a gait in C has the limiter of the robot that was named, and what is not C has none", async () => {
  const [source = "", header = ""] = await exportPolicy(gaits(), { ...flags("c"), limits: true });
  assert.match(await readFile(header, "utf8"), /int aibo_limit\(aibo_limiter \*limiter/);
  assert.match(await readFile(source, "utf8"), /int aibo_limit\(/);
  await assert.rejects(exportPolicy(gaits(), { ...flags("json"), limits: true }), /expected --format c/);
});

test("limits of a robot that the policy does not agree with are refused with every difference", async () => {
  const asked = exportPolicy(run(), { ...flags("c"), limits: true });
  await assert.rejects(asked, (error) => error instanceof ContractMismatch && error.differences.length > 1);
});
