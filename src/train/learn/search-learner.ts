/**
 * Learning in parameter space: candidates are tried for whole episodes, an estimator makes a gradient of their returns, an optimizer a
 * step. The policy is deterministic, so whatever an episode returns is owed to its parameters and its seed.
 *
 *     θ ─ ask ─▶ candidates ─ whole episodes ─▶ trials ─ tell ─▶ gradient ─ optimizer ─▶ θ′
 *
 * Statistics of observations are fixed while an iteration is rolled out, and take its observations in afterwards (that is what ARS V2
 * adds to V1). Imports: math, env, policy, rollout, estimator, optimizer.
 */
import { lastValueFrom, toArray } from "rxjs";
import type { AnyEnv, ResetOptions } from "../../env/env.ts";
import type { Candidate } from "../../estimator/estimator.ts";
import { createRng, type Rng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { type Encoder, encoder } from "../../policy/encode.ts";
import { modelActor } from "../../policy/network-policy.ts";
import { Simulated } from "../../rollout/simulated.ts";
import type { Trial } from "../../rollout/trial.ts";
import { groupCount, type Whole, wholeEpisodes } from "../../rollout/whole-episodes.ts";
import type { Iterated, IterationContext, Learner, LearnState } from "./learner.ts";
import { guarded, requireFinite, requireUsable } from "./numeric-guard.ts";
import { summaryOf, withEpisodes } from "./returns-window.ts";
import { learned, nothingSeen, viewThrough } from "./view.ts";

export interface SearchLearnerOptions {
  readonly env: AnyEnv;
  /** Its critic, if any, is of no use here. */
  readonly model: ActorCritic;
  readonly method: SearchMethod;
  readonly seed: number;
  /** Zeros, as ARS begins, or as the network is made. */
  readonly start: "zero" | "random";
  readonly normalizeObservations: boolean;
  /** Taken off every reward in training, so that mere survival is no gain; evaluations never see it. */
  readonly rewardShift: number;
  readonly resetOptions: ResetOptions;
  readonly episodeSteps: number;
  readonly groups: number;
  readonly onLost: (message: string) => void;
}

/** What asks and is told. */
export interface SearchMethod {
  readonly name: string;
  init(params: Float64Array): LearnState["memory"];
  ask(state: Searched, rng: Rng): Candidate[];
  tell(
    state: Searched,
    trials: readonly Trial[],
    progress: number,
  ): Searched & { readonly metrics: Record<string, number> };
}

export interface Searched {
  readonly params: Float64Array;
  readonly memory: LearnState["memory"];
}

export function searchLearner(options: SearchLearnerOptions): Learner {
  const { env, model, method, start } = options;
  const rows = encoder(env.spec.observationSpace);
  const root = createRng(options.seed);
  return {
    description: `${method.name}, ${model.name}`,
    model,
    modes: ["deterministic"],
    initial: () => {
      const made = model.init(root.stream("params"));
      const params = start === "zero" ? new Float64Array(made.length) : made;
      return {
        iteration: 0,
        steps: 0,
        episodes: 0,
        params,
        memory: method.init(params),
        normalizer: options.normalizeObservations ? nothingSeen(rows.size) : null,
        rewardScale: null,
        courses: [],
        recentReturns: [],
      };
    },
    open: () =>
      Promise.resolve({
        iterate: (state, context) => iterate(options, rows, root.stream("train"), state, context),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}

async function iterate(
  options: SearchLearnerOptions,
  rows: Encoder,
  root: Rng,
  state: LearnState,
  { stopped, progress }: IterationContext,
): Promise<Iterated | undefined> {
  const begin = performance.now();
  const { method, rewardShift } = options;
  const rng = root.stream("iteration").stream(state.iteration + 1);
  const candidates = method.ask(state, rng);
  const { whole: rolled, simulated } = await roll(options, rows, state, candidates, stopped);
  if (rolled === undefined) return undefined;
  const rolledAt = performance.now();
  const envTime = (rolledAt - begin) / 1000;
  const trials = trialsOf(candidates, rolled, rewardShift);
  const stretches = rolled.flatMap((whole) => whole.stretches);
  requireUsable(stretches);
  const { params, memory, metrics } = guarded(stretches, () => method.tell(state, trials, progress));
  const episodes = rolled.map(({ episode }) => episode);
  const seen = rolled.map((whole) => whole.seen);
  const next: LearnState = {
    ...state,
    iteration: state.iteration + 1,
    steps: state.steps + episodes.reduce((sum, { length }) => sum + length, 0),
    episodes: state.episodes + episodes.length,
    params,
    memory,
    normalizer: state.normalizer && learned(state.normalizer, rows.size, seen),
    recentReturns: withEpisodes(state.recentReturns, episodes),
  };
  requireFinite(next, stretches);
  const record = {
    iteration: next.iteration,
    steps: next.steps,
    episodes: next.episodes,
    meanReturn: mean(next.recentReturns),
    ...summaryOf(episodes),
    metrics,
    actTime: Number.NaN,
    envTime,
    ...simulated.within(envTime),
    learnTime: (performance.now() - rolledAt) / 1000,
  };
  return { state: next, record, episodes };
}

interface Rolled {
  /** Undefined when it was stopped before all were done. */
  readonly whole: readonly Whole[] | undefined;
  readonly simulated: Simulated;
}

/** Every candidate for each of its seeds, in that order. */
async function roll(
  { model, ...options }: SearchLearnerOptions,
  rows: Encoder,
  { normalizer }: LearnState,
  candidates: readonly Candidate[],
  stopped: () => boolean,
): Promise<Rolled> {
  const jobs = candidates.flatMap(({ params, seeds }) => {
    const actor = modelActor(model, params, "deterministic");
    return seeds.map((seed) => ({ actor, seed }));
  });
  const view = viewThrough(rows, normalizer);
  const rngOf = createRng;
  const simulated = new Simulated(groupCount({ ...options, jobs }));
  const onStep = simulated.add.bind(simulated);
  const episodes = wholeEpisodes({ ...options, view, jobs, rngOf, stopped, onStep });
  const whole = await lastValueFrom(episodes.pipe(toArray()));
  whole.sort((a, b) => a.job - b.job);
  return { whole: whole.length < jobs.length ? undefined : whole, simulated };
}

function trialsOf(candidates: readonly Candidate[], rolled: readonly Whole[], rewardShift: number): Trial[] {
  let at = 0;
  return candidates.map(({ params, seeds }) => ({
    params,
    episodes: seeds.map(() => {
      const { episode } = rolled[at++] as Whole;
      return { ...episode, return: episode.return - rewardShift * episode.length };
    }),
  }));
}
