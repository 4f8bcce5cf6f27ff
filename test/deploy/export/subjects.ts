/** Policies to export: every activation and every head, on observations of several scales through a trained normalizer. */
import { Normalizer } from "../../../src/env/normalizer.ts";
import type { BoxSpace, Space } from "../../../src/env/space.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../../src/policy/model.ts";
import type { LoadedNetworkPolicy } from "../../../src/policy/saved-network.ts";

export interface Trained {
  readonly observationSpace: Space;
  readonly actionSpace: Space;
  readonly model: Partial<ModelOptions>;
  readonly isNormalized: boolean;
}

export function box(
  low: readonly number[],
  high: readonly number[],
  dtype: BoxSpace["dtype"] = "float64",
): BoxSpace {
  const names = low.map((_, j) => `joint ${j}`);
  return {
    type: "box",
    dtype,
    shape: [low.length],
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    names,
    units: names.map(() => "rad"),
  };
}

export const free = (size: number): BoxSpace =>
  box(
    Array.from({ length: size }, () => -Infinity),
    Array.from({ length: size }, () => Infinity),
  );

/** As training leaves it: weights of order one, statistics of rows of three scales. */
export function trained({
  observationSpace,
  actionSpace,
  model: options,
  isNormalized,
}: Trained): LoadedNetworkPolicy {
  const modelOptions: ModelOptions = {
    hidden: [16, 12],
    activation: "tanh",
    headSettings: {},
    critic: "none",
    outputGain: 1,
    ...options,
  };
  const model = modelFor({ observationSpace, actionSpace }, modelOptions);
  const rng = createRng(7).stream("export");
  const params = model.init(rng).map((value) => value + 0.2 * rng.normal());
  return {
    environment: { name: "walker", version: "1" },
    observationSpace,
    actionSpace,
    controlPeriod: 0.02,
    model,
    modelOptions,
    params,
    normalizer: isNormalized ? statistics(model.observationSize, rng) : null,
  };
}

function statistics(size: number, rng: Rng) {
  const normalizer = new Normalizer(size);
  normalizer.learn(
    Float64Array.from({ length: 50 * size }, (_, i) => scaleOf(i % size) * (1 + rng.normal())),
  );
  return normalizer.state;
}

const scaleOf = (j: number): number => [0.1, 1, 10][j % 3] as number;

/** Mostly where training was, often far outside, sometimes on a zero of either sign or on a subnormal number. */
export function observations(count: number, size: number, seed: number): Float64Array {
  const rng = createRng(seed).stream("observations");
  return Float64Array.from({ length: count * size }, (_, i) => {
    const u = rng.uniform();
    const spread = u < 0.7 ? 1 : u < 0.9 ? 30 : u < 0.95 ? 1e-4 : 0;
    if (spread === 0) return [0, -0, 5e-324, 1e-42, 1e30][Math.floor(rng.uniform() * 5)] as number;
    return scaleOf(i % size) * (spread * rng.normal() + 1);
  });
}

const legs = box([-1, -0.5, -2, 0], [1, 0.5, 0.25, 3]);
const base: Trained = { observationSpace: free(7), actionSpace: legs, model: {}, isNormalized: true };

const changes: Readonly<Record<string, Partial<Trained>>> = {
  tanh: {},
  relu: { model: { activation: "relu" } },
  elu: { model: { activation: "elu" } },
  linear: { model: { hidden: [] } },
  "no normalizer": { isNormalized: false },
  "a shared trunk": { model: { critic: "shared" } },
  "a critic of its own": { model: { critic: "separate" } },
  "a squashed Gaussian": { model: { head: "squashed-gaussian" } },
  "σ of the state": { model: { headSettings: { std: "state-dependent" } } },
  "a full Gaussian": { model: { head: "full-gaussian" } },
  "a deterministic head": { model: { head: "deterministic" } },
  "a box of float32, open above and below": {
    actionSpace: box([-Infinity, -0.1, -Infinity, 0], [Infinity, Infinity, 0, 0.1], "float32"),
  },
  "one of several actions": { actionSpace: { type: "discrete", count: 5, start: -2, names: [] } },
  "several choices": {
    actionSpace: { type: "multiDiscrete", shape: [2], counts: [3, 4], starts: [1, 0], names: [] },
  },
  "on or off": { actionSpace: { type: "multiBinary", shape: [3], names: [] } },
};

/** Every kind of policy, by what is special about it; each takes rows of `observationSize`. */
export const subjects: Readonly<Record<string, Trained>> = Object.fromEntries(
  Object.entries(changes).map(([name, change]) => [name, { ...base, ...change }]),
);
export const observationSize = 7;
