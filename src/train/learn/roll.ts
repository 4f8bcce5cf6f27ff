/** What an iteration of an actor's learner is made of: so many steps of every environment, or whole episodes. */
import { lastValueFrom, toArray } from "rxjs";
import type { Rng } from "../../math/random.ts";
import type { Encoder } from "../../policy/encode.ts";
import { modelActor } from "../../policy/network-policy.ts";
import type { Actor } from "../../rollout/actor.ts";
import { Collector } from "../../rollout/collector.ts";
import { Simulated } from "../../rollout/simulated.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Episode } from "../../rollout/trial.ts";
import { groupCount, wholeEpisodes } from "../../rollout/whole-episodes.ts";
import type { ActorLearnerOptions, LargeBatch } from "./actor-learner-options.ts";
import { piecesOf } from "./large-batch.ts";
import type { LearnState } from "./learner.ts";
import { viewThrough } from "./view.ts";

/** What one iteration rolled out. */
export interface Rolled {
  readonly stretches: readonly Stretch[];
  readonly episodes: readonly Episode[];
  /** Rows, in parts: see Collected. */
  readonly seen: readonly Float64Array[];
  readonly actTime: number;
  readonly time: number;
  readonly simulateTime?: number;
}

export async function beginCollector(
  { model, ...options }: ActorLearnerOptions,
  rows: Encoder,
  root: Rng,
  { params, normalizer, courses }: LearnState,
): Promise<Collector> {
  const view = viewThrough(rows, normalizer);
  const seeds = root.stream("environments");
  return await Collector.begin({ ...options, view, seeds }, modelActor(model, params), courses);
}

export async function rollSteps(
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
export async function rollEpisodes(
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
  const onStep = simulated.add.bind(simulated);
  const episodes = wholeEpisodes({ ...options, view, jobs, stopped, onStep });
  const whole = await lastValueFrom(episodes.pipe(toArray()));
  if (whole.length < count) return undefined;
  whole.sort((a, b) => a.job - b.job);
  const [actTime, time] = [actor.seconds(), (performance.now() - begin) / 1000];
  return {
    stretches: whole.flatMap(({ stretches }) => stretches),
    episodes: whole.map(({ episode }) => episode),
    seen: whole.map(({ seen }) => seen),
    actTime,
    time,
    ...simulated.within(time - actTime),
  };
}

/** Fresh whole episodes of the same policy, cut as its own batches are; undefined when it was stopped in them. */
export async function rollLarge(
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
