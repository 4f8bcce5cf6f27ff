/** One score-gradient update of a Gaussian policy with a learned log σ, in the fewest lines. */
import { exp } from "../../../src/math/elementary.ts";
import { createRng } from "../../../src/math/random.ts";
import { adam } from "../../../src/optimizer/adam.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import type { Network } from "../../../src/policy/network/network.ts";

export const OBSERVATION = 17;
const ACTION = 6;

export interface Start {
  readonly network: Network;
  /** θ of the network alone. */
  readonly params: Float64Array;
}

export function start(): Start {
  const network = mlp({ inputSize: OBSERVATION, hidden: [64, 64], outputSize: ACTION, outputGain: 0.01 });
  return { network, params: network.init(createRng(1).stream("network")) };
}

/** Each call is one update on the same rows of random observations, actions and advantages. */
export function updater(batch: number): () => void {
  const { network, params } = start();
  const rng = createRng(1).stream("rows");
  const normals = (length: number) => Float32Array.from({ length }, () => rng.normal());
  const [observations, actions, advantages] = [batch * OBSERVATION, batch * ACTION, batch].map(normals) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const optimizer = adam({ learningRate: 3e-4 });
  const size = network.parameterCount;
  let theta = new Float64Array(size + ACTION);
  theta.set(params);
  let state = optimizer.init(theta.length);
  return () => {
    const { outputs, backward } = network.forward(theta.subarray(0, size), observations);
    const scores = gaussianScores(outputs, theta.subarray(size), actions, advantages);
    const gradient = new Float64Array(size + ACTION);
    gradient.set(backward(scores.means));
    gradient.set(scores.logStds, size);
    const update = optimizer.update(gradient, state);
    const next = new Float64Array(theta.length);
    for (let k = 0; k < next.length; k++) next[k] = (theta[k] as number) + (update.delta[k] as number);
    theta = next;
    state = update.state;
  };
}

/** ∂/∂μ and ∂/∂log σ of the mean of Aᵢ log π(aᵢ | oᵢ): A (a − μ)/σ² and A ((a − μ)²/σ² − 1). */
function gaussianScores(
  means: Float32Array,
  logStds: Float64Array,
  actions: Float32Array,
  advantages: Float32Array,
): { readonly means: Float32Array; readonly logStds: Float64Array } {
  const inverse = logStds.map((logStd) => exp(-logStd));
  const ofMeans = new Float32Array(means.length);
  const ofLogStds = new Float64Array(logStds.length);
  for (let i = 0, at = 0; i < advantages.length; i++) {
    const weight = (advantages[i] as number) / advantages.length;
    for (let j = 0; j < ACTION; j++, at++) {
      const z = ((actions[at] as number) - (means[at] as number)) * (inverse[j] as number);
      ofMeans[at] = weight * z * (inverse[j] as number);
      ofLogStds[j] = (ofLogStds[j] as number) + weight * (z * z - 1);
    }
  }
  return { means: ofMeans, logStds: ofLogStds };
}
