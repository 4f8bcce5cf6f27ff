/** From what a caller names to a layers model whose rows in and rows out are checked. */
import type { io } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Tfjs } from "./backend.ts";
import { fromFolder } from "./folder.ts";
import { UnsupportedModel } from "./unsupported-model.ts";

/** What `model.toJSON(null, false)` of TensorFlow.js or Keras gives: layers, without weights. */
export type Architecture = Readonly<Record<string, unknown>>;

/** A folder with model.json and weight files, or what reads one; an architecture (parsed or as text); or a model. */
export type ModelSource = string | io.IOHandler | Architecture | LayersModel;

export async function modelOf({ layers }: Tfjs, source: ModelSource): Promise<LayersModel> {
  if (source instanceof layers.LayersModel) return source;
  try {
    if (isHandler(source)) return await layers.loadLayersModel(source);
    if (typeof source !== "string") return await layers.models.modelFromJSON(source as never);
    if (source.trimStart().startsWith("{")) return await layers.models.modelFromJSON(JSON.parse(source));
    return await layers.loadLayersModel(fromFolder(source));
  } catch (error) {
    if (error instanceof UnsupportedModel) throw error;
    const why = (error as Error).message.split("\n")[0];
    throw new UnsupportedModel(
      `TensorFlow.js does not make a model of this architecture: ${why}; expected the JSON of a layers model whose layers TensorFlow.js has`,
      { cause: error },
    );
  }
}

function isHandler(source: ModelSource): source is io.IOHandler {
  return typeof source === "object" && typeof (source as io.IOHandler).load === "function";
}

export interface Shapes {
  /** Of one row, without the batch. */
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** The shapes of one row in and out. Throws UnsupportedModel for anything but one float tensor in and one out, of known shapes. */
export function shapesOf(model: LayersModel): Shapes {
  const { inputs, outputs } = model;
  if (inputs.length !== 1 || outputs.length !== 1)
    throw new UnsupportedModel(
      `expected a model of one input and one output, got ${inputs.length} and ${outputs.length}; concatenate them inside the model`,
    );
  const [input, output] = [inputs[0], outputs[0]].map((tensor) => {
    const [batch, ...shape] = tensor?.shape ?? [];
    if (batch !== null || shape.length === 0 || shape.some((size) => size === null))
      throw new UnsupportedModel(
        `expected shapes with the batch open and all else fixed, got [${tensor?.shape}]; name the shape of the input`,
      );
    if (tensor?.dtype !== "float32")
      throw new UnsupportedModel(
        `expected float32 in and out, got ${tensor?.dtype}; observations are float32`,
      );
    return shape as number[];
  });
  const stateful = model.layers.find((layer) => layer.stateful);
  if (stateful !== undefined)
    throw new UnsupportedModel(
      `layer "${stateful.name}" keeps state between batches; expected layers whose rows are independent (stateful: false)`,
    );
  if (model.trainableWeights.length === 0)
    throw new UnsupportedModel(
      `no layer of "${model.name}" has trainable weights; there is nothing to learn`,
    );
  return { input: input as number[], output: output as number[] };
}
