/** What the environment `aibo` takes and gives: an action is a gait, an episode is one lap, the reward is its speed. */
import type { EnvSpec, OptionSpec, ResetOptions } from "../../src/env/env.ts";
import { InvalidRequest } from "../../src/env/env.ts";
import type { BoxSpace } from "../../src/env/space.ts";
import { gaitParameters, gaitSize } from "./gait.ts";
import { defaultLapOptions, type Lap, type LapOptions } from "./lap.ts";

/** The numbers of a lap in the order of the observation. */
export const lapFields = [
  { name: "speed", unit: "m/s", low: -Infinity },
  { name: "trueSpeed", unit: "m/s", low: -Infinity },
  { name: "time", unit: "s", low: 0 },
  { name: "distance", unit: "m", low: -Infinity },
  { name: "lateralDrift", unit: "m", low: -Infinity },
  { name: "headingChange", unit: "rad", low: -Math.PI },
  { name: "unreachableFraction", unit: "1", low: 0 },
  { name: "peakJointSpeed", unit: "rad/s", low: 0 },
  { name: "rmsJointSpeed", unit: "rad/s", low: 0 },
  { name: "rmsTorque", unit: "N·m", low: 0 },
] as const satisfies readonly { readonly name: keyof Lap; readonly unit: string; readonly low: number }[];

/** A lap as numbers in the order of `lapFields`. */
export function lapValues(lap: Lap): Float64Array {
  return Float64Array.from(lapFields, ({ name }) => lap[name]);
}

const actionSpace: BoxSpace = {
  type: "box",
  dtype: "float64",
  shape: [gaitSize],
  low: Float64Array.from(gaitParameters, ({ low }) => low),
  high: Float64Array.from(gaitParameters, ({ high }) => high),
  names: gaitParameters.map(({ name }) => name),
  units: gaitParameters.map(({ unit }) => unit),
};

const observationSpace: BoxSpace = {
  type: "box",
  dtype: "float64",
  shape: [lapFields.length],
  low: Float64Array.from(lapFields, ({ low }) => low),
  high: Float64Array.from(lapFields, ({ name }) =>
    name === "unreachableFraction" ? 1 : name === "headingChange" ? Math.PI : Infinity,
  ),
  names: lapFields.map(({ name }) => name),
  units: lapFields.map(({ unit }) => unit),
};

const optionSpecs = [
  {
    name: "timestep",
    description: "physics timestep: 0.002 or 0.001 s",
    default: defaultLapOptions.timestep,
  },
  {
    name: "noise",
    description: "standard deviation of the stopwatch as a share of the time, 0 … 0.5",
    default: defaultLapOptions.noise,
  },
  {
    name: "perturbation",
    description: "1 varies every mass by ±3 % and friction by ±5 %, 0 varies nothing; 0 … 5",
    default: defaultLapOptions.perturbation,
  },
  {
    name: "randomPhase",
    description: "start anywhere in the cycle, or always at its beginning",
    default: defaultLapOptions.randomPhase,
  },
  {
    name: "steering",
    description: "turn towards the beacon at the end of the lane, as far as the gait's skew allows",
    default: defaultLapOptions.steering,
  },
] as const satisfies readonly OptionSpec[];

export function aiboSpec(envCount: number): EnvSpec {
  return {
    name: "aibo",
    version: "1",
    observationSpace,
    actionSpace,
    envCount,
    controlPeriod: 0,
    options: optionSpecs,
  };
}

const legalValue: Readonly<Record<keyof LapOptions, (value: number) => boolean>> = {
  timestep: (value) => value === 0.002 || value === 0.001,
  noise: (value) => value >= 0 && value <= 0.5,
  perturbation: (value) => value >= 0 && value <= 5,
  randomPhase: () => true,
  steering: () => true,
};

/** Options of a reset with the defaults filled in. Throws `InvalidRequest` at a name or a value that is not legal. */
export function lapOptionsFrom(options: ResetOptions = {}): LapOptions {
  for (const [name, value] of Object.entries(options)) {
    const spec = optionSpecs.find((option) => option.name === name);
    if (spec === undefined)
      throw new InvalidRequest(
        `aibo has no reset option "${name}"; it has ${optionSpecs.map((option) => option.name).join(", ")}`,
      );
    const legal =
      typeof value === typeof spec.default && (typeof value !== "number" || legalValue[spec.name](value));
    if (!legal)
      throw new InvalidRequest(
        `reset option "${name}" is ${JSON.stringify(value)}; expected ${typeof spec.default}: ${spec.description}`,
      );
  }
  return { ...defaultLapOptions, ...options };
}
