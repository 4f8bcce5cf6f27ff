/** The episodes that a stream lost, in words for who runs it: which environment, episode and step, why, and what is done. */
import type { Transitions } from "./stream.ts";

export interface LostEpisode {
  readonly envId: number;
  /** How many episodes of the environment came before it. */
  readonly episode: number;
  /** The action, counted from 1, that nothing came of. */
  readonly step: number;
  readonly reason: string;
  /** All of it in a sentence. */
  readonly message: string;
}

/** None for most emissions. The stream resets the environments itself: what is left to do is to mend the cause. */
export function lostEpisodes<O, A>({ envIds, lost = [], reasons, before }: Transitions<O, A>): LostEpisode[] {
  return lost.map((envId) => {
    const row = before.envIds.indexOf(envId);
    const episode = before.episodes[row] ?? 0;
    const step = (before.steps[row] ?? 0) + 1;
    const reason = reasons[envIds.indexOf(envId)] ?? "";
    const message = `environment ${envId} lost its episode ${episode} at step ${step}: ${reason}; it is reset and goes on with the next`;
    return { envId, episode, step, reason, message };
  });
}
