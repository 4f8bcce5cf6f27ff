/** What the numbers of a network from elsewhere mean: a contract in a file, or that of a saved policy. */
import { z } from "zod";
import type { EnvSpec } from "../../env/env.ts";
import type { BoxSpace, Space } from "../../env/space.ts";
import type { LoadedNetworkPolicy } from "../../policy/saved-network.ts";
import { type TrainedJoint, trainedJointSchema } from "../../policy/trained-joint.ts";

export interface ImportTerms {
  readonly spec: EnvSpec<Space, Space>;
  /** Action = scale · output + offset, one number an element. */
  readonly scale: Float64Array;
  readonly offset: Float64Array;
  readonly joints?: readonly TrainedJoint[] | undefined;
}

const element = z.strictObject({
  name: z.string(),
  unit: z.string(),
  low: z.number().default(-Infinity),
  high: z.number().default(Infinity),
});
const actionElement = element.extend({ scale: z.number().default(1), offset: z.number().default(0) });

export const contractSchema = z.strictObject({
  environment: z.strictObject({ name: z.string(), version: z.coerce.string() }),
  /** s */
  controlPeriod: z.number().positive(),
  observation: z.array(element).min(1),
  action: z.union([
    z.array(actionElement).min(1),
    z.strictObject({ count: z.number().int().positive(), start: z.number().int().default(0) }),
  ]),
  joints: z.array(trainedJointSchema).optional(),
});

export type ContractFile = z.output<typeof contractSchema>;

export function termsOfFile({
  environment,
  controlPeriod,
  observation,
  action,
  joints,
}: ContractFile): ImportTerms {
  const observationSpace = boxOf(observation);
  const isBox = Array.isArray(action);
  const actionSpace: Space = isBox ? boxOf(action) : { type: "discrete", ...action, names: [] };
  const elements = isBox ? action : [];
  return {
    spec: specOf({ environment, observationSpace, actionSpace, controlPeriod }),
    scale: Float64Array.from(elements, ({ scale }) => scale),
    offset: Float64Array.from(elements, ({ offset }) => offset),
    joints,
  };
}

/** The terms of another policy, in whose action space the network's outputs already are. */
export function termsOfPolicy(policy: LoadedNetworkPolicy): ImportTerms {
  const { actionSpace } = policy;
  const size = actionSpace.type === "box" ? actionSpace.low.length : 0;
  return {
    spec: specOf(policy),
    scale: new Float64Array(size).fill(1),
    offset: new Float64Array(size),
    joints: policy.joints,
  };
}

type Terms = Pick<LoadedNetworkPolicy, "environment" | "observationSpace" | "actionSpace" | "controlPeriod">;

function specOf({ environment, observationSpace, actionSpace, controlPeriod }: Terms): EnvSpec<Space, Space> {
  return { ...environment, observationSpace, actionSpace, controlPeriod, envCount: 1, options: [] };
}

function boxOf(elements: readonly z.output<typeof element>[]): BoxSpace {
  return {
    type: "box",
    dtype: "float64",
    shape: [elements.length],
    low: Float64Array.from(elements, ({ low }) => low),
    high: Float64Array.from(elements, ({ high }) => high),
    names: elements.map(({ name }) => name),
    units: elements.map(({ unit }) => unit),
  };
}
