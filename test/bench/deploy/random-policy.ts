/** A policy of the size that `aibo:walk` is trained at, with random weights: it leans a little about the stance. */
import { type RobotSpec, sensorCount } from "../../../src/deploy/robot.ts";
import type { NetworkPlan } from "../../../src/deploy/source/source.ts";
import type { BoxSpace } from "../../../src/env/space.ts";
import { createRng } from "../../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../../src/policy/model.ts";
import { spaceToJson } from "../../../src/policy/space-json.ts";

const box = (size: number, range: number): BoxSpace => ({
  type: "box",
  dtype: "float64",
  shape: [size],
  low: new Float64Array(size).fill(-range),
  high: new Float64Array(size).fill(range),
  names: [],
  units: [],
});

export function randomPolicy(robot: RobotSpec): NetworkPlan {
  const [sensors, joints] = [sensorCount(robot), robot.joints.length];
  const spaces = { observationSpace: box(sensors, Infinity), actionSpace: box(joints, 0.5) };
  const model: ModelOptions = {
    hidden: [64, 64],
    activation: "tanh",
    head: "gaussian",
    headSettings: {},
    critic: "separate",
    outputGain: 0.01,
  };
  return {
    kind: "network",
    policy: {
      observationSpace: spaceToJson(spaces.observationSpace),
      actionSpace: spaceToJson(spaces.actionSpace),
      model,
      normalizer: null,
    },
    params: [...modelFor(spaces, model).init(createRng(1))],
    observation: Array.from({ length: sensors }, (_, index) => index),
    seen: null,
    scaling: { gain: robot.joints.map(() => 1), offset: robot.joints.map(({ stance }) => stance) },
  };
}
