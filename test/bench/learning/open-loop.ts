/** The AIBO's gaits on `aibo:walk` with nothing learned around them: what a policy around a gait is held against. */
import type { gaitStarts } from "../../../envs/aibo/gait.ts";
import { openAroundGait } from "../../../src/cli/around-gait.ts";
import { checkTrainConfig, readPreset } from "../../../src/cli/train-config.ts";
import { createRng } from "../../../src/math/random.ts";
import { createLogger } from "../../../src/observe/logging.ts";
import { heldOutSeeds } from "../../../src/train/evaluate.ts";
import { type Measured, measure } from "../../../src/train/learn/evaluation.ts";
import { createLearner } from "../../../src/train/learn/methods.ts";

/** A linear policy that ARS begins with is zero everywhere, so it asks for the gait as it is. */
const PRESET = "ars-aibo-walk";
const PLAYED = ["hand-tuned", "learned"] as const satisfies readonly (keyof typeof gaitStarts)[];

export interface OpenLoop {
  readonly gait: string;
  readonly measured: Measured;
}

/** Each gait on the same held-out episodes, those of `gaitway evaluate` with this seed. */
export async function playOpenLoop({
  episodes,
  seed,
}: {
  episodes: number;
  seed: number;
}): Promise<OpenLoop[]> {
  const played: OpenLoop[] = [];
  for (const gait of PLAYED) played.push({ gait, measured: await play(gait, episodes, seed) });
  return played;
}

async function play(gait: string, episodes: number, seed: number): Promise<Measured> {
  const config = checkTrainConfig({ ...(await readPreset(PRESET)), gait, seed }, PRESET);
  await using logger = createLogger({ level: "warn" });
  await using env = await openAroundGait(config, { workers: config.envs, logger });
  const onLost = (message: string): void => logger.warn(message);
  const learner = createLearner(config, { env, onLost });
  const measured = await measure(
    {
      env,
      model: learner.model,
      seeds: heldOutSeeds(createRng(seed).stream("evaluate"), episodes),
      resetOptions: {},
      episodeSteps: config.episodeSteps,
      groups: 2,
      stopped: () => false,
      onLost,
    },
    learner.initial(),
    "deterministic",
  );
  if (measured === undefined) throw new Error(`the ${gait} gait was not played to the end`);
  return measured;
}
