/** Networks of TensorFlow.js in a model: made of layers or given by a file, learned from, saved, and refused where they do not fit. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { createRng } from "../../src/math/random.ts";
import { networksFor } from "../../src/policy/engines.ts";
import { type ModelOptions, modelFor } from "../../src/policy/model.ts";
import { startTfjs } from "../../src/policy/network/tfjs/backend.ts";
import { importModel, type PortableModel } from "../../src/policy/network/tfjs/portable.ts";
import { loadNetworkPolicy, saveNetworkPolicy } from "../../src/policy/saved-network.ts";
import { checkSettings } from "../../src/train/learn/config.ts";
import { createLearner } from "../../src/train/learn/methods.ts";
import { identityEnv } from "../support/identity-env.ts";
import { runOf, type Settings, settings } from "../support/learning.ts";

const tfjs = await startTfjs();
const { layers } = tfjs.layers;
const folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
after(() => rm(folder, { recursive: true }));

/** Sees a choice of three (one-hot) and says three preferences. */
const environment = () => identityEnv({ kind: "discrete", count: 3, envCount: 2, episodeLength: 7 });
const { spec } = environment();

const options: ModelOptions = {
  hidden: [6, 5],
  activation: "elu",
  headSettings: {},
  critic: "separate",
  outputGain: 0.5,
};
const ofTfjs = (given: ModelOptions["layers"] = {}): ModelOptions => ({
  ...options,
  network: "tfjs",
  layers: given,
});
const modelOf = async (of: ModelOptions) => modelFor(spec, of, await networksFor(of));

function layersOf(outputSize: number, frozen = false): LayersModel {
  return tfjs.layers.sequential({
    layers: [
      layers.dense({ inputShape: [3], units: 4, activation: "tanh", trainable: !frozen }),
      layers.dense({ units: outputSize, kernelInitializer: "glorotNormal" }),
    ],
  });
}

/** Its layers as JSON. */
async function architecture(name: string, model: LayersModel | Readonly<Record<string, unknown>>) {
  const file = join(folder, `${name}.json`);
  const json = "toJSON" in model ? (model as LayersModel).toJSON(null, false) : model;
  await writeFile(file, JSON.stringify(json));
  return file;
}

/** Its layers and weights in a folder, as tensorflowjs_converter writes them. */
async function withWeights(name: string, model: LayersModel): Promise<string> {
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: [`${name}.bin`], weights: weightSpecs }];
      await writeFile(join(folder, `${name}.bin`), Buffer.from(weightData as ArrayBuffer));
      await writeFile(join(folder, `${name}.json`), JSON.stringify({ modelTopology, weightsManifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    },
  });
  return join(folder, `${name}.json`);
}

const numbersOf = (model: LayersModel): number[] =>
  model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));

describe("a model on networks of TensorFlow.js", () => {
  test("made of layers is the dense one with the same θ, within float32, and its fresh layers are orthogonal", async () => {
    for (const critic of ["none", "separate", "shared"] as const) {
      const dense = modelFor(spec, { ...options, critic });
      const model = await modelOf({ ...ofTfjs(), critic });
      assert.equal(model.parameterCount, dense.parameterCount);
      const observations = Float32Array.of(1, 0, 0, 0, 1, 0, 0.5, -2, 3);
      const params = dense.init(createRng(1));
      const [got, expected] = [model, dense].map((each) => each.evaluate(params, observations));
      const near = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).forEach((x, i) => {
          assert.ok(Math.abs(x - b[i]!) < 1e-5, `${x}, not ${b[i]}`);
        });
      near(got!.distribution.inputs, expected!.distribution.inputs);
      near(got!.values, expected!.values);
    }
    // The first column of the first layer, 3 → 6: orthonormal rows, times √2.
    const fresh = (await modelOf(ofTfjs())).init(createRng(2));
    const row = fresh.slice(0, 6);
    assert.ok(Math.abs(row.reduce((sum, x) => sum + x * x, 0) - 2) < 1e-9);
  });

  test("begins with the weights it was given with, and keeps what is frozen through a saved policy", async () => {
    const given = layersOf(3, true);
    const portable = await importModel(tfjs, await withWeights("frozen", given));
    const of = ofTfjs({ actor: portable });
    const model = await modelOf(of);
    const params = model.init(createRng(1));
    // 4 · 3 + 3 of its last layer are learned; the first 3 · 4 + 4 are frozen.
    assert.deepEqual(Array.from(params.subarray(0, 15)), numbersOf(given).slice(0, 15));
    const rows = [Float64Array.of(1, 0, 0), Float64Array.of(0, 0, 1)];
    const path = join(folder, "policy");
    const record = { spec, modelOptions: of, model, params, normalizer: null, rows, train: {} };
    await saveNetworkPolicy(path, record);
    const loaded = await loadNetworkPolicy(path);
    const seen = Float32Array.of(0.3, -1, 2);
    const expected = given.predict(tfjs.tf.tensor([[0.3, -1, 2]])) as unknown as {
      dataSync(): Float32Array;
    };
    assert.deepEqual(loaded.model.distribution(loaded.params, seen), model.distribution(params, seen));
    assert.deepEqual(Array.from(loaded.model.distribution(loaded.params, seen).inputs), Array.from(expected.dataSync())); // biome-ignore format: one line
  });

  test("of other sizes is refused with those that are needed", async () => {
    const wrong = async (given: ModelOptions["layers"], message: RegExp) =>
      await assert.rejects(modelOf(ofTfjs(given)), { name: "RangeError", message });
    const actor = await importModel(tfjs, await architecture("wide", layersOf(5)));
    await wrong({ actor }, /actor tfjs .*: expected 3 numbers in.* and 3 out.*got 3 and 5/);
    await wrong({ critic: actor }, /critic tfjs .*: expected 3 numbers in.* and 1 out/);
  });

  test("is asked for the engine it was not given", () => {
    assert.throws(() => modelFor(spec, ofTfjs()), /await networksFor/);
  });
});

