/** The border of `tell`: what came back is checked once, here, and trusted afterwards. */
import { equal, firstNonFinite } from "../math/vector.ts";
import type { Trial } from "../rollout/trial.ts";
import { type Design, requireFinite } from "./candidates.ts";

/** The trials are not the ones that were asked for, or one of them failed. Nothing was estimated; the estimator keeps no state and stays usable. */
export class InvalidTrials extends Error {
  override readonly name = "InvalidTrials";
}

/**
 * The returns of the trials: one row a candidate, one column an episode. Throws `InvalidTrials` unless there are `count` trials of
 * as many episodes as were asked for, all of finite return, at parameters like `params`, under common seeds where those are due.
 */
export function returnsOf(
  design: Design,
  params: Float64Array,
  trials: readonly Trial[],
  count: number,
): Float64Array[] {
  requireFinite(design.name, params);
  if (trials.length !== count)
    throw new InvalidTrials(
      `${design.name}: expected ${count} trials, one for each candidate of ask(), got ${trials.length}`,
    );
  for (const [i, trial] of trials.entries())
    checkTrial(design, params, trial, `${design.name}: trial ${i} of ${count}`);
  if (design.commonRandomNumbers) checkSeeds(design.name, trials);
  return trials.map(({ episodes }) => Float64Array.from(episodes, (episode) => episode.return));
}

function checkTrial(design: Design, params: Float64Array, trial: Trial, where: string): void {
  if (trial.params.length !== params.length || firstNonFinite(trial.params) >= 0)
    throw new InvalidTrials(
      `${where}: expected ${params.length} finite parameters, got [${trial.params.join(", ")}]`,
    );
  if (trial.episodes.length !== design.episodes)
    throw new InvalidTrials(
      `${where}: expected ${design.episodes} episodes, got ${trial.episodes.length}; repeat those that were lost`,
    );
  for (const [k, episode] of trial.episodes.entries())
    if (!Number.isFinite(episode.return))
      throw new InvalidTrials(
        `${where}: episode ${k} (seed ${episode.seed}, ended by "${episode.reason}") returned ${episode.return}; expected a finite number. Repeat the episode, or give a failed one a return that says how bad it is`,
      );
}

function checkSeeds(name: string, trials: readonly Trial[]): void {
  const expected = (trials[0] as Trial).episodes;
  const list = (episodes: Trial["episodes"]) => episodes.map(({ seed }) => seed).join(", ");
  for (const [i, { episodes }] of trials.entries())
    if (episodes.some(({ seed }, k) => seed !== expected[k]?.seed))
      throw new InvalidTrials(
        `${name}: common random numbers need the same seeds in the same order for every candidate; trial 0 ran ${list(expected)}, trial ${i} ran ${list(episodes)}`,
      );
}

/** Throws `InvalidTrials` unless trial i was run at point i, bit for bit. */
export function requirePoints(name: string, trials: readonly Trial[], points: readonly Float64Array[]): void {
  for (const [i, point] of points.entries()) {
    const found = (trials[i] as Trial).params;
    if (!equal(found, point))
      throw new InvalidTrials(
        `${name}: trial ${i} of ${points.length} was run at [${found.join(", ")}], asked for was [${point.join(", ")}]; hand the trials back in the order of ask(), with the parameters it gave`,
      );
  }
}
