/** What the environment `aibo:walk` takes and gives: joint targets in, what the robot feels out, every 32 ms. */
import {
  type EnvSpec,
  InvalidRequest,
  type OptionSpec,
  type PropertySpec,
  type ResetOptions,
} from "../../../src/env/env.ts";
import type { BoxSpace } from "../../../src/env/space.ts";
import { type ObservationField, observationFields, targetFields } from "./observation.ts";

/** Targets are reached in frames of 8 ms, four to a buffer, as the robot's motion system takes them. */
export const framesPerStep = 4;
/** Seconds between two actions. */
export const controlPeriod = 0.032;
/** An episode is cut here: 10.24 s. */
export const stepLimit = 320;

/**
 * How an episode ended, "" while it runs.
 *
 * - `fell`, `circled`, `diverged`: as of a lap; terminated.
 * - `time limit`: after `stepLimit` steps; truncated.
 */
export type WalkEnding = "" | "fell" | "circled" | "diverged" | "time limit";

export interface WalkOptions {
  /** Physics timestep, s. */
  readonly timestep: number;
  /** 1: masses, friction and the joints at the start vary as documented; 0: nothing varies. */
  readonly perturbation: number;
}

export const defaultWalkOptions: WalkOptions = { timestep: 0.002, perturbation: 1 };

function boxOf(fields: readonly ObservationField[]): BoxSpace {
  return {
    type: "box",
    dtype: "float64",
    shape: [fields.length],
    low: Float64Array.from(fields, ({ low }) => low),
    high: Float64Array.from(fields, ({ high }) => high),
    names: fields.map(({ name }) => name),
    units: fields.map(({ unit }) => unit),
  };
}

const optionSpecs = [
  {
    name: "timestep",
    description: "physics timestep: 0.002 or 0.001 s",
    default: defaultWalkOptions.timestep,
  },
  {
    name: "perturbation",
    description:
      "1 varies every mass by ±3 %, friction by ±5 % and the joints at the start by ±0.05 rad, 0 varies nothing; 0 … 5",
    default: defaultWalkOptions.perturbation,
  },
] as const satisfies readonly OptionSpec[];

const property = (name: string, unit: string, description: string): PropertySpec => ({
  name,
  description,
  unit,
  writable: false,
  default: 0,
});

/** What can be read of the last step, in the order of `WalkEpisode.properties`. */
export const walkProperties: readonly PropertySpec[] = [
  property(
    "reward.speed",
    "1",
    "forward speed along the lane over the target speed, at most 1, times the step",
  ),
  property("reward.drift", "1", "cost of walking beside the middle of the lane"),
  property("reward.turn", "1", "cost of turning"),
  property("reward.effort", "1", "cost of the mechanical power of the joints"),
  property("reward.smoothness", "1", "cost of changing the targets"),
  property("reward.end", "1", "cost of having fallen or left the lane"),
  property("distance", "m", "how far along the lane the trunk is from where it started"),
  property("lateralDrift", "m", "how far the trunk is from the middle of the lane, to the left positive"),
  property("heading", "rad", "how far the trunk is turned, to the left positive"),
];

export function walkSpec(envCount: number): EnvSpec {
  return {
    name: "aibo:walk",
    version: "1",
    observationSpace: boxOf(observationFields),
    actionSpace: boxOf(targetFields),
    envCount,
    controlPeriod,
    options: optionSpecs,
    properties: walkProperties,
  };
}

/** Options of a reset whose names and types were checked. Throws `InvalidRequest` at a value that is not legal. */
export function walkOptionsFrom(options: ResetOptions = {}): WalkOptions {
  const chosen = { ...defaultWalkOptions, ...options } as WalkOptions;
  const refuse = (name: keyof WalkOptions): never => {
    const expected = optionSpecs.find((option) => option.name === name)?.description;
    throw new InvalidRequest(`reset option "${name}" is ${chosen[name]}; expected number: ${expected}`);
  };
  if (chosen.timestep !== 0.002 && chosen.timestep !== 0.001) refuse("timestep");
  if (!(chosen.perturbation >= 0 && chosen.perturbation <= 5)) refuse("perturbation");
  return chosen;
}
