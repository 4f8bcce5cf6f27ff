/**
 * A layers model as plain data that a checked file can hold: its layers, and every weight it came with, frozen ones too.
 *
 *     a file or folder ─ importModel ─▶ PortableModel ─ modelOfPortable ─▶ LayersModel
 *
 * Imports: nothing outside this folder.
 */
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { z } from "zod";
import type { Tfjs } from "./backend.ts";
import { fromFolder } from "./folder.ts";
import { modelOf, shapesOf } from "./model.ts";
import { UnsupportedModel } from "./unsupported-model.ts";

export const portableModelSchema = z.strictObject({
  /** `model.toJSON(null, false)`. */
  topology: z.record(z.string(), z.unknown()),
  /** Little-endian float32 of all weights in the order of the model, base64; absent where it came as layers alone. */
  weights: z.string().optional(),
});

export type PortableModel = z.output<typeof portableModelSchema>;

/**
 * The model of `path`: a folder with model.json, or a JSON file of layers, with weights beside it where it names some. Throws UnsupportedModel
 * for what is none, for a network that rows do not go through, and for frozen layers without weights: they would be other ones in each process.
 */
export async function importModel(tfjs: Tfjs, path: string): Promise<PortableModel> {
  const file = path.endsWith(".json") ? path : join(path, "model.json");
  const json = await jsonOf(file);
  const hasWeights = Array.isArray(json.weightsManifest) && json.weightsManifest.length > 0;
  const model = hasWeights
    ? await modelOf(tfjs, fromFolder(dirname(file), basename(file)))
    : await modelOf(tfjs, (json.modelTopology ?? json) as Readonly<Record<string, unknown>>);
  try {
    shapesOf(model);
    const frozen = model.layers.find(({ trainable, weights }) => !trainable && weights.length > 0);
    if (!hasWeights && frozen !== undefined)
      throw new UnsupportedModel(
        `layer "${frozen.name}" is frozen, and ${file} has no weights for it; expected a saved model with its weight files`,
      );
    const topology = model.toJSON(null, false) as unknown as PortableModel["topology"];
    return hasWeights ? { topology, weights: packed(model) } : { topology };
  } catch (error) {
    if (error instanceof UnsupportedModel) throw new UnsupportedModel(`${file}: ${error.message}`, { cause: error }); // biome-ignore format: one line
    throw error;
  } finally {
    model.dispose();
  }
}

/** Throws UnsupportedModel where the weights are not those of the layers. */
export async function modelOfPortable(
  tfjs: Tfjs,
  { topology, weights }: PortableModel,
): Promise<LayersModel> {
  const model = await modelOf(tfjs, topology);
  if (weights !== undefined) unpack(tfjs, model, weights);
  return model;
}

async function jsonOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const remedy = "expected the JSON of a layers model, or a folder with its model.json";
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new UnsupportedModel(`${file} cannot be read: ${error.message}; ${remedy}`, { cause: error });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UnsupportedModel(`${file} is no JSON; ${remedy}`, { cause: error });
  }
  if (typeof json !== "object" || json === null) throw new UnsupportedModel(`${file} is no model; ${remedy}`);
  return json as Readonly<Record<string, unknown>>;
}

function packed(model: LayersModel): string {
  const parts = model.weights.map((weight) => {
    const tensor = weight.read();
    if (tensor.dtype !== "float32")
      throw new UnsupportedModel(`weight "${weight.name}" is ${tensor.dtype}; expected float32`);
    return Buffer.from(littleEndian(tensor.dataSync() as Float32Array));
  });
  return Buffer.concat(parts).toString("base64");
}

function unpack({ tf }: Tfjs, model: LayersModel, text: string): void {
  const bytes = Buffer.from(text, "base64");
  const expected = model.weights.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  if (bytes.length !== expected)
    throw new UnsupportedModel(
      `the weights of "${model.name}" are ${bytes.length} bytes, expected ${expected} by its layers; import it again`,
    );
  let at = 0;
  for (const weight of model.weights) {
    const values = Float32Array.from({ length: sizeOf(weight.shape) }, (_, i) =>
      bytes.readFloatLE(at + 4 * i),
    );
    at += values.byteLength;
    tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
  }
}

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value, j) => {
    view.setFloat32(4 * j, value, true);
  });
  return bytes;
}

function sizeOf(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}
