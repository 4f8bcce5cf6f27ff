/** A frozen policy on given seeds: the mean return and how well it is known. */
import type { Observable } from "rxjs";
import type { Env, ResetOptions } from "../env/env.ts";
import type { Rng } from "../math/random.ts";
import { mean, standardError } from "../math/statistics.ts";
import type { Policy } from "../policy/policy.ts";
import { type Rolled, type RolloutOptions, rollout } from "../rollout/rollout.ts";
import { meanObservation, tally } from "./iteration.ts";

export interface EvaluateOptions {
  readonly env: Env;
  readonly policy: Policy;
  /** One episode a seed. */
  readonly seeds: readonly number[];
  readonly resetOptions: ResetOptions;
  readonly stop?: Observable<unknown>;
  readonly onLost?: NonNullable<RolloutOptions["onLost"]>;
}

export interface Evaluation {
  readonly mean: number;
  /** Sample standard deviation ÷ √episodes. */
  readonly standardError: number;
  /** In the order of the seeds. */
  readonly returns: readonly number[];
  /** How the episodes ended: the environment's word → count. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly meanObservation: readonly number[];
}

/** `count` seeds for evaluation; `rng` is a stream that training never draws from. */
export function heldOutSeeds(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => rng.seed());
}

/** The episodes as they finish; `summarize` makes the evaluation of them. */
export function evaluate({ policy, seeds, ...rest }: EvaluateOptions): Observable<Rolled> {
  const jobs = seeds.map((seed, repeat) => ({ candidate: 0, repeat, params: policy.params, seed }));
  return rollout({ policy, jobs, ...rest });
}

export function summarize(rolled: readonly Rolled[]): Evaluation {
  const episodes = [...rolled].sort((a, b) => a.repeat - b.repeat).map(({ episode }) => episode);
  const returns = episodes.map((episode) => episode.return);
  return {
    mean: mean(returns),
    standardError: standardError(returns),
    returns,
    reasons: tally(episodes.map((episode) => episode.reason)),
    meanObservation: Array.from(meanObservation(episodes)),
  };
}
