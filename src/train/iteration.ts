/** What an iteration does with its episodes: trials → gradient → step → next state. Pure. */

import type { GradientEstimator } from "../estimator/estimator.ts";
import { mean, sampleVariance } from "../math/statistics.ts";
import { norm } from "../math/vector.ts";
import { type Bounds, boundedStep } from "../optimizer/bounds.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import type { EpisodeJob, Rolled } from "../rollout/rollout.ts";
import type { Episode, Trial } from "../rollout/trial.ts";
import type { Best, IterationRecord, TrainState } from "./state.ts";

/** An episode returned a number no gradient can be made of. The run is as it was at the last checkpoint. */
export class NonFiniteReturn extends Error {
  override readonly name = "NonFiniteReturn";
}

interface Learning {
  readonly method: {
    readonly estimator: GradientEstimator;
    readonly optimizer: Optimizer;
    readonly bounds: Bounds;
  };
  readonly state: TrainState;
  readonly jobs: readonly EpisodeJob[];
  /** One episode a job, in any order. */
  readonly rolled: readonly Rolled[];
  readonly wallTime: number;
}

export function learn({ method, state, jobs, rolled, wallTime }: Learning): {
  record: IterationRecord;
  next: TrainState;
} {
  const { estimator, optimizer, bounds } = method;
  const trials = toTrials(jobs, rolled);
  const { gradient, variance } = estimator.tell(state.params, trials);
  const { delta, state: optimizerState } = optimizer.update(gradient, state.optimizer, state.params);
  const { params, clipped } = boundedStep(state.params, delta, bounds);

  const iteration = state.iteration + 1;
  const episodes = trials.flatMap((trial) => trial.episodes);
  const returns = episodes.map((episode) => episode.return);
  const meanReturn = mean(returns);
  const record: IterationRecord = {
    iteration,
    params: state.params,
    meanReturn,
    returnStd: Math.sqrt(sampleVariance(returns)),
    candidateReturns: trials.map((trial) => mean(trial.episodes.map((episode) => episode.return))),
    gradient,
    gradientNorm: norm(gradient),
    gradientVariance: variance,
    stepNorm: norm(params.map((theta, j) => theta - (state.params[j] ?? Number.NaN))),
    clipped,
    episodes: episodes.length,
    reasons: tally(episodes.map((episode) => episode.reason)),
    meanObservation: meanObservation(episodes),
    wallTime,
  };
  const best = better(state.best, { iteration, params: state.params, meanReturn });
  return { record, next: { iteration, params, optimizer: optimizerState, best, partial: [] } };
}

/** Gathers episodes into one trial a candidate, episodes in the order of the candidate's seeds. */
function toTrials(jobs: readonly EpisodeJob[], rolled: readonly Rolled[]): Trial[] {
  const trials: { params: Float64Array; episodes: Episode[] }[] = [];
  for (const { candidate, params } of jobs) trials[candidate] ??= { params, episodes: [] };
  for (const { candidate, repeat, episode } of rolled) {
    if (!Number.isFinite(episode.return)) {
      throw new NonFiniteReturn(
        `candidate ${candidate}, seed ${episode.seed}: the episode returned ${episode.return}, expected a finite number. ` +
          "Nothing was updated; the last checkpoint is intact. Look at what the environment does with these parameters: " +
          Array.from(trials[candidate]?.params ?? []).join(", "),
      );
    }
    const trial = trials[candidate];
    if (trial !== undefined) trial.episodes[repeat] = episode;
  }
  return trials;
}

function better(best: Best | undefined, candidate: Best): Best {
  return best === undefined || candidate.meanReturn > best.meanReturn ? candidate : best;
}

export function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

export function meanObservation(episodes: readonly Episode[]): Float64Array {
  const size = episodes[0]?.finalObservation.length ?? 0;
  return Float64Array.from({ length: size }, (_, j) =>
    mean(episodes.map((episode) => episode.finalObservation[j] ?? Number.NaN)),
  );
}
