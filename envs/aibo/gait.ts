/**
 * The twelve numbers of a trot, as Kohl & Stone (2004) tuned them: paths of the feet and timing.
 *
 * The paper gives lengths in cm; here they are SI. The two rows and ε are quoted as recalled from the paper.
 */

export interface GaitParameter {
  readonly name: string;
  /** m, s, or 1 for a pure number. */
  readonly unit: "m" | "s" | "1";
  readonly description: string;
  /** What the paper calls it. */
  readonly paperName: string;
  /** One ε: the size of the paper's perturbation, and the unit a gait policy counts in. */
  readonly epsilon: number;
  readonly low: number;
  readonly high: number;
}

const length = 0.0035;

export const gaitParameters = [
  {
    name: "frontStepHeight",
    unit: "m",
    paperName: "front locus height",
    epsilon: length,
    low: 0.005,
    high: 0.07,
    description: "how far a front foot lifts in its swing",
  },
  {
    name: "frontLateralOffset",
    unit: "m",
    paperName: "front locus x offset",
    epsilon: length,
    low: -0.02,
    high: 0.06,
    description: "how far outside its hip a front foot stands",
  },
  {
    name: "frontForeOffset",
    unit: "m",
    paperName: "front locus y offset",
    epsilon: length,
    low: -0.03,
    high: 0.08,
    description: "how far ahead of its hip a front foot stands in mid-stride",
  },
  {
    name: "rearStepHeight",
    unit: "m",
    paperName: "rear locus height",
    epsilon: length,
    low: 0.005,
    high: 0.08,
    description: "how far a rear foot lifts in its swing",
  },
  {
    name: "rearLateralOffset",
    unit: "m",
    paperName: "rear locus x offset",
    epsilon: length,
    low: -0.02,
    high: 0.06,
    description: "how far outside its hip a rear foot stands",
  },
  {
    name: "rearForeOffset",
    unit: "m",
    paperName: "rear locus y offset",
    epsilon: length,
    low: -0.08,
    high: 0.03,
    description: "how far ahead of its hip a rear foot stands in mid-stride",
  },
  {
    name: "halfStride",
    unit: "m",
    paperName: "locus length",
    epsilon: length,
    low: 0,
    high: 0.08,
    description: "half the length of the foot path: mid-stride to either end",
  },
  {
    name: "skew",
    unit: "1",
    paperName: "locus skew multiplier in the x-y plane",
    epsilon: 0.175,
    low: -0.7,
    high: 0.7,
    description: "how far the foot paths turn sideways when the robot steers, times the turn asked for",
  },
  {
    name: "frontBodyHeight",
    unit: "m",
    paperName: "height of the front of the body",
    epsilon: length,
    low: 0.055,
    high: 0.125,
    description: "front hips above the ground",
  },
  {
    name: "rearBodyHeight",
    unit: "m",
    paperName: "height of the rear of the body",
    epsilon: length,
    low: 0.055,
    high: 0.135,
    description: "rear hips above the ground",
  },
  {
    name: "gaitPeriod",
    unit: "s",
    paperName: "time each foot takes to move through its locus",
    epsilon: 0.016,
    low: 0.4,
    high: 1.2,
    description: "time of one cycle",
  },
  {
    name: "dutyFactor",
    unit: "1",
    paperName: "fraction of time each foot spends on the ground",
    epsilon: 0.05,
    low: 0.3,
    high: 0.7,
    description: "share of the cycle a foot is on the ground",
  },
] as const satisfies readonly GaitParameter[];

export type GaitParameterName = (typeof gaitParameters)[number]["name"];

/** A trot by name. */
export type Gait = Readonly<Record<GaitParameterName, number>>;

export const gaitSize = gaitParameters.length;

/** A gait of twelve numbers in the order of `gaitParameters`. */
export function gaitFrom(values: ArrayLike<number>): Gait {
  return Object.fromEntries(gaitParameters.map(({ name }, index) => [name, values[index]])) as Gait;
}

/** The twelve numbers of a gait in the order of `gaitParameters`. */
export function gaitValues(gait: Gait): Float64Array {
  return Float64Array.from(gaitParameters, ({ name }) => gait[name]);
}

/** UT Austin Villa's hand-tuned walk of 2003, 245 mm/s on the robot; as recalled from the paper. */
export const handTunedGait: Gait = gaitFrom([
  0.042, 0.028, 0.049, 0.056, 0, -0.028, 0.04893, 0.035, 0.077, 0.112, 0.704, 0.5,
]);

/** What 23 iterations on three robots made of it, 291 mm/s; as recalled from the paper. */
export const learnedGait: Gait = gaitFrom([
  0.04081, 0.00574, 0.05152, 0.0602, 0.00217, -0.02982, 0.05285, 0.049, 0.07483, 0.10843, 0.679, 0.43,
]);

/** A poor gait to start from: it stays on its feet, and is slow. */
export const poorGait: Gait = gaitFrom([
  0.025, 0.04, 0.03, 0.025, 0.03, -0.01, 0.034, 0, 0.09, 0.1, 0.9, 0.6,
]);

/** The starts a run can be asked for by name. */
export const gaitStarts = {
  "hand-tuned": handTunedGait,
  poor: poorGait,
  learned: learnedGait,
} as const satisfies Record<string, Gait>;

export interface GaitError {
  readonly parameter: GaitParameterName;
  readonly message: string;
}

/** What is wrong with a gait of twelve numbers, one entry a parameter; empty when it may be walked. */
export function validateGait(values: ArrayLike<number>): GaitError[] {
  return gaitParameters.flatMap(({ name, unit, low, high }, index) => {
    const value = values[index];
    if (value !== undefined && value >= low && value <= high) return [];
    const suffix = unit === "1" ? "" : ` ${unit}`;
    return [{ parameter: name, message: `${name} must be ${low} … ${high}${suffix}; got ${value}` }];
  });
}
