/** A trained policy in a folder: it comes back to the bit with all it needs, and what was altered is refused by name. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Normalizer } from "../../src/env/normalizer.ts";
import type { AnyBatch, Space } from "../../src/env/space.ts";
import { createRng } from "../../src/math/random.ts";
import { encoder } from "../../src/policy/encode.ts";
import { headNames } from "../../src/policy/head/heads.ts";
import { type ModelOptions, modelFor } from "../../src/policy/model.ts";
import { type NetworkPolicyOptions, networkPolicy } from "../../src/policy/network-policy.ts";
import { amendPolicyFolder, InvalidPolicy } from "../../src/policy/saved-folder.ts";
import { loadNetworkPolicy, saveNetworkPolicy } from "../../src/policy/saved-network.ts";
import { seenRange } from "../../src/policy/seen-range.ts";
import { identityEnv, identitySpace } from "../support/identity-env.ts";

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "gaitway-test-")), "policy");
});
afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true });
});

/** A box without bounds, a choice, two bits and two choices: 2 + 3 + 2 + 5 numbers. */
const composite: Space = {
  type: "dict",
  spaces: {
    body: {
      type: "tuple",
      spaces: [
        { ...identitySpace("box", 2), low: new Float64Array(2).fill(-Infinity), high: new Float64Array(2).fill(Infinity) } as Space, // biome-ignore format: one line
        identitySpace("discrete", 3),
      ],
    },
    feet: { type: "multiBinary", shape: [2], names: ["left", "right"] },
    mode: { type: "multiDiscrete", shape: [2], counts: [2, 3], starts: [1, 0], names: [] },
  },
};

const observed: AnyBatch = {
  body: [Float64Array.of(0.5, -2), Int32Array.of(2)],
  feet: Uint8Array.of(1, 0),
  mode: Int32Array.of(2, 1),
};

const actions: Readonly<Record<string, Space>> = {
  softmax: { type: "discrete", count: 4, start: -1, names: [] },
  "multi-discrete": { type: "multiDiscrete", shape: [2], counts: [2, 3], starts: [0, 5], names: [] },
  bernoulli: { type: "multiBinary", shape: [3], names: [] },
  box: identitySpace("box", 2),
};

function subject(head: string, critic: ModelOptions["critic"] = "separate") {
  const actionSpace = actions[head] ?? (actions.box as Space);
  const spec = { ...identityEnv({ kind: "box" }).spec, observationSpace: composite, actionSpace };
  const modelOptions: ModelOptions = {
    hidden: [5],
    activation: "elu",
    head,
    headSettings: {},
    critic,
    outputGain: 1,
  };
  const model = modelFor(spec, modelOptions);
  const rng = createRng(5);
  const params = model.init(rng).map((theta) => theta + 0.1 * rng.normal());
  const { size } = encoder(composite);
  const rows = Array.from({ length: 6 }, () => Float64Array.from({ length: size }, () => rng.normal()));
  const normalizer = new Normalizer(size);
  for (const row of rows) normalizer.learn(row);
  return { spec, modelOptions, model, params, normalizer: normalizer.state, rows, train: { seed: 5 } };
}

for (const head of headNames)
  for (const critic of ["none", "separate", "shared"] as const)
    test(`a ${head} policy (critic ${critic}) acts after loading as it did, to the bit, with its statistics inside`, async () => {
      const record = subject(head, critic);
      await saveNetworkPolicy(folder, record);
      const loaded = await loadNetworkPolicy(folder);
      assert.deepEqual(loaded.params, record.params);
      assert.deepEqual(loaded.normalizer, record.normalizer);
      assert.deepEqual(loaded.observationSpace, record.spec.observationSpace);
      assert.deepEqual(loaded.actionSpace, record.spec.actionSpace);
      assert.deepEqual(loaded.environment, { name: "identity-box", version: "1" });
      for (const mode of ["deterministic", "stochastic"] as const) {
        const act = ({
          model,
          params,
          normalizer,
        }: Omit<NetworkPolicyOptions, "observationSpace" | "mode">): unknown =>
          networkPolicy({ model, params, normalizer, observationSpace: composite, mode }).act(
            observed as never,
            [createRng(9)],
          );
        assert.deepEqual(act(loaded), act(record));
      }
    });

test("a policy that was seen without statistics has none", async () => {
  await saveNetworkPolicy(folder, { ...subject("gaussian"), normalizer: null });
  assert.equal((await loadNetworkPolicy(folder)).normalizer, null);
});

