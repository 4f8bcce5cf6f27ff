/** The last hundred training episodes: what a run is judged by while it goes on. */
import { mean } from "../../math/statistics.ts";
import type { Episode } from "../../rollout/trial.ts";

const LENGTH = 100;

/** `recent` with the returns of `episodes` behind it, the oldest dropped. */
export function withEpisodes(recent: readonly number[], episodes: readonly Episode[]): number[] {
  return [...recent, ...episodes.map((episode) => episode.return)].slice(-LENGTH);
}

/** Mean return and length of the episodes; NaN where there are none. */
export function summaryOf(episodes: readonly Episode[]): {
  readonly iterationReturn: number;
  readonly iterationLength: number;
} {
  return {
    iterationReturn: mean(episodes.map((episode) => episode.return)),
    iterationLength: mean(episodes.map((episode) => episode.length)),
  };
}
