import { atan2, cos, sin } from "../../math/elementary.ts";
import type { DifferentiableSimulator } from "../differentiable.ts";

export interface PendulumOptions {
  /** Seconds. Default 0.05. */
  readonly controlPeriod?: number;
  /** kg. Default 1. */
  readonly mass?: number;
  /** m. Default 1. */
  readonly length?: number;
  /** m/s². Default 10. */
  readonly gravity?: number;
}

/**
 * A rod with its mass spread along it, to be swung up: the equations of Gymnasium's Pendulum-v1, without its limits on torque and speed, which have
 * no derivative where they act. State [φ, ω] (rad from upright, rad/s), action [u] (N m), moment of inertia ml²/3, h the period:
 *
 *     ω′ = ω + h (3g/2l · sin φ + 3/ml² · u)        φ′ = φ + h ω′
 *     r = −(wrap(φ)² + 0.1 ω² + 0.001 u²),          wrap(φ) in [−π, π]
 */
export function pendulum(options: PendulumOptions = {}): DifferentiableSimulator {
  const { controlPeriod: h = 0.05, mass = 1, length = 1, gravity = 10 } = options;
  const fall = (3 * gravity) / (2 * length);
  const push = 3 / (mass * length * length);
  const nothing = new Float64Array(2);
  return {
    name: "pendulum",
    stateSize: 2,
    actionSize: 1,
    step(state, action) {
      const [angle, speed, torque] = [state[0] as number, state[1] as number, action[0] as number];
      const nextSpeed = speed + h * (fall * sin(angle) + push * torque);
      const offUpright = atan2(sin(angle), cos(angle));
      const slope = h * fall * cos(angle);
      return {
        next: Float64Array.of(angle + h * nextSpeed, nextSpeed),
        reward: -(offUpright * offUpright + 0.1 * speed * speed + 0.001 * torque * torque),
        terminated: false,
        nextByState: Float64Array.of(1 + h * slope, h, slope, 1),
        nextByAction: Float64Array.of(h * h * push, h * push),
        rewardByState: Float64Array.of(-2 * offUpright, -0.2 * speed),
        rewardByAction: Float64Array.of(-0.002 * torque),
        rewardByNext: nothing,
      };
    },
  };
}
