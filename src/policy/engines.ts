/**
 * The engine of a configuration, ready to make networks: dense at once, TensorFlow.js once it has started and read its models.
 *
 * Making a model is synchronous and starting an engine is not, so this comes first: `modelFor(spec, options, await networksFor(options))`.
 */
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ModelOptions } from "./model.ts";
import type { Network } from "./network/network.ts";
import { startTfjs, type Tfjs } from "./network/tfjs/backend.ts";
import { networkOf, type TfjsNetwork } from "./network/tfjs/network.ts";
import { modelOfPortable, type PortableModel } from "./network/tfjs/portable.ts";
import { denseNetworks, type MakeNetwork, type NetworkRole, type NetworkShape } from "./networks.ts";

type Engine = Pick<ModelOptions, "hidden" | "activation" | "network" | "layers">;

/** Throws UnsupportedModel and BackendUnavailable of TensorFlow.js. */
export async function networksFor({ network, layers = {}, ...perceptron }: Engine): Promise<MakeNetwork> {
  if (network !== "tfjs") return denseNetworks(perceptron);
  const tfjs = await startTfjs();
  const given = {
    actor: layers.actor && (await givenNetwork(tfjs, layers.actor)),
    critic: layers.critic && (await givenNetwork(tfjs, layers.critic)),
  };
  return (role, shape) => {
    const found = given[role];
    if (found === undefined) return perceptronOf(tfjs, perceptron, shape);
    requireShape(role, found, shape);
    return found;
  };
}

/** A model that came with weights begins with them. */
async function givenNetwork(tfjs: Tfjs, portable: PortableModel): Promise<TfjsNetwork> {
  const network = networkOf(tfjs, await modelOfPortable(tfjs, portable));
  return portable.weights === undefined ? network : { ...network, init: () => network.loaded.slice() };
}

function requireShape(
  role: NetworkRole,
  { name, inputSize, outputSize }: Network,
  shape: NetworkShape,
): void {
  if (inputSize === shape.inputSize && outputSize === shape.outputSize) return;
  const ends =
    role === "actor" ? "what the head takes (and one more, the value, on a shared trunk)" : "values";
  throw new RangeError(
    `${role} ${name}: expected ${shape.inputSize} numbers in, an observation, and ${shape.outputSize} out, ${ends}; got ${inputSize} and ${outputSize}. Give its first and last layer those sizes`,
  );
}

/** What `mlp` is, made of layers: the same θ, in the same order, and as it is when fresh. */
function perceptronOf(
  tfjs: Tfjs,
  { hidden, activation }: Pick<Engine, "hidden" | "activation">,
  { inputSize, outputSize, outputGain = 1 }: NetworkShape,
): Network {
  const { layers } = tfjs.layers;
  const dense = [...hidden, outputSize].map((units, l) =>
    layers.dense({
      units,
      activation: l < hidden.length ? activation : "linear",
      kernelInitializer: tfjs.layers.initializers.orthogonal({
        gain: l < hidden.length ? Math.SQRT2 : outputGain,
      }),
      ...(l === 0 ? { inputShape: [inputSize] } : {}),
    }),
  );
  const model: LayersModel = tfjs.layers.sequential({ layers: dense });
  return networkOf(tfjs, model);
}
