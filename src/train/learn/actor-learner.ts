/**
 * Learning in action space: a stochastic policy acts, what came of it is a batch, an updater makes new parameters of it.
 *
 *     ┌─ collect: steps of every environment, or whole episodes ─▶ batch ─▶ updater ─┐
 *     └───────────────────────────────── θ′ ◀────────────────────────────────────────┘
 *
 * Statistics of observations and rewards are fixed while a batch is collected and learned from, and take it in afterwards: what
 * was acted on is what is learned from. Imports: math, env, policy, rollout, optimizer.
 */
import { createRng, type Rng } from "../../math/random.ts";
import { mean } from "../../math/statistics.ts";
import { type Encoder, encoder } from "../../policy/encode.ts";
import { learnScale, scaleRewards, unscaled } from "../../rollout/reward-scale.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { ActorLearnerOptions } from "./actor-learner-options.ts";
import { largeBatchCosine } from "./large-batch.ts";
import type { Iterated, IterationContext, Learner, LearnState, Session } from "./learner.ts";
import { guarded, requireFinite, requireUsable } from "./numeric-guard.ts";
import { summaryOf, withEpisodes } from "./returns-window.ts";
import { beginCollector, type Rolled, rollEpisodes, rollLarge, rollSteps } from "./roll.ts";
import { learned, nothingSeen } from "./view.ts";

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

type Roll = (state: LearnState, rng: Rng, stopped: () => boolean) => Promise<Rolled | undefined>;

async function open(
  options: ActorLearnerOptions,
  rows: Encoder,
  root: Rng,
  state: LearnState,
): Promise<Session> {
  const { collect } = options;
  const byEpisodes = "episodes" in collect;
  const collector = byEpisodes ? undefined : await beginCollector(options, rows, root, state);
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
    normalizer: normalizer && learned(normalizer, normalizer.mean.length, seen),
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
