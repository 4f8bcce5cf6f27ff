/**
 * ARS on HalfCheetah-v5 beside its simulator alone: steps a second of whole iterations (asking, acting, the wire, the simulator, learning), and of
 * the very same episodes with nothing attached, in turns.
 */
import { lastValueFrom } from "rxjs";
import { openServers } from "../../../src/cli/servers.ts";
import { checkTrainConfig, readPreset } from "../../../src/cli/train-config.ts";
import { createLogger } from "../../../src/observe/logging.ts";
import { type LearnStore, learn } from "../../../src/train/learn/learn.ts";
import { createLearner } from "../../../src/train/learn/methods.ts";
import { median } from "../percentiles.ts";
import { recorded, sameStepsRate } from "./same-steps.ts";

export interface SearchRates {
  readonly directions: number;
  readonly envs: number;
  /** Steps a second of all environments together, medians of the turns. */
  readonly bare: number;
  readonly gaitway: number;
  /** Median over the turns of ours over the bare one's. */
  readonly share: number;
}

const PRESET = "ars-half-cheetah";
const PROCESSES = 2;
const EPISODE_STEPS = 1000;
const SECONDS = 4;

/** Nothing is kept: what is measured is learning. */
const nowhere: LearnStore = { save: () => Promise.resolve(), hold: () => undefined };

/** An environment for each of the two candidates of a direction, so that an iteration is one wave of episodes. */
export async function measureSearch(directions: number, { turns = 3 } = {}): Promise<SearchRates> {
  const envs = 2 * directions;
  const iteration = envs * EPISODE_STEPS;
  const settings = { envs, directions, keptDirections: directions / 2, servers: PROCESSES };
  const config = checkTrainConfig({ ...(await readPreset(PRESET)), ...settings }, PRESET);
  await using logger = createLogger({ level: "warn" });
  const onLost = (message: string): void => logger.warn(message);
  await using env = await openServers(config.env, { workers: envs, servers: PROCESSES, logger });
  const kept = recorded(env);
  const learner = createLearner(config, { env: kept.env, onLost });
  const iterations = async (count: number): Promise<number> => {
    const begin = performance.now();
    const until = { steps: count * iteration };
    await lastValueFrom(learn({ learner, until, store: nowhere, saveEvery: Number.POSITIVE_INFINITY }));
    return (count * iteration) / ((performance.now() - begin) / 1000);
  };
  const warm = await iterations(1);
  const count = Math.max(1, Math.round((warm * SECONDS) / iteration));
  const rates: { bare: number; gaitway: number }[] = [];
  for (let turn = 0; turn < turns; turn++) {
    kept.clear();
    const gaitway = await iterations(count);
    rates.push({ bare: await sameStepsRate(config.env, kept, PROCESSES), gaitway });
  }
  return {
    directions,
    envs,
    bare: median(rates.map(({ bare }) => bare)),
    gaitway: median(rates.map(({ gaitway }) => gaitway)),
    share: median(rates.map(({ bare, gaitway }) => gaitway / bare)),
  };
}
