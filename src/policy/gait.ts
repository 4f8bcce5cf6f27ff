/**
 * The open-loop gait: a policy that *is* its parameters. Whatever it observes, its action is the gait itself.
 *
 * θ is in units of ε, the smallest change worth trying in each dimension (Kohl & Stone 2004, table 1), so one step
 * length means the same for a height in meters and a period in seconds:
 *
 *   actionⱼ = θⱼ · εⱼ        (SI units)
 */
import type { BoxSpace } from "../env/space.ts";
import type { ParamBox, Policy } from "./policy.ts";

export interface GaitOptions {
  readonly actionSpace: BoxSpace;
  /** εⱼ in SI units, positive: one number an action element. */
  readonly scale: Float64Array;
  /** The gait to start from, in SI units and inside the action space. */
  readonly gait: Float64Array;
}

export interface GaitPolicy extends Policy {
  readonly paramBox: ParamBox;
  withParams(params: Float64Array): GaitPolicy;
}

/** The gait policy of `gait`. Throws RangeError naming the first element that is not finite or leaves the action space. */
export function gaitPolicy({ actionSpace, scale, gait }: GaitOptions): GaitPolicy {
  checkGait(actionSpace, gait);
  return fromParams(
    actionSpace,
    scale,
    gait.map((value, j) => value / at(scale, j)),
  );
}

function fromParams(actionSpace: BoxSpace, scale: Float64Array, params: Float64Array): GaitPolicy {
  // A perturbed θ may leave the box, and so may rounding at a bound: the gait that is walked stays inside the space.
  const action = params.map((theta, j) =>
    Math.min(Math.max(theta * at(scale, j), at(actionSpace.low, j)), at(actionSpace.high, j)),
  );
  return {
    name: "gait",
    params,
    paramBox: {
      low: actionSpace.low.map((low, j) => low / at(scale, j)),
      high: actionSpace.high.map((high, j) => high / at(scale, j)),
    },
    actionSpace,
    withParams: (next) => fromParams(actionSpace, scale, next),
    act: (_, rngs) => repeated(action, rngs.length),
  };
}

function repeated(action: Float64Array, count: number): Float64Array {
  const actions = new Float64Array(count * action.length);
  for (let i = 0; i < count; i++) actions.set(action, i * action.length);
  return actions;
}

function checkGait(space: BoxSpace, gait: Float64Array): void {
  if (gait.length !== space.low.length) {
    throw new RangeError(`a gait of this robot has ${space.low.length} parameters, not ${gait.length}`);
  }
  gait.forEach((value, j) => {
    const [low, high] = [at(space.low, j), at(space.high, j)];
    if (value >= low && value <= high) return;
    const name = space.names[j] ?? `parameter ${j}`;
    throw new RangeError(
      `gait parameter ${name} is ${value}, expected ${low} to ${high} ${space.units[j] ?? ""}`,
    );
  });
}

function at(values: Float64Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`expected a number at index ${index} of ${values.length}`);
  return value;
}
