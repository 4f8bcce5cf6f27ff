/**
 * Fresh parameters by the initializers that a model names, drawn from our own generator: TensorFlow.js draws from its own, and
 * differently on each backend. Flows in: a layer and one of its weights. Flows out: numbers, in the order of the weight.
 */
import type { layers } from "@tensorflow/tfjs-layers";
import type { Rng } from "../../../math/random.ts";
import { orthogonal } from "../dense/orthogonal.ts";
import { UnsupportedModel } from "./unsupported-model.ts";

type Draw = (options: Readonly<Record<string, unknown>>, shape: readonly number[], rng: Rng) => Float64Array;

interface Initializer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** `weight` is the last part of its name: kernel, bias, gamma, … Throws UnsupportedModel for an initializer we do not have. */
export function initialize(
  layer: layers.Layer,
  weight: string,
  shape: readonly number[],
  rng: Rng,
): Float64Array {
  const { className, config } = initializerOf(layer, weight);
  const draw = draws[className];
  if (draw === undefined)
    throw new UnsupportedModel(
      `${weight} of layer "${layer.name}" is initialized by ${className}; expected one of ${Object.keys(draws).join(", ")}`,
    );
  return draw(config, shape, rng);
}

function initializerOf(layer: layers.Layer, weight: string): Initializer {
  const config = layer.getConfig() as Record<string, unknown>;
  const name = weight.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const found = config[`${name}Initializer`] ?? config[`${name.replace(/Kernel$/, "")}Initializer`];
  if (found === undefined || found === null || (weight === "bias" && config.unitForgetBias === true))
    throw new UnsupportedModel(
      `layer "${layer.name}" (${layer.getClassName()}) does not say how ${weight} is initialized; begin with the parameters it was loaded with`,
    );
  return found as Initializer;
}

const constant: (value: (options: Readonly<Record<string, unknown>>) => number) => Draw =
  (value) => (options, shape) =>
    new Float64Array(sizeOf(shape)).fill(value(options));

const draws: Readonly<Record<string, Draw>> = {
  Zeros: constant(() => 0),
  Ones: constant(() => 1),
  Constant: constant(({ value }) => value as number),
  RandomUniform: ({ minval, maxval }, shape, rng) =>
    drawn(shape, () => (minval as number) + ((maxval as number) - (minval as number)) * rng.uniform()),
  RandomNormal: ({ mean, stddev }, shape, rng) =>
    drawn(shape, () => (mean as number) + (stddev as number) * rng.normal()),
  TruncatedNormal: ({ mean, stddev }, shape, rng) =>
    drawn(shape, () => (mean as number) + (stddev as number) * truncatedNormal(rng)),
  VarianceScaling: varianceScaling,
  Orthogonal: ({ gain }, shape, rng) => {
    const columns = shape.at(-1) ?? 1;
    return orthogonal(sizeOf(shape) / columns, columns, (gain as number | undefined) ?? 1, rng);
  },
};

/** Glorot, He and LeCun: variance scale / fan. A truncated normal is as narrow as cut off: Keras does not widen it. */
function varianceScaling(
  { scale, mode, distribution }: Readonly<Record<string, unknown>>,
  shape: readonly number[],
  rng: Rng,
): Float64Array {
  const receptive = sizeOf(shape.slice(0, -2));
  const fanIn = receptive * (shape.at(-2) ?? 1);
  const fanOut = receptive * (shape.at(-1) ?? 1);
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode as "fanIn" | "fanOut" | "fanAvg"];
  const variance = (scale as number) / Math.max(1, fan);
  const std = Math.sqrt(variance);
  if (distribution === "uniform") return drawn(shape, () => Math.sqrt(3) * std * (2 * rng.uniform() - 1));
  return drawn(shape, () => std * truncatedNormal(rng));
}

/** N(0, 1) without what lies beyond two standard deviations. */
function truncatedNormal(rng: Rng): number {
  for (;;) {
    const value = rng.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

function drawn(shape: readonly number[], draw: () => number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, draw);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
