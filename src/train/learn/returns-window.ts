/** The last hundred training episodes: what a run is judged by while it goes on. */
import { mean } from "../../math/statistics.ts";
import type { Episode } from "../../rollout/trial.ts";
import { tally } from "../iteration.ts";
import type { LearnRecord } from "./learner.ts";

const LENGTH = 100;

/** `recent` with the returns of `episodes` behind it, the oldest dropped. */
export function withEpisodes(recent: readonly number[], episodes: readonly Episode[]): number[] {
  return [...recent, ...episodes.map((episode) => episode.return)].slice(-LENGTH);
}

/** What a record tells of the episodes that ended in its iteration; means of none are NaN. */
export function summaryOf(
  episodes: readonly Episode[],
): Pick<LearnRecord, "iterationReturn" | "iterationLength" | "returns" | "reasons"> {
  const returns = episodes.map((episode) => episode.return);
  return {
    iterationReturn: mean(returns),
    iterationLength: mean(episodes.map((episode) => episode.length)),
    returns,
    reasons: tally(episodes.map(({ reason }) => reason)),
  };
}
