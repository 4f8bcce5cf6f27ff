/** One seed of ours to a threshold, in a process of its own: `solve-run.js JSON` (solve.ts), which says a `Solved` as JSON. */
import { openAroundGait } from "../../../src/cli/around-gait.ts";
import { checkTrainConfig, readPreset } from "../../../src/cli/train-config.ts";
import { createRng } from "../../../src/math/random.ts";
import { createLogger } from "../../../src/observe/logging.ts";
import { heldOutSeeds } from "../../../src/train/evaluate.ts";
import { measure } from "../../../src/train/learn/evaluation.ts";
import { type LearnProgress, type LearnStore, learn } from "../../../src/train/learn/learn.ts";
import { createLearner } from "../../../src/train/learn/methods.ts";
import type { Solved, SolveRequest } from "./solve.ts";

/** What is measured is learning: nothing is kept. */
const nowhere: LearnStore = { save: () => Promise.resolve(), hold: () => undefined };

async function solve({ preset, settings, seed, every, episodes, threshold }: SolveRequest): Promise<Solved> {
  const config = checkTrainConfig({ ...(await readPreset(preset)), ...settings, seed }, preset);
  await using logger = createLogger({ level: "warn" });
  await using env = await openAroundGait(config, { workers: config.envs, logger });
  await using trial = await openAroundGait(config, { workers: Math.min(8, episodes), logger });
  const onLost = (message: string): void => logger.warn(message);
  const learner = createLearner(config, { env, onLost });
  const options = {
    env: trial,
    model: learner.model,
    seeds: heldOutSeeds(createRng(seed).stream("held-out"), episodes),
    resetOptions: {},
    episodeSteps: config.episodeSteps,
    groups: 2,
    stopped: () => false,
    onLost,
  };
  const begun = performance.now();
  let aside = 0;
  const evaluate: Parameters<typeof learn>[0]["evaluation"] = {
    every,
    async evaluate(state) {
      const at = performance.now();
      const deterministic = await measure(options, state, "deterministic");
      aside += performance.now() - at;
      return deterministic && { deterministic };
    },
  };
  const until = { steps: config.steps };
  const run = learn({
    learner,
    until,
    store: nowhere,
    saveEvery: Number.POSITIVE_INFINITY,
    evaluation: evaluate,
  });
  return await new Promise<Solved>((resolve, reject) => {
    let last: Solved = { reached: false, seconds: Number.NaN, steps: 0, mean: Number.NaN };
    const stop = run.subscribe({
      next(event: LearnProgress) {
        if (event.type === "iteration") return;
        const { mean } = event.evaluated.deterministic;
        const seconds = (performance.now() - begun - aside) / 1000;
        last = { reached: mean >= threshold, seconds, steps: event.run.learner.steps, mean };
        if (!last.reached) return;
        queueMicrotask(() => stop.unsubscribe());
        resolve(last);
      },
      error: reject,
      complete: () => resolve(last),
    });
  });
}

const solved = await solve(JSON.parse(process.argv[2] ?? "{}") as SolveRequest);
process.stdout.write(`${JSON.stringify(solved)}\n`, () => process.exit());
