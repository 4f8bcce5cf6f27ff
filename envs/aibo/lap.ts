/**
 * One lap: the robot walks from standstill, a clock starts once it is under way, and stops when it has covered the
 * distance between two marks along the field.
 *
 * A lap is a function of (gait, seed, options) and of nothing else: whatever ran before on the same simulation, the bits
 * are the same.
 */

/** Seconds between two commands to the joints: the robot's motion frame. */
export const commandPeriod = 0.008;

/** Distance between the marks, m. */
export const lapDistance = 1;
/** Walking before the clock starts: the first whole number of gait periods over this, s. */
export const warmUp = 1.4;
/** The clock stops here at the latest, s. */
export const timeLimit = 10;

/**
 * How a lap ended.
 *
 * - `finished`: the distance was covered; speed = distance / time.
 * - `timedOut`: it was not within `timeLimit`; speed = progress / `timeLimit`.
 * - `fell`: the trunk tipped over or lay on the ground; speed = progress until then / `timeLimit`.
 * - `circled`: it turned away or left the lane; speed as for a fall.
 * - `diverged`: the physics produced a number that is none; speed 0.
 */
export type LapOutcome = "finished" | "fell" | "circled" | "timedOut" | "diverged";

export interface LapOptions {
  /** Physics timestep, s. */
  readonly timestep: number;
  /** Standard deviation of the stopwatch, as a share of the time. */
  readonly noise: number;
  /** 1: every mass ±3 %, friction ±5 %, uniformly; 0: the model as it is. */
  readonly perturbation: number;
  /** Start anywhere in the cycle, or always with the front left foot touching down. */
  readonly randomPhase: boolean;
  /** Turn towards the beacon at the end of the lane, as far as the gait's skew allows. */
  readonly steering: boolean;
}

export const defaultLapOptions: LapOptions = {
  timestep: 0.002,
  noise: 0.02,
  perturbation: 1,
  randomPhase: true,
  steering: true,
};

export interface Lap {
  readonly outcome: LapOutcome;
  /** As timed, m/s: the reward. */
  readonly speed: number;
  /** Without the stopwatch's noise, m/s. */
  readonly trueSpeed: number;
  /** On the clock, s. */
  readonly time: number;
  /** Along the field between the marks, m. */
  readonly distance: number;
  /** Sideways at the end, to the left positive, m. */
  readonly lateralDrift: number;
  /** Turned by the end, to the left positive, rad. */
  readonly headingChange: number;
  /** Share of commanded foot positions more than 0.5 mm out of reach. */
  readonly unreachableFraction: number;
  readonly peakJointSpeed: number;
  readonly rmsJointSpeed: number;
  readonly rmsTorque: number;
}
