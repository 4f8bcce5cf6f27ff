/**
 * What a report shows. Plain data in SI units: whoever has a run to show fills it, and this room needs to know nothing
 * about environments or training.
 *
 * Every number may be NaN or ±Infinity where it is not known; the page then shows a dash or leaves the mark out. Every
 * string is shown as text, whatever it holds.
 */
export interface ReportData {
  /** Name of the run, such as "walk-7". */
  readonly name: string;
  /** What was trained, in words, such as "AIBO ERS-210 in MuJoCo 3.14". */
  readonly environment: string;
  /** How, in words, such as "Kohl & Stone's grouped ±ε, step 2 ε". */
  readonly method: string;
  /** When the report was made, as people should read it, such as "2026-11-20 10:14 UTC". */
  readonly createdAt: string;
  /**
   * What this result is and is not, in one or two sentences; shown at the top. For example: "Measured in a simulator
   * whose servo and friction were calibrated on two speeds of the paper: calibrated, not validated on a robot."
   */
  readonly notice: string;
  readonly status: RunStatus;
  /** What is improved; `unit` also of every speed below. */
  readonly objective: Quantity;
  /** Plural name of an episode. */
  readonly lapName: string;
  /** The start and the result, both frozen and measured on laps that training never saw; absent when not measured. */
  readonly before?: Measurement;
  readonly after?: Measurement;
  /** One record a completed iteration, in order; may be empty. */
  readonly iterations: readonly IterationData[];
  /** What the band of the learning curve is, such as "10th to 90th percentile of the 15 candidates". */
  readonly spreadMeaning: string;
  /** Values to compare with, such as the paper's 0.245 m/s; drawn as thin labelled lines. */
  readonly references: readonly ReferenceValue[];
  /** Foot paths, one entry a leg pair, rear pair first; empty when this is not a gait. */
  readonly loci: readonly LegPairLoci[];
  readonly parameters: readonly ParameterData[];
  /** How laps ended, one entry a group, such as training, held out before, held out after. */
  readonly outcomes: readonly OutcomeGroup[];
  readonly reproduction: Reproduction;
}

export interface RunStatus {
  readonly state: "completed" | "interrupted" | "failed";
  /** Why it was interrupted or failed and how to go on; "" when there is nothing to say. */
  readonly detail: string;
  readonly iterationsPlanned: number;
  /** Training laps done. */
  readonly laps: number;
  /** Seconds of training, all sessions together. */
  readonly duration: number;
}

/**
 * A name and a unit. Units "m", "m/s" and "s" are shown as mm, mm/s and s; "1" is a pure number; any other is shown as
 * it is.
 */
export interface Quantity {
  readonly name: string;
  readonly unit: string;
}

/** A mean of independent laps. */
export interface Measurement {
  readonly mean: number;
  /** Standard error of the mean: standard deviation of the laps ÷ √laps. */
  readonly standardError: number;
  readonly laps: number;
  /** The laps themselves, shown as dots; may be empty. */
  readonly samples: readonly number[];
}

export interface IterationData {
  /** Number of the iteration, from 1; 0 for a measurement before training. */
  readonly iteration: number;
  /** Mean of all laps of all candidates. */
  readonly mean: number;
  /** Ends of the band described by `spreadMeaning`. */
  readonly spreadLow: number;
  readonly spreadHigh: number;
  /** Mean of the best candidate of this iteration. */
  readonly best: number;
  /** The parameters of this iteration on held-out laps, where that was measured. */
  readonly heldOut?: Measurement;
  /** ‖g‖, in the objective's unit for a change of one perturbation (ε). */
  readonly gradientNorm: number;
  /** Trace of the covariance of g, in the square of that unit; NaN when the estimator could not tell. */
  readonly gradientVariance: number;
}

export interface ReferenceValue {
  readonly label: string;
  /** In the objective's unit. */
  readonly value: number;
}

/** The side view of one pair of legs. */
export interface LegPairLoci {
  /** Such as "Rear legs". */
  readonly name: string;
  readonly before: FootLocus;
  readonly after?: FootLocus;
}

/** The path of a foot in a frame level with the ground: x forward from the hip, z up from the ground; m. */
export interface FootLocus {
  /** Height of the hip above the ground, m; the hip is at x = 0. */
  readonly hipHeight: number;
  /** The closed path that the gait asks for, in order of time. */
  readonly commanded: readonly LocusPoint[];
  /** The path the leg can reach, point for point; absent or equal when it reaches everything. */
  readonly reachable?: readonly LocusPoint[];
}

export interface LocusPoint {
  readonly x: number;
  readonly z: number;
}

export interface ParameterData {
  /** Our name, such as "front locus height". */
  readonly name: string;
  /** The name in the paper, where it differs; "" otherwise. */
  readonly paperName: string;
  /** SI unit as in `Quantity`; the numbers below are in it. */
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** ε, the size of one perturbation. */
  readonly epsilon: number;
  /** Bounds; ±Infinity where there is none. */
  readonly low: number;
  readonly high: number;
}

export interface OutcomeGroup {
  /** Such as "training" or "held out, after". */
  readonly name: string;
  /** In the order in which they are stacked, the wanted outcome first; the same names in every group. */
  readonly counts: readonly { readonly name: string; readonly count: number }[];
  /** Share of the cycle on which the commanded foot position could not be reached, 0 … 1; absent where nothing walks. */
  readonly unreachableShare?: number;
}

export interface Reproduction {
  /** The exact command line. */
  readonly command: string;
  readonly seed: number;
  /** Versions that matter, such as ["gaitway", "0.1.0"]. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  /** Further settings worth printing, as text; may be empty. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}
