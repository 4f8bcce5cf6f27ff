/**
 * A multilayer perceptron from elsewhere as a network policy of Gaitway: the same function, in the terms of a contract.
 *
 * Flows in: the parts of the network and what its numbers mean. Flows out: what saveNetworkPolicy writes. Imports: math, env, policy.
 */
import { Normalizer, type NormalizerState, normalizerStateOf } from "../../env/normalizer.ts";
import type { BoxSpace } from "../../env/space.ts";
import { createRng } from "../../math/random.ts";
import { encoder } from "../../policy/encode.ts";
import { type ModelOptions, modelFor } from "../../policy/model.ts";
import type { NetworkPolicyRecord } from "../../policy/saved-network.ts";
import { elementsOf } from "../export/elements.ts";
import type { ImportTerms } from "./contract.ts";
import { type ImportedLayer, moved } from "./onnx/layer.ts";
import type { ImportedMlp } from "./onnx/mlp.ts";

/** Network and contract do not say the same. */
export class ImportMismatch extends Error {
  override readonly name = "ImportMismatch";
}

/** Throws `ImportMismatch` with what the network has and what the contract says. `train`: provenance. */
export function importedPolicy(
  mlp: ImportedMlp,
  terms: ImportTerms,
  train: Readonly<Record<string, unknown>>,
): NetworkPolicyRecord {
  const { spec, joints } = terms;
  mlp.tail.requireWhole();
  requireObservation(mlp, terms);
  const { layers: before, state } = normalized(mlp);
  const end = outputLayer(before.at(-1) as ImportedLayer, mlp, terms);
  const layers = [...before.slice(0, -1), end];
  const modelOptions: ModelOptions = {
    hidden: layers.slice(0, -1).map(({ outputs }) => outputs),
    activation: mlp.activation,
    head: mlp.tail.isSquashed ? "squashed-gaussian" : "deterministic",
    headSettings: mlp.tail.isSquashed ? { std: "fixed", logStd: -20 } : {},
    critic: "none",
    outputGain: 1,
  };
  const model = modelFor(spec, modelOptions);
  const params = Float64Array.from(layers.flatMap(({ weights, biases }) => [...weights, ...biases]));
  return { spec, modelOptions, model, params, normalizer: state, rows: rowsFor(terms, state), joints, train };
}

function requireObservation({ scaling, layers }: ImportedMlp, { spec }: ImportTerms): void {
  const expected = encoder(spec.observationSpace).size;
  const found = scaling?.gain.length ?? (layers[0] as ImportedLayer).inputs;
  if (found !== expected)
    throw new ImportMismatch(
      `the network takes ${found} numbers, the contract's observation has ${expected}`,
    );
}

/** Not clipped at all is clipped so far out that no observation gets there: 10 · 2²⁰ deviations, and powers of two round nothing. */
const never = 2 ** 20;

/**
 * The normalizer of policies clips at ±10: for another bound c, z · 10/c goes in and the first layer's weights times c/10 make up for it.
 */
function normalized({ scaling, layers }: ImportedMlp): {
  layers: readonly ImportedLayer[];
  state: NormalizerState | null;
} {
  if (scaling === null) return { layers, state: null };
  const { gain, offset, clip } = scaling;
  const size = gain.length;
  const wrong = gain.findIndex((g) => !(g > 0 && g < Infinity));
  if (wrong >= 0)
    throw new ImportMismatch(
      `the network multiplies element ${wrong} of the observation by ${gain[wrong]}; expected a positive number`,
    );
  const ratio = clip === Infinity ? never : clip / new Normalizer(size).clip;
  const mean = gain.map((g, j) => -(offset[j] as number) / g);
  const state = normalizerStateOf(mean, gain.map((g) => ratio / g)); // biome-ignore format: one line
  const [first, ...rest] = layers as [ImportedLayer, ...ImportedLayer[]];
  return { layers: [{ ...first, weights: first.weights.map((w) => w * ratio) }, ...rest], state };
}

