/**
 * A cycle of motion that goes on by itself, and actions that are bounded offsets to it: a policy that says 0 plays it as it is.
 *
 *     a = clamp(m((n + 1) T) + o),  |o| ≤ reach          observed besides: sin 2πφ, cos 2πφ,  φ = frac(n T / P)
 *
 * after n steps, where m is the motion, P its period and T the control period: what a step asks for is reached at its end. So a policy
 * can ask for one thing while a leg swings and for another while it stands. Iscen et al. (2018), "Policies modulating trajectory
 * generators", with path and period given; Silver et al. (2018), "Residual policy learning".
 */
import { rowSize } from "../batch.ts";
import { checkActions } from "../border.ts";
import { clipActions } from "../clip.ts";
import type { Env, EnvSpec, ResetResult } from "../env.ts";
import type { BoxSpace } from "../space.ts";
import { countedState } from "./counted-state.ts";
import { phasedSpace, withPhase } from "./phase.ts";
import { requireAutoreset, requireFloatBox, wrap } from "./wrap.ts";

/** Open-loop motion, in the units of the actions it stands for. */
export interface Cycle {
  /** Part of the version of an environment around it, such as "the learned gait". */
  readonly name: string;
  /** s */
  readonly period: number;
  /** Writes where each element of the action is to be, so many seconds after the reset, into `out`. */
  at(seconds: number, out: Float64Array): void;
}

export interface AroundCycleOptions {
  readonly cycle: Cycle;
  /** How far an offset may go either way, in the units of the actions. */
  readonly reach: number;
}

/** For autoresetMode "disabled", one box of floats each way, steps that take time; throws RangeError for another environment. */
export function aroundCycle(
  env: Env<BoxSpace, BoxSpace>,
  { cycle, reach }: AroundCycleOptions,
): Env<BoxSpace, BoxSpace> {
  const spec = specAround(env.spec, cycle, reach);
  /** Steps of the episode, by environment. */
  const taken = new Int32Array(spec.envCount);
  const targets = targetsAround(env.spec, cycle, taken);
  const phased = <R extends ResetResult>(result: R): R => {
    const turnsOf = (envId: number) => ((taken[envId] as number) * spec.controlPeriod) / cycle.period;
    return { ...result, observations: withPhase(env.spec.observationSpace, result, turnsOf) };
  };
  const demand = spec.outOfBounds === "clip" ? "finite" : "inside";
  const state = env.state && countedState("aroundCycle", env.state, taken);
  return wrap(env, {
    spec,
    async reset(request, signal) {
      const result = await env.reset(request, signal);
      for (const envId of request.envIds) taken[envId] = 0;
      return phased(result);
    },
    async step({ envIds, actions }, signal) {
      checkActions(spec.actionSpace, envIds, actions, demand);
      const inside = clipActions(spec.actionSpace, envIds, actions);
      const result = await env.step({ envIds, actions: targets(envIds, inside.actions) }, signal);
      // Where an episode was lost, the transition did not take place.
      for (const envId of envIds)
        if (!result.lost?.includes(envId)) taken[envId] = (taken[envId] as number) + 1;
      return phased(inside.envIds.length === 0 ? result : { ...result, clipped: inside.envIds });
    },
    ...(state && {
      state: { get: state.get, set: async (envIds, states) => phased(await state.set(envIds, states)) },
    }),
  });
}

/** Offsets → where each environment is asked to be at the end of its next step, inside its own bounds. */
function targetsAround(
  { actionSpace, controlPeriod }: EnvSpec,
  cycle: Cycle,
  taken: Int32Array,
): (envIds: readonly number[], offsets: Float64Array) => Float64Array {
  const { low, high } = actionSpace;
  const size = rowSize(actionSpace);
  const motion = new Float64Array(size);
  return (envIds, offsets) => {
    const targets = new Float64Array(offsets.length);
    for (const [row, envId] of envIds.entries()) {
      cycle.at(((taken[envId] as number) + 1) * controlPeriod, motion);
      for (let j = 0, i = row * size; j < size; j++, i++) {
        const target = (motion[j] as number) + (offsets[i] as number);
        targets[i] = Math.min(Math.max(target, low[j] as number), high[j] as number);
      }
    }
    return targets;
  };
}

function specAround(spec: EnvSpec, { name, period }: Cycle, reach: number): EnvSpec {
  const { controlPeriod, observationSpace, actionSpace } = spec;
  requireAutoreset("aroundCycle", spec, "disabled");
  requireFloatBox("aroundCycle", "observation", observationSpace);
  requireFloatBox("aroundCycle", "action", actionSpace);
  requirePositive("the period of the cycle", period);
  requirePositive("reach", reach);
  if (!(controlPeriod > 0))
    throw new RangeError(
      `aroundCycle expects steps that take time; an action of ${spec.name} is a whole episode`,
    );
  const size = rowSize(actionSpace);
  return {
    ...spec,
    version: `${spec.version} around ${name} ±${reach}`,
    observationSpace: phasedSpace(observationSpace),
    actionSpace: {
      ...actionSpace,
      low: new Float64Array(size).fill(-reach),
      high: new Float64Array(size).fill(reach),
      names: actionSpace.names.map((target) => `${target}Offset`),
    },
  };
}

function requirePositive(what: string, value: number): void {
  if (value > 0 && value < Infinity) return;
  throw new RangeError(`aroundCycle: expected ${what} to be a finite number above 0, got ${value}`);
}
