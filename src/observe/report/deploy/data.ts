/**
 * What the report of a deployment shows: plain data. Times are s since the first tick, angles rad, shares 0 … 1.
 *
 * Every number may be NaN where it is not known, every list may be empty; every string is shown as text, whatever it holds.
 */
export interface DeploymentReportData {
  /** Name of the run. */
  readonly name: string;
  /** Such as "aibo 1, 12 joints", and who answered: models, firmware, serial numbers. */
  readonly robot: string;
  readonly identity: string;
  /** What moved it, such as "a network policy". */
  readonly source: string;
  readonly rung: string;
  readonly createdAt: string;
  /** s between two ticks. */
  readonly controlPeriod: number;
  readonly ticks: number;
  readonly duration: number;
  /** s in which the policy moved the robot. */
  readonly motionTime: number;
  /** What the recording does not have; empty when it has everything. */
  readonly missing: readonly string[];
  readonly states: readonly StateSpan[];
  readonly stop: StopData;
  readonly joints: readonly JointData[];
  /** Stages of the command path whose share is in `JointData.limited`, in their order. */
  readonly stages: readonly StageName[];
  /** Ticks in which the policy moved the robot: what the shares of joints are of. */
  readonly movingTicks: number;
  /** The joint that followed worst, around the moment when it did. */
  readonly worst: TrackingCurve | undefined;
  readonly timing: TimingData;
  readonly faults: readonly FaultSpan[];
  readonly retries: number;
  /** Share of observation elements outside what training saw, while the policy ran. */
  readonly outOfRange: { readonly mean: number; readonly highest: number };
  /** Whether the rung of the bring-up ladder was passed, by what, and what comes next. */
  readonly ladder: LadderData;
  /** How the run is asked for again. */
  readonly command: string;
  readonly version: string;
}

export interface LadderData {
  readonly passed: boolean;
  readonly criteria: readonly {
    readonly name: string;
    readonly passed: boolean;
    /** What was measured and the most it may be, in `unit`: "1" for a share or a yes (0) or no (1), "s". */
    readonly value: number;
    readonly bound: number;
    readonly unit: string;
  }[];
  readonly next: string;
}

/** One stay in a state. */
export interface StateSpan {
  readonly state: string;
  readonly begin: number;
  readonly end: number;
  /** Why it was entered: a name and what it means. */
  readonly reason: string;
  readonly text: string;
}

export interface StopData {
  /** s from entering `stopping` to `latched`; NaN where either was not reached. */
  readonly duration: number;
  /** What the robot said of its torque after the stop. */
  readonly torque: "off" | "on" | "unknown" | "not asked";
}

export const stageNames = ["clip", "filter", "position", "fade", "speed", "acceleration", "braking"] as const;
export type StageName = (typeof stageNames)[number];

export interface JointData {
  readonly name: string;
  /** Share of moving ticks in which a stage changed its command. */
  readonly limited: Readonly<Record<StageName, number>>;
  /** Share in which any limit did: all stages but filter and fade. */
  readonly saturation: number;
  /** Measured less what was sent a tick before, while commands went out: root mean square and largest. */
  readonly trackingRms: number;
  readonly trackingMost: number;
}

export interface TrackingCurve {
  readonly joint: string;
  readonly points: readonly { readonly time: number; readonly target: number; readonly measured: number }[];
}

export interface TimingData {
  /** ms between when a tick should have begun and when it did: quantiles, and how many fell below each edge. */
  readonly median: number;
  readonly p99: number;
  readonly p999: number;
  readonly most: number;
  readonly histogram: readonly LatenessBin[];
  /** ms from the begin of a tick to its command, median and largest. */
  readonly workMedian: number;
  readonly workMost: number;
  /** Ticks whose command went out after the next tick should have begun. */
  readonly overruns: number;
  readonly skipped: number;
}

export interface LatenessBin {
  /** ms; from `low` up to but without `high`. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface FaultSpan {
  readonly what: "reading" | "writing";
  readonly fault: string;
  readonly begin: number;
  readonly ticks: number;
}
