/**
 * Learning in action space: a stochastic policy acts, what came of it is a batch, an updater makes new parameters of it.
 *
 *     ┌─ collect: steps of every environment, or whole episodes ─▶ batch ─▶ updater ─┐
 *     └───────────────────────────────── θ′ ◀────────────────────────────────────────┘
 *
 * Statistics of observations and rewards are fixed while a batch is collected and learned from, and take it in afterwards: what
 * was acted on is what is learned from. Imports: math, env, policy, rollout, optimizer.
 */
import { lastValueFrom, toArray } from "rxjs";
import type { AnyEnv, ResetOptions } from "../../env/env.ts";
import { createRng, type Rng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import type { ActorCritic } from "../../policy/actor-critic.ts";
import { type Encoder, encoder } from "../../policy/encode.ts";
import { modelActor } from "../../policy/network-policy.ts";
import type { Actor } from "../../rollout/actor.ts";
import { Collector } from "../../rollout/collector.ts";
import { learnScale, scaleRewards, unscaled } from "../../rollout/reward-scale.ts";
import { Simulated } from "../../rollout/simulated.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Episode } from "../../rollout/trial.ts";
import { groupCount, wholeEpisodes } from "../../rollout/whole-episodes.ts";
import { largeBatchCosine, piecesOf } from "./large-batch.ts";
import type { Iterated, IterationContext, Learner, LearnState, Session } from "./learner.ts";
import { guarded, requireFinite, requireUsable } from "./numeric-guard.ts";
import { summaryOf, withEpisodes } from "./returns-window.ts";
import type { Updater } from "./updater.ts";
import { learned, nothingSeen, viewThrough } from "./view.ts";

export interface ActorLearnerOptions {
  readonly env: AnyEnv;
  readonly model: ActorCritic;
  readonly updater: Updater;
  /** Steps of every environment, or whole episodes, an iteration. */
  readonly collect: { readonly steps: number } | { readonly episodes: number };
  readonly seed: number;
  /** γ, for the scale of rewards. */
  readonly discount: number;
  readonly normalizeObservations: boolean;
  readonly normalizeRewards: boolean;
  /** What an episode of this seed draws its actions from: fresh numbers, or some that hang together in time. */
  readonly rngOf: (seed: number) => Rng;
  readonly resetOptions: ResetOptions;
  readonly episodeSteps: number;
  readonly groups: number;
  /** Every so many iterations the gradient is held against that of so many fresh episodes; never when absent. */
  readonly largeBatch?: LargeBatch | undefined;
  readonly onLost: (message: string) => void;
}

export interface LargeBatch {
  readonly every: number;
  readonly episodes: number;
  /** Environments of the same kind that nobody trains in. */
  readonly env: AnyEnv;
}

/** Scaled rewards are held to this: CleanRL, after OpenAI baselines. */
const REWARD_CLIP = 10;

export function actorLearner(options: ActorLearnerOptions): Learner {
  const { env, model, updater, seed } = options;
  const rows = encoder(env.spec.observationSpace);
  if (rows.size !== model.observationSize)
    throw new RangeError(
      `${env.spec.name} shows ${rows.size} numbers an observation, the model takes ${model.observationSize}`,
    );
  const root = createRng(seed);
  return {
    description: `${updater.name}, ${model.name}`,
    model,
    modes: model.head.name === "deterministic" ? ["deterministic"] : ["deterministic", "stochastic"],
    initial: () => {
      const params = model.init(root.stream("params"));
      return {
        iteration: 0,
        steps: 0,
        episodes: 0,
        params,
        memory: updater.init(params),
        normalizer: options.normalizeObservations ? nothingSeen(rows.size) : null,
        rewardScale: options.normalizeRewards ? unscaled(env.spec.envCount) : null,
        courses: [],
        recentReturns: [],
      };
    },
    open: (state) => open(options, rows, root.stream("train"), state),
  };
}

/** What one iteration rolled out. */
interface Rolled {
  readonly stretches: readonly Stretch[];
  readonly episodes: readonly Episode[];
  readonly seen: readonly Float64Array[];
  readonly actTime: number;
  readonly time: number;
  readonly simulateTime?: number;
}

type Roll = (state: LearnState, rng: Rng, stopped: () => boolean) => Promise<Rolled | undefined>;

async function open(
  options: ActorLearnerOptions,
  rows: Encoder,
  root: Rng,
  state: LearnState,
): Promise<Session> {
  const { collect } = options;
  const byEpisodes = "episodes" in collect;
  const collector = byEpisodes ? undefined : await begin(options, rows, root, state);
  const roll: Roll =
    collector === undefined
      ? (at, rng, stopped) => rollEpisodes(options, rows, at, rng, stopped)
      : (at) => rollSteps(options, rows, collector, at);
  return {
    async iterate(from, context) {
      const rng = root.stream("iteration").stream(from.iteration + 1);
      const rolled = await roll(from, rng, context.stopped);
      if (rolled === undefined) return undefined;
      const { largeBatch } = options;
      const isDue = largeBatch !== undefined && (from.iteration + 1) % largeBatch.every === 0;
      const large = isDue ? await rollLarge(options, largeBatch, rows, from, rng, context.stopped) : [];
      if (large === undefined) return undefined;
      return learn(options, from, rolled, { rng, context, courses: collector?.courses ?? [], large });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function begin(
  { model, ...options }: ActorLearnerOptions,
  rows: Encoder,
  root: Rng,
  { params, normalizer, courses }: LearnState,
): Promise<Collector> {
  const view = viewThrough(rows, normalizer);
  const seeds = root.stream("environments");
  return await Collector.begin({ ...options, view, seeds }, modelActor(model, params), courses);
}

async function rollSteps(
  { model, collect }: ActorLearnerOptions,
  rows: Encoder,
  collector: Collector,
  { params, normalizer }: LearnState,
): Promise<Rolled> {
  const steps = "steps" in collect ? collect.steps : 0;
  collector.seeThrough(viewThrough(rows, normalizer));
  const { finished, ...rolled } = await collector.collect(modelActor(model, params), steps);
  return { ...rolled, episodes: finished.map(({ episode }) => episode) };
}

/** Undefined when it was stopped before all of them were done: a part of them would favor those that end early. */
async function rollEpisodes(
  { model, collect, ...options }: ActorLearnerOptions,
  rows: Encoder,
  { params, normalizer }: LearnState,
  rng: Rng,
  stopped: () => boolean,
): Promise<Rolled | undefined> {
  const begin = performance.now();
  const count = "episodes" in collect ? collect.episodes : 0;
  const seeds = rng.stream("episodes");
  const actor = timed(modelActor(model, params));
  const jobs = Array.from({ length: count }, () => ({ actor, seed: seeds.seed() }));
  const view = viewThrough(rows, normalizer);
  const simulated = new Simulated(groupCount({ ...options, jobs }));
  const episodes = wholeEpisodes({ ...options, view, jobs, stopped, simulated });
  const whole = await lastValueFrom(episodes.pipe(toArray()));
  if (whole.length < count) return undefined;
  whole.sort((a, b) => a.job - b.job);
  const [actTime, time] = [actor.seconds(), (performance.now() - begin) / 1000];
  return {
    stretches: whole.flatMap(({ stretches }) => stretches),
    episodes: whole.map(({ episode }) => episode),
    seen: whole.flatMap(({ seen }) => seen),
    actTime,
    time,
    ...simulated.within(time - actTime),
  };
}

/** Fresh whole episodes of the same policy, cut as its own batches are; undefined when it was stopped in them. */
async function rollLarge(
  options: ActorLearnerOptions,
  { env, episodes }: LargeBatch,
  rows: Encoder,
  state: LearnState,
  rng: Rng,
  stopped: () => boolean,
): Promise<readonly Stretch[] | undefined> {
  const { collect } = options;
  const fresh = { ...options, env, collect: { episodes } };
  const rolled = await rollEpisodes(fresh, rows, state, rng.stream("large batch"), stopped);
  if (rolled === undefined || "episodes" in collect) return rolled?.stretches;
  return rolled.stretches.flatMap((stretch) => piecesOf(stretch, collect.steps));
}

/** `actor`, with the time spent in it. */
function timed(actor: Actor): Actor & { readonly seconds: () => number } {
  let spent = 0;
  return {
    ...actor,
    act(observations, rngs) {
      const begin = performance.now();
      const stored = actor.act(observations, rngs);
      spent += performance.now() - begin;
      return stored;
    },
    seconds: () => spent / 1000,
  };
}

interface Learning {
  readonly rng: Rng;
  readonly context: IterationContext;
  readonly courses: LearnState["courses"];
  /** Of a large batch at the same parameters; empty where none was due. */
  readonly large: readonly Stretch[];
}

function learn(
  { updater, discount }: ActorLearnerOptions,
  state: LearnState,
  { stretches, episodes, seen, actTime, time, simulateTime }: Rolled,
  { rng, context, courses, large }: Learning,
): Iterated {
  const begin = performance.now();
  const { params, memory, normalizer, rewardScale } = state;
  requireUsable(stretches);
  const scale = (given: readonly Stretch[]) =>
    rewardScale === null ? given : scaleRewards(rewardScale, given, REWARD_CLIP);
  const { progress } = context;
  const batch = { params, memory, stretches: scale(stretches), rng: rng.stream("update"), progress };
  const update = guarded(stretches, () => updater.update(batch));
  requireUsable(large);
  const told = guarded(large, () =>
    large.length === 0 ? {} : { largeBatchCosine: largeBatchCosine(updater, batch, scale(large)) },
  );
  const steps = stretches.reduce((sum, { length }) => sum + length, 0);
  const next: LearnState = {
    iteration: state.iteration + 1,
    steps: state.steps + steps,
    episodes: state.episodes + episodes.length,
    params: update.params,
    memory: update.memory,
    normalizer: normalizer && learned(normalizer, seen[0]?.length ?? 0, seen),
    rewardScale: rewardScale && learnScale(rewardScale, stretches, discount),
    courses,
    recentReturns: withEpisodes(state.recentReturns, episodes),
  };
  requireFinite(next, stretches);
  const record = {
    iteration: next.iteration,
    steps: next.steps,
    episodes: next.episodes,
    meanReturn: mean(next.recentReturns),
    ...summaryOf(episodes),
    metrics: { ...update.metrics, ...told },
    actTime,
    envTime: time - actTime,
    ...(simulateTime === undefined ? {} : { simulateTime }),
    learnTime: (performance.now() - begin) / 1000,
  };
  return { state: next, record, episodes };
}
