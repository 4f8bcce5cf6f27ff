/**
 * A trained policy on held-out seeds: deterministic, as it would be deployed, or stochastic, as it is trained. The two may be far apart, and
 * neither is the mean of the training episodes.
 */
import { lastValueFrom, type Observable, toArray } from "rxjs";
import type { NormalizerState } from "../../env/normalizer.ts";
import { createRng } from "../../math/random.ts";
import { mean, standardError } from "../../math/statistics.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { encoder } from "../../policy/encode.ts";
import { modelActor } from "../../policy/network-policy.ts";
import { type Whole, type WholeEpisodesOptions, wholeEpisodes } from "../../rollout/whole-episodes.ts";
import { tally } from "../iteration.ts";
import type { Mode } from "./learner.ts";
import { viewThrough } from "./view.ts";

/** A policy as it was trained: what a state of any learner holds of it. */
export interface Trained {
  readonly params: Float64Array;
  readonly normalizer: NormalizerState | null;
}

export interface EvaluationOptions
  extends Pick<
    WholeEpisodesOptions,
    "env" | "resetOptions" | "episodeSteps" | "groups" | "stopped" | "onLost" | "onStep"
  > {
  readonly model: ActorCritic;
  /** One episode a seed. */
  readonly seeds: readonly number[];
}

export interface Measured {
  readonly mean: number;
  /** Sample standard deviation ÷ √episodes. */
  readonly standardError: number;
  /** In the order of the seeds. */
  readonly returns: readonly number[];
  readonly meanLength: number;
  /** How the episodes ended: the environment's word → count. */
  readonly reasons: Readonly<Record<string, number>>;
}

export interface Evaluated {
  readonly deterministic: Measured;
  /** Absent where nothing is drawn. */
  readonly stochastic?: Measured;
}

/** The episodes as they finish. */
export function evaluationEpisodes(
  { model, seeds, ...options }: EvaluationOptions,
  { params, normalizer }: Trained,
  mode: Mode,
): Observable<Whole> {
  const view = viewThrough(encoder(options.env.spec.observationSpace), normalizer);
  const actor = modelActor(model, params, mode);
  const rngOf = (seed: number) => createRng(seed).stream("policy");
  return wholeEpisodes({ ...options, view, rngOf, jobs: seeds.map((seed) => ({ actor, seed })) });
}

/** Undefined when it was stopped before all episodes were done. */
export async function measure(
  options: EvaluationOptions,
  trained: Trained,
  mode: Mode,
): Promise<Measured | undefined> {
  const whole = await lastValueFrom(evaluationEpisodes(options, trained, mode).pipe(toArray()));
  return whole.length < options.seeds.length ? undefined : measuredOf(whole);
}

export function measuredOf(whole: readonly Whole[]): Measured {
  const episodes = [...whole].sort((a, b) => a.job - b.job).map(({ episode }) => episode);
  const returns = episodes.map((episode) => episode.return);
  return {
    mean: mean(returns),
    standardError: standardError(returns),
    returns,
    meanLength: mean(episodes.map(({ length }) => length)),
    reasons: tally(episodes.map(({ reason }) => reason)),
  };
}
