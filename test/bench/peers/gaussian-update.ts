/** One score-gradient update of a Gaussian policy with a learned log σ, by the parts that training uses. */
import type { BoxSpace } from "../../../src/env/space.ts";
import { createRng } from "../../../src/math/random.ts";
import { add } from "../../../src/math/vector.ts";
import { adam } from "../../../src/optimizer/adam.ts";
import { gaussianHead } from "../../../src/policy/head/gaussian.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import type { Network } from "../../../src/policy/network/network.ts";
import { separateActorCritic } from "../../../src/policy/separate.ts";

export const OBSERVATION = 17;
const ACTION = 6;
const actionSpace: BoxSpace = {
  type: "box",
  dtype: "float64",
  shape: [ACTION],
  low: new Float64Array(ACTION).fill(-1),
  high: new Float64Array(ACTION).fill(1),
  names: [],
  units: [],
};

export function actorNetwork(): Network {
  return mlp({ inputSize: OBSERVATION, hidden: [64, 64], outputSize: ACTION, outputGain: 0.01 });
}

/** Each call is one update on the same rows of random observations, actions and advantages. */
export function updater(batch: number): () => void {
  const model = separateActorCritic({ actor: actorNetwork(), head: gaussianHead(actionSpace) });
  const rng = createRng(1);
  let params = model.init(rng.stream("init"));
  const observations = Float32Array.from({ length: batch * OBSERVATION }, () => rng.normal());
  const actions = Float64Array.from({ length: batch * ACTION }, () => rng.normal());
  // Over their number: the gradient is the mean over the rows, as in PyTorch.
  const weights = Float64Array.from({ length: batch }, () => rng.normal() / batch);
  const optimizer = adam({ learningRate: 3e-4 });
  let state = optimizer.init(model.parameterCount);
  return () => {
    const { distribution, backward } = model.evaluateActor(params, observations);
    const gradient = backward(model.head.scores(distribution.own, distribution.inputs, actions, weights));
    const update = optimizer.update(gradient, state);
    params = add(params, update.delta);
    state = update.state;
  };
}