test("a saved policy replaces the one that was there", async () => {
  await saveNetworkPolicy(folder, subject("gaussian"));
  const { params, ...rest } = subject("gaussian");
  await saveNetworkPolicy(folder, { ...rest, params: params.map((theta) => theta / 2) });
  assert.deepEqual((await loadNetworkPolicy(folder)).params, params.map((theta) => theta / 2)); // biome-ignore format: one line
});

const refusedBecause = async (...mentions: string[]) =>
  await assert.rejects(loadNetworkPolicy(folder), (error) => {
    assert.ok(error instanceof InvalidPolicy, String(error));
    for (const mention of mentions)
      assert.ok(error.message.includes(mention), `${mention}: ${error.message}`);
    return true;
  });

for (const file of ["weights.f64", "golden.jsonl", "train.json"])
  test(`one bit of ${file} that was altered is refused with its name`, async () => {
    await saveNetworkPolicy(folder, subject("gaussian"));
    const content = await readFile(join(folder, file));
    content[3]! ^= 1;
    await writeFile(join(folder, file), content);
    await refusedBecause(`${file} was altered`, folder);
    await rm(join(folder, file));
    await refusedBecause(`expected a file ${file}`);
  });

/** Changes the manifest, whose seal is taken off, and a file with its hash if there is one. */
async function edited(change: (manifest: { model: object }) => void, file?: [name: string, content: Buffer]) {
  const manifest = JSON.parse(await readFile(join(folder, "policy.json"), "utf8"));
  change(manifest);
  delete manifest.seal;
  if (file !== undefined) {
    await writeFile(join(folder, file[0]), file[1]);
    manifest.files[file[0]] = createHash("sha256").update(file[1]).digest("hex");
  }
  await writeFile(join(folder, "policy.json"), JSON.stringify(manifest));
}

test("one number of a manifest that was altered is refused though no other file was", async () => {
  await saveNetworkPolicy(folder, subject("gaussian"));
  const file = join(folder, "policy.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  await writeFile(file, JSON.stringify({ ...manifest, controlPeriod: manifest.controlPeriod * 2 }));
  await refusedBecause("policy.json was altered", folder);
});

test("joints and the range of observations come back with the policy", async () => {
  const joints = [{ name: "hip", positive: "forward" }];
  // Of 1 and 4: mean 2.5, both 1.5 away.
  const seen = seenRange([Float64Array.of(1), Float64Array.of(4)]);
  assert.deepEqual(seen, { count: 2, low: [1], high: [4], mean: [2.5], std: [1.5] });
  await saveNetworkPolicy(folder, { ...subject("gaussian"), joints, seen });
  const loaded = await loadNetworkPolicy(folder);
  assert.deepEqual([loaded.joints, loaded.seen], [joints, seen]);
});

test("a file can be added to a saved policy, which is otherwise what it was", async () => {
  await saveNetworkPolicy(folder, subject("gaussian"));
  const { params } = await loadNetworkPolicy(folder);
  await amendPolicyFolder(folder, { "rehearsal.json": Buffer.from("{}") });
  assert.deepEqual((await loadNetworkPolicy(folder)).params, params);
  await writeFile(join(folder, "rehearsal.json"), "[]");
  await refusedBecause("rehearsal.json was altered");
});

test("a manifest that says something else than what was saved is refused", async () => {
  const record = subject("softmax");
  const again = async () => await saveNetworkPolicy(folder, record);
  await again();
  await edited((manifest) => Object.assign(manifest, { version: 2 }));
  await refusedBecause("policy.json", "version");
  await again();
  await edited((manifest) => Object.assign(manifest.model, { hidden: [6] }));
  await refusedBecause("weights", `found ${record.params.length}`);
  await again();
  // As many weights, another function.
  await edited((manifest) => Object.assign(manifest.model, { activation: "tanh" }));
  await refusedBecause("golden vector 1 does not come out as it was written");
  await again();
  await edited((manifest) => Object.assign(manifest, { normalizer: null }));
  await refusedBecause("golden vector 1");
  await again();
  await writeFile(join(folder, "policy.json"), "{");
  await refusedBecause("policy.json is not JSON");
});

test("weights that were changed together with their hash are found out by the golden vectors", async () => {
  await saveNetworkPolicy(folder, subject("gaussian"));
  const weights = await readFile(join(folder, "weights.f64"));
  weights.writeDoubleLE(weights.readDoubleLE(0) + 1, 0);
  await edited(() => undefined, ["weights.f64", weights]);
  await refusedBecause("golden vector");
  await edited(() => undefined, ["weights.f64", weights.subarray(8)]);
  await refusedBecause("weights");
});
