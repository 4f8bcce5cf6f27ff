/** The paper's two gaits as the simulator walks them, beside what the robot did. */
import { type Gait, gaitValues, handTunedGait, learnedGait } from "../../envs/aibo/gait.ts";
import { defaultLapOptions, type LapOutcome } from "../../envs/aibo/lap.ts";
import { createAiboPool } from "../../envs/aibo/pool.ts";
import type { Env, ResetOptions } from "../../src/env/env.ts";

export interface ReplayRow {
  readonly gait: "hand-tuned" | "learned";
  readonly timestep: number;
  readonly laps: number;
  /** Mean and its standard error, m/s. */
  readonly speed: number;
  readonly standardError: number;
  /** On the robot, as recalled from the paper, m/s. */
  readonly robot: number;
  readonly outcomes: Readonly<Partial<Record<LapOutcome, number>>>;
}

const rows: readonly { readonly name: ReplayRow["gait"]; readonly gait: Gait; readonly robot: number }[] = [
  { name: "hand-tuned", gait: handTunedGait, robot: 0.245 },
  { name: "learned", gait: learnedGait, robot: 0.291 },
];

/** Laps of one gait on perturbed models, one seed each from `firstSeed`, on every environment of the pool. */
async function walkLaps(
  env: Env,
  gait: Gait,
  firstSeed: number,
  count: number,
  options: ResetOptions,
): Promise<{ speeds: Float64Array; outcomes: Partial<Record<string, number>> }> {
  const speeds = new Float64Array(count);
  const outcomes: Partial<Record<string, number>> = {};
  let next = 0;
  const lane = async (envId: number): Promise<void> => {
    while (next < count) {
      const index = next++;
      await env.reset({ envIds: [envId], seeds: [firstSeed + index], options });
      const { rewards, reasons } = await env.step({ envIds: [envId], actions: gaitValues(gait) });
      speeds[index] = rewards[0] ?? Number.NaN;
      const outcome = reasons[0] ?? "";
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: env.spec.envCount }, (_, envId) => lane(envId)));
  return { speeds, outcomes };
}

/**
 * Both rows at both timesteps, `laps` perturbed laps each, without noise on the stopwatch.
 */
export async function replayPaper({ laps = 20, workers = 2, firstSeed = 0 } = {}): Promise<ReplayRow[]> {
  await using pool = await createAiboPool({ workers });
  const results: ReplayRow[] = [];
  for (const timestep of [0.002, 0.001])
    for (const { name, gait, robot } of rows) {
      const options = { ...defaultLapOptions, noise: 0, timestep };
      const { speeds, outcomes } = await walkLaps(pool, gait, firstSeed, laps, options);
      const mean = speeds.reduce((sum, speed) => sum + speed, 0) / laps;
      const squares = speeds.reduce((sum, speed) => sum + (speed - mean) ** 2, 0);
      const standardError = Math.sqrt(squares / (laps - 1) / laps);
      results.push({ gait: name, timestep, laps, speed: mean, standardError, robot, outcomes });
    }
  return results;
}
