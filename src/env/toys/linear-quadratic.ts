import { dot, times } from "../../math/vector.ts";
import type { DifferentiableSimulator } from "../differentiable.ts";

export interface LinearQuadratic {
  /** A, [n × n] row-major. */
  readonly stateMatrix: Float64Array;
  /** B, [n × m] row-major. */
  readonly actionMatrix: Float64Array;
  /** Q, [n × n], symmetric. */
  readonly stateCost: Float64Array;
  /** R, [m × m], symmetric. */
  readonly actionCost: Float64Array;
}

/**
 * Linear dynamics under a quadratic cost, the one control problem whose every answer is in closed form:
 *
 *     s′ = A s + B a        r = −sᵀQs − aᵀRa        ∂r/∂s = −2Qs    ∂r/∂a = −2Ra
 *
 * Throws `RangeError` for matrices that do not fit together.
 */
export function linearQuadratic(problem: LinearQuadratic): DifferentiableSimulator {
  const { stateMatrix, actionMatrix, stateCost, actionCost } = problem;
  const n = Math.sqrt(stateMatrix.length);
  const m = actionMatrix.length / n;
  if (
    !(Number.isInteger(n) && Number.isInteger(m) && stateCost.length === n * n && actionCost.length === m * m)
  )
    throw new RangeError(
      `linear-quadratic: expected A n × n, B n × m, Q n × n and R m × m, got ${stateMatrix.length}, ${actionMatrix.length}, ${stateCost.length} and ${actionCost.length} numbers`,
    );
  const nothing = new Float64Array(n);
  return {
    name: "linear-quadratic",
    stateSize: n,
    actionSize: m,
    step(state, action) {
      const [drift, push] = [times(stateMatrix, state), times(actionMatrix, action)];
      const [stateSlope, actionSlope] = [times(stateCost, state), times(actionCost, action)];
      return {
        next: drift.map((x, i) => x + (push[i] as number)),
        reward: -dot(state, stateSlope) - dot(action, actionSlope),
        terminated: false,
        nextByState: stateMatrix,
        nextByAction: actionMatrix,
        rewardByState: stateSlope.map((x) => -2 * x),
        rewardByAction: actionSlope.map((x) => -2 * x),
        rewardByNext: nothing,
      };
    },
  };
}
