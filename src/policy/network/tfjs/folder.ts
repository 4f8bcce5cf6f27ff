/** A saved layers model on disk, model.json and its weight shards, as TensorFlow.js wants to be handed it. */
import { readFile } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { UnsupportedModel } from "./unsupported-model.ts";

/** Reads `folder`/`name` and the shards it names. Its `load` throws UnsupportedModel for a folder that holds no such model. */
export function fromFolder(folder: string, name = "model.json"): io.IOHandler {
  return { load: () => load(folder, name) };
}

async function load(folder: string, name: string): Promise<io.ModelArtifacts> {
  const { modelTopology, weightsManifest } = await modelJson(join(folder, name));
  const groups = weightsManifest ?? [];
  const shards = await Promise.all(groups.flatMap(({ paths }) => paths).map((path) => shard(folder, path)));
  const weightSpecs = groups.flatMap(({ weights }) => weights);
  const expected = weightSpecs.reduce((sum, spec) => sum + byteCount(spec), 0);
  const got = shards.reduce((sum, { length }) => sum + length, 0);
  if (got !== expected)
    throw new UnsupportedModel(
      `the weight files of ${folder} hold ${got} bytes, expected ${expected} by its ${name}; save the model again`,
    );
  return { modelTopology, weightSpecs, weightData: new Uint8Array(Buffer.concat(shards)).buffer };
}

async function modelJson(file: string): Promise<io.ModelJSON> {
  const remedy = "expected a folder with the model.json and the weight files of a saved layers model";
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UnsupportedModel(`${file} cannot be read: ${error.message}; ${remedy}`, { cause: error });
  });
  try {
    const json = JSON.parse(text) as io.ModelJSON;
    if (json.modelTopology !== undefined && json.format !== "graph-model") return json;
  } catch (error) {
    throw new UnsupportedModel(`${file} is no JSON; ${remedy}`, { cause: error });
  }
  throw new UnsupportedModel(
    `${file} is no layers model; ${remedy} (tensorflowjs_converter --output_format=tfjs_layers_model)`,
  );
}

/** The bytes of one shard, which has to lie within the folder: a model that was downloaded must not name other files. */
async function shard(folder: string, path: string): Promise<Buffer> {
  const file = resolve(folder, path);
  if (!file.startsWith(resolve(folder) + sep))
    throw new UnsupportedModel(`model.json names "${path}", which is outside ${folder}`);
  return readFile(file).catch((error: Error) => {
    throw new UnsupportedModel(`model.json names "${path}", which cannot be read: ${error.message}`, {
      cause: error,
    });
  });
}

const bytes: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function byteCount({ name, shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const each = bytes[stored];
  if (each === undefined)
    throw new UnsupportedModel(
      `weight "${name}" is stored as ${stored}; expected one of ${Object.keys(bytes).join(", ")}`,
    );
  return each * shape.reduce((product, size) => product * size, 1);
}
