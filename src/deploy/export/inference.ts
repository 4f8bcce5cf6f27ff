/**
 * What a saved network policy computes when it acts, deterministically, and nothing else: what an export has to say in another language.
 *
 *     row ─ (x − mean)/deviation, held in ±clip ─ float32 ─▶ layers ─▶ outputs ─ mode of the head ─▶ action
 *
 * Flows in: a saved policy that was loaded. Flows out: its numbers, as they are computed with. May import math, env, policy.
 */
import { Normalizer, type NormalizerState } from "../../env/normalizer.ts";
import { type BoxSpace, type Space, spaceSize } from "../../env/space.ts";
import { type Activation, layersOf } from "../../policy/network/dense/layers.ts";
import type { LoadedNetworkPolicy } from "../../policy/saved-network.ts";
import { type Element, elementsOf } from "./elements.ts";

export interface Inference {
  readonly environment: { readonly name: string; readonly version: string };
  /** The model, for people. */
  readonly model: string;
  /** s */
  readonly controlPeriod: number;
  /** The numbers of a row, in its order, as `encoder` lays them. */
  readonly observation: readonly Element[];
  readonly normalizer: Scaling | null;
  readonly layers: readonly InferenceLayer[];
  /** Between two layers. */
  readonly activation: Activation;
  readonly output: Output;
}

/** z = (x − mean)/deviation, held in ±clip; one number an element. */
export interface Scaling {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly clip: number;
}

export interface InferenceLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** [inputs × outputs], row by row of the inputs. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** What is made of the last layer's outputs. */
export type Output =
  | {
      /** Scaled to the box where both bounds are finite, and clipped to it (head/action-box.ts); `squashed`: tanh first. */
      readonly kind: "box";
      readonly squashed: boolean;
      readonly rounded: boolean;
      readonly elements: readonly Element[];
    }
  | {
      /** The greatest of each choice's outputs, the first where several are, plus its start. */
      readonly kind: "choices";
      readonly counts: readonly number[];
      readonly starts: readonly number[];
      readonly names: readonly string[];
    }
  /** 1 where an output is above 0. */
  | { readonly kind: "bits"; readonly count: number; readonly names: readonly string[] };

/** A policy that cannot be said in the asked form. */
export class NotExportable extends Error {
  override readonly name = "NotExportable";
}

/** Throws NotExportable for a head it does not know, and for weights float32 does not hold. */
export function inferenceOf(policy: LoadedNetworkPolicy): Inference {
  const { environment, observationSpace, controlPeriod, model, modelOptions, params, normalizer } = policy;
  const output = outputOf(policy);
  const observation = elementsOf(observationSpace);
  return {
    environment,
    model: model.name,
    controlPeriod,
    observation,
    normalizer: scalingOf(normalizer),
    layers: actorLayers(policy, outputCount(output)),
    activation: modelOptions.activation,
    output,
  };

  /** θ begins with the actor's network; of a shared trunk, and of a σ that depends on the state, the mode needs the first outputs alone. */
  function actorLayers({ model: { head } }: LoadedNetworkPolicy, wanted: number): InferenceLayer[] {
    const outputSize = head.inputSize + (model.critic === "shared" ? 1 : 0);
    const { hidden } = modelOptions;
    return layersOf({ inputSize: observation.length, hidden, outputSize }).map((layer, l) => {
      const { inputs, weights, biases } = layer;
      const outputs = l === hidden.length ? wanted : layer.outputs;
      const columns = Array.from({ length: inputs }, (_, i) => weights + i * layer.outputs);
      return {
        inputs,
        outputs,
        weights: held(columns.flatMap((at) => Array.from(params.subarray(at, at + outputs)))),
        biases: held(params.subarray(biases, biases + outputs)),
      };
    });
  }
}

/** Numbers of an action. */
export function actionCount(output: Output): number {
  return output.kind === "choices" ? output.counts.length : outputCount(output);
}

/** Outputs of the network that the action depends on. */
function outputCount(output: Output): number {
  if (output.kind === "box") return output.elements.length;
  return output.kind === "bits" ? output.count : output.counts.reduce((sum, count) => sum + count, 0);
}

const modes: Readonly<Record<string, (space: Space) => Output>> = {
  gaussian: (space) => box(space, false),
  "full-gaussian": (space) => box(space, false),
  "squashed-gaussian": (space) => box(space, true),
  softmax: choices,
  "multi-discrete": choices,
  bernoulli: bits,
  deterministic: (space) =>
    space.type === "box" ? box(space, false) : space.type === "multiBinary" ? bits(space) : choices(space),
};

function outputOf({ actionSpace, model: { head } }: LoadedNetworkPolicy): Output {
  const mode = modes[head.name];
  if (mode === undefined)
    throw new NotExportable(
      `a ${head.name} head cannot be exported; expected one of ${Object.keys(modes).join(", ")}`,
    );
  return mode(actionSpace);
}

function box(space: Space, squashed: boolean): Output {
  const rounded = (space as BoxSpace).dtype === "float32";
  return { kind: "box", squashed, rounded, elements: elementsOf(space) };
}

function choices(space: Space): Output {
  if (space.type === "discrete")
    return { kind: "choices", counts: [space.count], starts: [space.start], names: [] };
  if (space.type !== "multiDiscrete") throw new NotExportable(`no choices in a ${space.type} space`);
  const { counts, starts, names } = space;
  return { kind: "choices", counts, starts: counts.map((_, j) => starts[j] ?? 0), names };
}

function bits(space: Space): Output {
  if (space.type !== "multiBinary") throw new NotExportable(`no bits in a ${space.type} space`);
  return { kind: "bits", count: spaceSize(space), names: space.names };
}

function scalingOf(state: NormalizerState | null): Scaling | null {
  if (state === null || state.count === 0) return null;
  const normalizer = new Normalizer(state.mean.length, { state });
  return { mean: state.mean, deviation: normalizer.deviations, clip: normalizer.clip };
}

function held(values: ArrayLike<number>): Float32Array {
  const rounded = Float32Array.from(values);
  const lost = rounded.findIndex((value) => !Number.isFinite(value));
  if (lost < 0) return rounded;
  throw new NotExportable(
    `a weight is ${values[lost]}, which is no finite number of 32 bits: the policy is broken; train or save it again`,
  );
}
