/** What an evaluation says that takes long: how far it is, and what bounds it where episodes do not end by themselves. */
import type { StepResult } from "../env/env.ts";
import type { Space } from "../env/space.ts";

/** Milliseconds without a word. */
const PATIENCE = 10_000;

export interface SlowEvaluation {
  readonly episodes: number;
  /** The most steps of an episode. */
  readonly episodeSteps: number;
  readonly say: (message: string) => void;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** To be told every step: speaks every ten seconds. */
export function tellingWhenSlow(
  evaluation: SlowEvaluation,
): (result: Pick<StepResult<Space>, "envIds">) => void {
  const { episodes, episodeSteps, say, now = () => performance.now() } = evaluation;
  let [steps, spokeAt] = [0, now()];
  return ({ envIds }) => {
    steps += envIds.length;
    if (now() - spokeAt < PATIENCE) return;
    spokeAt = now();
    say(
      `measuring: ${steps} steps of ${episodes} held-out episodes so far; each ends after ${episodeSteps} steps at the latest (the setting episodeSteps)`,
    );
  };
}
