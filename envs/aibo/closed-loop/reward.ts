/**
 * What a step of the closed loop is worth, term by term; the reward is their sum.
 *
 * Terms but the last are rates, given for the length of a step: a second at the target speed, straight and without
 * effort, is worth 1 at any control period. Speed is capped above and not below, so the term is concave: rocking to and
 * fro earns less than standing.
 *
 *   speed       min(v, v*) / v*                     v forward speed of the trunk along the lane, v* = 0.3 m/s
 *   drift       −0.5 · (y / 0.75 m)²                y distance of the trunk from the middle of the lane, which ends there
 *   turn        −0.02 · (yaw rate / 1 rad/s)²
 *   effort      −0.1 · P / 10 W                     P = Σ |torque · joint speed|, mean of the step
 *   smoothness  −0.02 · mean (Δtarget / Δt)² / (5 rad/s)²
 *   end         −2, once                            when the robot falls or leaves the lane
 */

/** Speed that earns all there is, m/s: the robot's learned trot. What the simulator allows beyond it is worth nothing. */
export const targetSpeed = 0.3;
const laneEdge = 0.75;
const yawRate = 1;
const power = 10;
const targetRate = 5;

const weights = { drift: 0.5, turn: 0.02, effort: 0.1, smoothness: 0.02, end: 2 } as const;

export const rewardTerms = ["speed", "drift", "turn", "effort", "smoothness", "end"] as const;
export type RewardTerm = (typeof rewardTerms)[number];
export type Rewards = Record<RewardTerm, number>;

/** What a step is judged by. */
export interface StepMeasures {
  /** Length of the step, s. */
  seconds: number;
  /** Forward along the lane in the step, m. */
  advance: number;
  /** From the middle of the lane, m. */
  drift: number;
  /** Turned in the step, rad. */
  turn: number;
  /** Mean of the step, W. */
  power: number;
  /** Mean over the joints of the squared change of target, rad². */
  targetChange: number;
  /** Whether the robot fell or left the lane. */
  mishap: boolean;
}

/** Writes the terms into `out` and answers with their sum. */
export function judge(step: StepMeasures, out: Rewards): number {
  const { seconds } = step;
  const square = (x: number): number => x * x;
  out.speed = Math.min(step.advance / seconds / targetSpeed, 1) * seconds;
  out.drift = -weights.drift * square(step.drift / laneEdge) * seconds;
  out.turn = -weights.turn * square(step.turn / seconds / yawRate) * seconds;
  out.effort = -weights.effort * (step.power / power) * seconds;
  out.smoothness = -weights.smoothness * (step.targetChange / square(seconds * targetRate)) * seconds;
  out.end = step.mishap ? -weights.end : 0;
  return out.speed + out.drift + out.turn + out.effort + out.smoothness + out.end;
}
