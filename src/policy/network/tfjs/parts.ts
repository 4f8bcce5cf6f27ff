/** How θ and the trainable weights of a model lie in each other, in the order of the model. */
import type * as Core from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** One weight of the model, and where its numbers lie in θ. */
export interface Part {
  readonly variable: Core.Variable;
  readonly layer: LayersModel["layers"][number];
  readonly at: number;
}

export function partsOf(model: LayersModel): Part[] {
  let at = 0;
  return model.layers.flatMap((layer) =>
    layer.trainableWeights.map((weight) => {
      const variable = weight.read() as Core.Variable;
      const part = { variable, layer, at };
      at += variable.size;
      return part;
    }),
  );
}

/** One vector of what `tensors` hold, part by part; zeros where there is none. Copies. */
export function flat(
  parts: readonly Part[],
  tensors: readonly (Core.Tensor | null | undefined)[],
): Float64Array {
  const numbers = new Float64Array(parts.reduce((sum, { variable }) => sum + variable.size, 0));
  for (const [k, { at }] of parts.entries()) {
    const tensor = tensors[k];
    if (tensor) numbers.set(tensor.dataSync(), at);
  }
  return numbers;
}

/** The other way: a tensor a part. */
export function apart(tf: typeof Core, parts: readonly Part[], numbers: Float64Array): Core.Tensor[] {
  return parts.map(({ variable: { shape, size }, at }) =>
    tf.tensor(Float32Array.from(numbers.subarray(at, at + size)), shape),
  );
}
