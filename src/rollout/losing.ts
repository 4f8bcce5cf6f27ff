/** Steps and resets of environments that may be lost on the way: a loss is a result, and a reset is tried again. */
import { type Env, EpisodeLost, type ResetRequest, type StepRequest, type StepResult } from "../env/env.ts";
import type { Batch } from "../env/space.ts";
import { RequestTimeout } from "../transport/errors.ts";

/** How often a reset may fail for a lost simulator before whoever waits for it is told. */
const attempts = 3;

/**
 * What the step came to. Where the link or the whole simulator was lost, or took too long, every episode of the step is
 * truncated as lost, with the reason, and shows what it showed before.
 */
export async function stepOrLose<O, A>(
  env: Env<O, A>,
  request: StepRequest<A>,
  before: Batch<O>,
): Promise<StepResult<O>> {
  return await env.step(request).catch((error) => lostResult(request.envIds, before, whyLost(error)));
}

/** The first observations; throws `EpisodeLost` when it was lost three times in a row. */
export async function resetPatiently<O, A>(env: Env<O, A>, request: ResetRequest): Promise<Batch<O>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await env.reset(request)).observations;
    } catch (error) {
      if (attempt === attempts || !(error instanceof EpisodeLost)) throw error;
    }
  }
}

function lostResult<O>(envIds: readonly number[], observations: Batch<O>, reason: string): StepResult<O> {
  return {
    envIds,
    observations,
    rewards: new Float64Array(envIds.length),
    terminated: envIds.map(() => false),
    truncated: envIds.map(() => true),
    reasons: envIds.map(() => reason),
    lost: envIds,
  };
}

/** Any other error is not ours. */
function whyLost(error: unknown): string {
  if (error instanceof EpisodeLost) return error.reason;
  if (error instanceof RequestTimeout) return error.message;
  throw error;
}