describe("a file of layers", () => {
  const refused = async (file: string, message: RegExp) =>
    await assert.rejects(importModel(tfjs, file), { name: "UnsupportedModel", message });

  test("that is missing, no JSON, of an unknown layer, or frozen without weights is refused with its name", async () => {
    await refused(
      join(folder, "no"),
      /no.model\.json cannot be read: ENOENT.*expected the JSON of a layers model/,
    );
    await writeFile(join(folder, "text.json"), "layers");
    await refused(join(folder, "text.json"), /text\.json is no JSON/);
    const lambda = {
      class_name: "Sequential",
      config: { name: "s", layers: [{ class_name: "Lambda", config: {} }] },
    };
    await refused(await architecture("lambda", lambda), /does not make a model.*Lambda/);
    await refused(
      await architecture("cold", layersOf(3, true)),
      /cold\.json: layer ".*" is frozen.*no weights/,
    );
  });

  test("of Keras, as its to_json gives it, is read", async () => {
    const dense = {
      class_name: "Dense",
      config: { name: "d", units: 3, activation: "linear", use_bias: true, batch_input_shape: [null, 3] },
    };
    const keras = {
      class_name: "Sequential",
      config: { name: "s", layers: [dense] },
      keras_version: "2.15.0",
    };
    const { weights } = await importModel(tfjs, await architecture("keras", keras));
    assert.equal(weights, undefined);
  });

  test("that was cut is refused when it is made a model again", async () => {
    const portable = await importModel(tfjs, await withWeights("cut", layersOf(3)));
    const cut: PortableModel = { ...portable, weights: portable.weights!.slice(0, -8) };
    // 12 + 4 + 12 + 3 numbers of 4 bytes; the last eight characters of base64, two of them padding, hold the last four.
    await assert.rejects(networksFor(ofTfjs({ actor: cut })), /are 120 bytes, expected 124/);
  });
});

describe("learning on networks of TensorFlow.js", () => {
  const learner = async (
    method: "ppo" | "trpo" | "q-actor-critic",
    own: Settings,
    given: ModelOptions["layers"],
  ) => {
    const config = settings(method, { network: "tfjs", hidden: [5], stepsPerIteration: 10, ...own });
    const networks = await networksFor({ hidden: [5], activation: "tanh", network: "tfjs", layers: given });
    const onLost = (message: string) => assert.fail(message);
    return createLearner(config, { env: environment(), networks, onLost });
  };

  for (const [method, own] of [
    ["ppo", { epochs: 2, minibatchSize: 8, learningRate: 0.01 }],
    ["trpo", { criticMinibatchSize: 16 }],
    ["q-actor-critic", {}],
  ] as const)
    test(`a run of ${method} that is stopped and goes on is the uninterrupted one, bit for bit`, async () => {
      const actor = await importModel(tfjs, await architecture(`of-${method}`, layersOf(3)));
      const make = async () => await learner(method, own, { actor });
      const until = { steps: 120 };
      const expected = await runOf({ learner: await make(), until });
      const first = await runOf({ learner: await make(), until }, { stopAfter: 3 });
      const second = await runOf({ learner: await make(), until, from: first.last });
      second.records.unshift(...first.records);
      assert.deepEqual(second.outcome, expected.outcome);
      assert.notDeepEqual(expected.last.learner.params, (await make()).initial().params);
    });

  test("trust regions refuse, before a step, a network that cannot be differentiated twice", async () => {
    const model = tfjs.layers.sequential({
      layers: [
        layers.dense({ inputShape: [3], units: 6 }),
        layers.reshape({ targetShape: [6, 1] }),
        layers.maxPooling1d({ poolSize: 2 }),
        layers.flatten(),
        layers.dense({ units: 3 }),
      ],
    });
    const actor = await importModel(tfjs, await architecture("pooled", model));
    await assert.rejects(learner("trpo", {}, { actor }), /Fisher products need the tangent.*PPO, A2C/);
  });

  test("has no setting in a3c, and no other word than there is an engine for", () => {
    assert.ok("issues" in checkSettings("a3c", { env: "e", network: "tfjs" }));
    const checked = checkSettings("ppo", { env: "e", network: "torch" });
    assert.ok(
      "issues" in checked && /expected dense, tfjs.*or \{actor: FILE/.test(checked.issues[0]!.message),
    );
  });
});
