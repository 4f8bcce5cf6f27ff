/** Do the resident sets of both processes stay where they are over a million steps? */
import { readFile } from "node:fs/promises";
import { connect } from "../../../src/env/remote.ts";
import { median } from "../percentiles.ts";
import { startSimulator } from "./simulator.ts";

export interface Growth {
  /** Bytes after the warm-up, and at the end; medians of some samples each. */
  readonly before: number;
  readonly after: number;
  /** after / before − 1. */
  readonly growth: number;
}

export interface MemoryResult {
  readonly steps: number;
  readonly agent: Growth;
  readonly server: Growth;
}

const ENVS = 16;
const SAMPLES = 9;

export async function measureMemory({ steps = 1_000_000, warmUp = 0.2 } = {}): Promise<MemoryResult> {
  await using simulator = await startSimulator("toy:point-mass", { envs: ENVS, processes: 0 });
  await using env = await connect(simulator.endpoint, { expect: "any" });
  const envIds = Array.from({ length: ENVS }, (_, envId) => envId);
  const actions = new Float64Array(2 * ENVS).fill(0.01);
  const rounds = Math.ceil(steps / ENVS);
  const every = Math.max(1, Math.floor((rounds * warmUp) / SAMPLES));
  const samples: { readonly at: number; readonly agent: number; readonly server: number }[] = [];
  await env.reset({ envIds, seeds: envIds });
  for (let round = 1; round <= rounds; round++) {
    const { truncated, terminated } = await env.step({ envIds, actions });
    const over = envIds.filter((_, i) => truncated[i] || terminated[i]);
    if (over.length > 0) await env.reset({ envIds: over, seeds: over });
    if (round % every === 0) {
      const server = await residentBytes(simulator.pid);
      samples.push({ at: round, agent: process.memoryUsage.rss(), server });
    }
  }
  const warm = samples.filter(({ at }) => at >= rounds * warmUp);
  const growthOf = (pick: (sample: (typeof samples)[number]) => number): Growth => {
    const before = median(warm.slice(0, SAMPLES).map(pick));
    const after = median(warm.slice(-SAMPLES).map(pick));
    return { before, after, growth: after / before - 1 };
  };
  return {
    steps: rounds * ENVS,
    agent: growthOf(({ agent }) => agent),
    server: growthOf(({ server }) => server),
  };
}

async function residentBytes(pid: number): Promise<number> {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}
