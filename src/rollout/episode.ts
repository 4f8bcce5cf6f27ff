/** One episode: reset, then act and step until the environment ends it. */
import { type Env, EpisodeLost, type ResetOptions } from "../env/env.ts";
import { createRng } from "../math/random.ts";
import type { Policy } from "../policy/policy.ts";
import type { Episode } from "./trial.ts";

export interface EpisodeRequest {
  readonly env: Env;
  readonly envId: number;
  readonly policy: Policy;
  readonly seed: number;
  readonly options: ResetOptions;
}

/** Runs one episode to its end. Rejects with what the environment rejects with, and with `EpisodeLost` when it lost it. */
export async function runEpisode(request: EpisodeRequest, signal?: AbortSignal): Promise<Episode> {
  const { env, envId, policy, seed, options } = request;
  const rng = createRng(seed).stream("policy");
  const envIds = [envId];
  let observation = (await env.reset({ envIds, seeds: [seed], options }, signal)).observations;
  for (let length = 1, total = 0; ; length += 1) {
    const actions = policy.act(observation, [rng]);
    const result = await env.step({ envIds, actions }, signal).catch(atStep(length));
    if (result.lost?.includes(envId)) atStep(length)(new EpisodeLost(envIds, result.reasons[0] ?? ""));
    total += result.rewards[0] ?? Number.NaN;
    observation = result.observations;
    const terminated = result.terminated[0] === true;
    const truncated = result.truncated[0] === true;
    if (terminated || truncated) {
      const reason = result.reasons[0] ?? "";
      const finalObservation = result.final?.observations ?? observation;
      return { seed, return: total, length, terminated, truncated, reason, finalObservation };
    }
  }
}

/** Rethrows; a loss says in which step of the episode it was. */
function atStep(step: number): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof EpisodeLost)) throw error;
    throw new EpisodeLost(error.envIds, `in step ${step}: ${error.reason}`, { cause: error });
  };
}
