/** Episodes that end after a number of steps: truncated, with the reason "time limit", unless they end by themselves. */
import type { Env, StepResult } from "../env.ts";
import { ResetNeeded } from "../env.ts";
import type { Space } from "../space.ts";
import { countedState } from "./counted-state.ts";
import { requireAutoreset, wrap } from "./wrap.ts";

export interface TimeLimitOptions {
  readonly maxSteps: number;
}

/** What stands for an episode that the limit has ended, where otherwise the steps taken are counted. */
const OVER = -1;

/** For autoresetMode "disabled": another mode resets by itself only what ends by itself. */
export function timeLimit<O extends Space, A extends Space>(
  env: Env<O, A>,
  { maxSteps }: TimeLimitOptions,
): Env<O, A> {
  if (!(Number.isInteger(maxSteps) && maxSteps > 0))
    throw new RangeError(`timeLimit: expected maxSteps to be a whole number from 1, got ${maxSteps}`);
  requireAutoreset("timeLimit", env.spec, "disabled");
  const taken = new Int32Array(env.spec.envCount);

  const limit = (result: StepResult<O>): StepResult<O> => {
    const [truncated, reasons] = [[...result.truncated], [...result.reasons]];
    let changed = false;
    for (const [i, envId] of result.envIds.entries()) {
      if (result.lost?.includes(envId)) continue;
      const steps = (taken[envId] as number) + 1;
      const ended = result.terminated[i] === true || truncated[i] === true;
      taken[envId] = steps < maxSteps || ended ? steps : OVER;
      if (taken[envId] !== OVER) continue;
      truncated[i] = true;
      reasons[i] = "time limit";
      changed = true;
    }
    return changed ? { ...result, truncated, reasons } : result;
  };

  return wrap(env, {
    spec: env.spec,
    async reset(request, signal) {
      const result = await env.reset(request, signal);
      for (const envId of request.envIds) taken[envId] = 0;
      return result;
    },
    async step(request, signal) {
      for (const envId of request.envIds) if (taken[envId] === OVER) throw new ResetNeeded(envId);
      return limit(await env.step(request, signal));
    },
    ...(env.state && { state: countedState("timeLimit", env.state, taken) }),
  });
}
