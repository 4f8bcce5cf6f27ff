/** Does the resident set stay where it is while laps are walked? The WASM heap and detached views are the traps. */
import { gaitValues, learnedGait } from "../../envs/aibo/gait.ts";
import { createAiboPool } from "../../envs/aibo/pool.ts";

export interface MemoryResult {
  readonly laps: number;
  /** Resident set after `warmUpLaps`, and at the end: median of the last samples before each, bytes. */
  readonly before: number;
  readonly after: number;
  /** after / before − 1. */
  readonly growth: number;
}

const sampleEvery = 20;
const sampleCount = 9;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Walks `laps` laps through the pool in this process and compares the resident set after the first `warmUpLaps` with the
 * one at the end.
 */
export async function measureMemory({
  laps = 5000,
  warmUpLaps = 500,
  workers = 2,
} = {}): Promise<MemoryResult> {
  await using pool = await createAiboPool({ workers });
  const samples: number[] = [];
  let before = Number.NaN;
  let walked = 0;
  let next = 0;
  const lane = async (envId: number): Promise<void> => {
    while (next < laps) {
      const seed = next++;
      await pool.reset({ envIds: [envId], seeds: [seed] });
      await pool.step({ envIds: [envId], actions: gaitValues(learnedGait) });
      walked++;
      if (walked % sampleEvery === 0) samples.push(process.memoryUsage.rss());
      if (walked === warmUpLaps) before = median(samples.slice(-sampleCount));
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, envId) => lane(envId)));
  const after = median(samples.slice(-sampleCount));
  return { laps, before, after, growth: after / before - 1 };
}