/** Such that the head's action is `scale` · output + `offset` of the contract, inside the action space. */
function outputLayer(
  layer: ImportedLayer,
  { tail }: ImportedMlp,
  { spec, scale, offset }: ImportTerms,
): ImportedLayer {
  const space = spec.actionSpace;
  if (space.type === "discrete") {
    const isPlain = !tail.isSquashed && layer.outputs === space.count;
    if (isPlain) return layer;
    throw new ImportMismatch(
      `the network has ${layer.outputs} ${tail.isSquashed ? "squashed " : ""}outputs; expected a preference for each of ${space.count} actions`,
    );
  }
  if (space.type !== "box" || tail.isIndex)
    throw new ImportMismatch(
      tail.isIndex
        ? "the network says which of its outputs is the greatest (ArgMax); expected a contract with a discrete action"
        : `the contract's action is a ${space.type} space; expected a box or a discrete one`,
    );
  if (space.low.length !== layer.outputs)
    throw new ImportMismatch(
      `the network gives ${layer.outputs} numbers, the contract's action has ${space.low.length}`,
    );
  requireBounds({ tail, space: space as BoxSpace, scale, offset });
  if (tail.isSquashed) return layer;
  const units = unitsOf(space as BoxSpace);
  return moved(layer, {
    node: layer.node,
    gain: scale.map((s, j) => (s * 2) / (units.width[j] as number)),
    offset: offset.map((o, j) => (2 * o - (units.sum[j] as number)) / (units.width[j] as number)),
  });
}

/** Between two finite bounds a head counts from −1 to 1 (policy/head/action-box.ts): u = (2a − low − high)/(high − low); else u = a. */
function unitsOf({ low, high }: BoxSpace): { width: Float64Array; sum: Float64Array } {
  const isBounded = (j: number): boolean => Number.isFinite(low[j]) && Number.isFinite(high[j]);
  return {
    width: low.map((value, j) => (isBounded(j) ? (high[j] as number) - value : 2)),
    sum: low.map((value, j) => (isBounded(j) ? (high[j] as number) + value : 0)),
  };
}

/** Of a range, relatively. */
const tolerance = 1e-6;

interface BoundsAsked extends Pick<ImportTerms, "scale" | "offset"> {
  readonly tail: ImportedMlp["tail"];
  readonly space: BoxSpace;
}

/** What the graph can give and what the contract allows: equal where it is squashed, no narrower where it clips. */
function requireBounds({ tail, space, scale, offset }: BoundsAsked): void {
  const isShare = tail.isSquashed && isPlain(tail, scale, offset);
  for (const [j, low] of space.low.entries()) {
    const high = space.high[j] as number;
    const ends = reach(tail, j).map((y) => y * (scale[j] as number) + (offset[j] as number));
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const slack = tolerance * (Number.isFinite(high - low) ? high - low : 1);
    const isNarrower = least > low + slack || most < high - slack;
    const isWider = least < low - slack || most > high + slack;
    // tanh alone is a share of the range, whatever the range: so do Stable-Baselines3's squashed policies mean it.
    if (
      isShare
        ? Number.isFinite(high - low)
        : !isNarrower &&
          !(tail.isSquashed && (isWider || (tail.gain[j] as number) * (scale[j] as number) < 0))
    )
      continue;
    throw new ImportMismatch(
      `element ${j} (${space.names[j] ?? "unnamed"}) of the action: the network gives ${least} to ${most}, the contract says ${low} to ${high}; expected ${tail.isSquashed ? "the same" : "no more than the network gives"}. Write low: ${least} and high: ${most}, or another scale`,
    );
  }
}

function isPlain(
  { gain, offset: o }: ImportedMlp["tail"],
  scale: Float64Array,
  offset: Float64Array,
): boolean {
  return (
    gain.every((g) => g === 1) &&
    o.every((x) => x === 0) &&
    scale.every((s) => s === 1) &&
    offset.every((x) => x === 0)
  );
}

function reach({ isSquashed, gain, offset, low, high }: ImportedMlp["tail"], j: number): [number, number] {
  if (!isSquashed) return [low[j] as number, high[j] as number];
  const [g, o] = [Math.abs(gain[j] as number), offset[j] as number];
  return [Math.max(o - g, low[j] as number), Math.min(o + g, high[j] as number)];
}

/** Golden vectors are made of so many observations: where the statistics say training was, or else anywhere between the bounds. */
const goldenCount = 10;

function rowsFor({ spec }: ImportTerms, state: NormalizerState | null): Float64Array[] {
  const elements = elementsOf(spec.observationSpace);
  const rng = createRng(0).stream("import").stream("golden");
  const deviations = state && new Normalizer(elements.length, { state }).deviations;
  return Array.from({ length: goldenCount }, () =>
    Float64Array.from(elements, ({ low, high }, j) => {
      if (Number.isFinite(high - low)) return low + (high - low) * rng.uniform();
      const spread = Math.min(deviations?.[j] ?? 1, 1e3);
      return Math.min(Math.max((state?.mean[j] ?? 0) + spread * rng.normal(), low), high);
    }),
  );
}
