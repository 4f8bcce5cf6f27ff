import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { createRng } from "../../../src/math/random.ts";
import { BackendUnavailable, startTfjs } from "../../../src/policy/network/tfjs/backend.ts";
import { networkOf, tfjsNetwork } from "../../../src/policy/network/tfjs/network.ts";

const tfjs = await startTfjs({ backend: "wasm" });
const { tf, layers } = tfjs;

function small(): LayersModel {
  return layers.sequential({
    layers: [layers.layers.dense({ inputShape: [3], units: 2, kernelInitializer: "glorotNormal" })],
  });
}

const refusal = (message: RegExp) => ({ name: "UnsupportedModel", message });

/** θ = 0 … 7 as [[0, 1], [2, 3], [4, 5]] and [6, 7], in two shards that cut a number in half. */
async function saved(change: (model: Record<string, unknown>) => void = () => undefined) {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-tfjs-"));
  const bytes = Buffer.from(Float32Array.from({ length: 8 }, (_, i) => i).buffer);
  await writeFile(join(folder, "a.bin"), bytes.subarray(0, 10));
  await writeFile(join(folder, "b.bin"), bytes.subarray(10));
  const model = small();
  const [kernel, bias] = model.weights.map(({ originalName }) => originalName);
  const json = {
    format: "layers-model",
    modelTopology: model.toJSON(null, false),
    weightsManifest: [
      {
        paths: ["a.bin", "b.bin"],
        weights: [
          { name: kernel, shape: [3, 2], dtype: "float32" },
          { name: bias, shape: [2], dtype: "float32" },
        ],
      },
    ],
  };
  change(json);
  await writeFile(join(folder, "model.json"), JSON.stringify(json));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

describe("a model of TensorFlow.js on disk", () => {
  it("comes with its weights, in their order", async () => {
    await using files = await saved();
    const network = await tfjsNetwork({ model: files.folder });
    assert.deepEqual(network.loaded, Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7));
    const outputs = new Float32Array(2);
    network.infer(network.loaded, Float32Array.of(1, 10, 100), outputs);
    // 0 + 20 + 400 + 6, 1 + 30 + 500 + 7
    assert.deepEqual(outputs, Float32Array.of(426, 538));
  });

  it("is refused where a shard is short, missing or outside of its folder, or nothing is there", async () => {
    await using files = await saved();
    await writeFile(join(files.folder, "b.bin"), "");
    await assert.rejects(tfjsNetwork({ model: files.folder }), refusal(/hold 10 bytes, expected 32/));
    await rm(join(files.folder, "b.bin"));
    await assert.rejects(tfjsNetwork({ model: files.folder }), refusal(/"b\.bin", which cannot be read/));
    await writeFile(join(files.folder, "model.json"), "{");
    await assert.rejects(tfjsNetwork({ model: files.folder }), refusal(/is no JSON/));
    await assert.rejects(tfjsNetwork({ model: join(files.folder, "no") }), refusal(/cannot be read: ENOENT/));
    await using outside = await saved((json) => {
      json.weightsManifest = [{ paths: ["../a.bin"], weights: [] }];
    });
    await assert.rejects(tfjsNetwork({ model: outside.folder }), refusal(/"\.\.\/a\.bin", which is outside/));
  });

  it("is refused as a graph model, and with weights of a type that is no number", async () => {
    await using graph = await saved((json) => {
      json.format = "graph-model";
    });
    await assert.rejects(tfjsNetwork({ model: graph.folder }), refusal(/no layers model/));
    await using text = await saved((json) => {
      json.weightsManifest = [{ paths: [], weights: [{ name: "k", shape: [1], dtype: "string" }] }];
    });
    await assert.rejects(
      tfjsNetwork({ model: text.folder }),
      refusal(/stored as string; expected one of float32/),
    );
  });
});

describe("an architecture of TensorFlow.js", () => {
  it("gives the same fresh parameters for the same seed, parsed or as text", async () => {
    const json = small().toJSON(null, false) as Record<string, unknown>;
    const [parsed, text] = [
      await tfjsNetwork({ model: json }),
      await tfjsNetwork({ model: JSON.stringify(json) }),
    ];
    assert.deepEqual(parsed.init(createRng(9)), text.init(createRng(9)));
    assert.equal(parsed.name, "tfjs 3 Dense 2");
  });

  it("is refused with a layer that TensorFlow.js has not", async () => {
    const json = JSON.stringify(small().toJSON(null, false)).replaceAll('"Dense"', '"Wobble"');
    await assert.rejects(tfjsNetwork({ model: json }), refusal(/Unknown layer: Wobble/));
  });

  it("is refused with two inputs, an open shape, integers, state between batches, or nothing to learn", () => {
    const input = (shape: (number | null)[], dtype?: "int32") =>
      layers.input({ shape, ...(dtype && { dtype }) });
    const refused = (model: LayersModel, message: RegExp) =>
      assert.throws(() => networkOf(tfjs, model), refusal(message));
    const [a, b] = [input([2]), input([2])];
    const both = layers.layers.concatenate().apply([a, b]) as typeof a;
    refused(layers.model({ inputs: [a, b], outputs: both }), /one input and one output, got 2 and 1/);
    const open = input([null, 3]);
    const pooled = layers.layers.globalAveragePooling1d({}).apply(open) as typeof a;
    refused(layers.model({ inputs: open, outputs: pooled }), /all else fixed, got \[,,3\]/);
    const words = input([4], "int32");
    const embedded = layers.layers.embedding({ inputDim: 3, outputDim: 2 }).apply(words) as typeof a;
    refused(layers.model({ inputs: words, outputs: embedded }), /expected float32 in and out, got int32/);
    refused(
      layers.sequential({ layers: [layers.layers.flatten({ inputShape: [2, 2] })] }),
      /no layer of .* has trainable weights/,
    );
  });

  it("says what it cannot initialize, and begins with what it was loaded with all the same", () => {
    const model = layers.sequential({
      layers: [layers.layers.lstm({ inputShape: [3, 2], units: 2, unitForgetBias: true })],
    });
    const network = networkOf(tfjs, model);
    assert.throws(() => network.init(createRng(1)), refusal(/does not say how bias is initialized/));
    assert.ok(network.loaded.every(Number.isFinite));
  });
});

it("the backend of a process is decided once, and asking for another says so", async () => {
  await assert.rejects(startTfjs({ backend: "tensorflow" }), BackendUnavailable);
  assert.equal(tf.getBackend(), "wasm");
});
