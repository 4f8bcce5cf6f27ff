/**
 * A saved policy that stands and sways: targets are the stance, and a little more of what the gyroscope feels, so that no two commands
 * are the same. A linear network of `aibo:walk`, every 32 ms.
 */
import { controlPeriod, walkSpec } from "../../../envs/aibo/closed-loop/spec.ts";
import { aiboStance } from "../../../envs/aibo/robot.ts";
import { trainedJoints } from "../../../src/cli/trained-joints.ts";
import { modelFor } from "../../../src/policy/model.ts";
import { saveNetworkPolicy } from "../../../src/policy/saved-network.ts";
import type { SeenRange } from "../../../src/policy/seen-range.ts";

export { controlPeriod };

export interface StandingOptions {
  /** A weight that is no number. */
  readonly isBroken?: boolean;
  /** What training is said to have seen; by default nobody knows. */
  readonly seen?: SeenRange;
}

/** rad for a rad/s */
const sway = 0.01;

export async function saveStandingPolicy(
  path: string,
  { isBroken = false, seen }: StandingOptions = {},
): Promise<void> {
  const spec = walkSpec(1);
  const modelOptions = {
    hidden: [],
    activation: "tanh" as const,
    head: "deterministic",
    headSettings: {},
    critic: "none" as const,
    outputGain: 1,
  };
  const model = modelFor(spec, modelOptions);
  const stance = aiboStance();
  const params = new Float64Array(model.parameterCount);
  // Biases come last.
  params.set(stance, params.length - stance.length);
  const gyroscope = spec.observationSpace.names.indexOf("angularVelocityX");
  const inputs = spec.observationSpace.shape[0] as number;
  for (let j = 0; j < stance.length; j++) params[j * inputs + gyroscope] = sway;
  const rows = [new Float64Array(inputs), new Float64Array(inputs).fill(0.1)];
  const record = { spec, modelOptions, model, params, normalizer: null, rows, train: {}, seen };
  if (isBroken) params[0] = Number.NaN;
  await saveNetworkPolicy(path, { ...record, joints: trainedJoints("aibo:walk") });
}
