/** What the loop does while its lateness is measured: a policy of two layers closes it, a hundred times a second. */
import { type DeployPlan, planFor } from "../../../src/deploy/plan.ts";
import { sensorCount } from "../../../src/deploy/robot.ts";
import type { NetworkPlan } from "../../../src/deploy/source/source.ts";
import type { BoxSpace } from "../../../src/env/space.ts";
import { createRng } from "../../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../../src/policy/model.ts";
import { spaceToJson } from "../../../src/policy/space-json.ts";
import { jitterRobot } from "./jitter-robot.ts";

const box = (size: number, range: number): BoxSpace => ({
  type: "box",
  dtype: "float64",
  shape: [size],
  low: new Float64Array(size).fill(-range),
  high: new Float64Array(size).fill(range),
  names: [],
  units: [],
});

/** Random weights, at the size that `aibo:walk` is trained at. */
function policy(): NetworkPlan {
  const [sensors, joints] = [sensorCount(jitterRobot), jitterRobot.joints.length];
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
  };
}

export function jitterPlan(rate: number, seconds: number): DeployPlan {
  return planFor({
    robot: jitterRobot,
    source: policy(),
    controlPeriod: 1 / rate,
    rung: "full",
    limits: { rampTime: 0.1, fadeTime: 0.1 },
    // What is too late is counted here, and stops nothing.
    guards: { shadowTicks: 2, maxSkipped: 1_000_000 },
    unattended: true,
    duration: seconds,
  });
}
