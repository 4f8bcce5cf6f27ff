/**
 * An environment that tells what it was told. Observation: the seed of the episode, the steps taken in it, the last action.
 * So a reply that belongs to another request, a step that was applied twice or not at all, and a reset that nobody asked
 * for are seen in the numbers. An episode never ends. Served by this file when it is run.
 */
import { pathToFileURL } from "node:url";
import type { Env, EnvSpec } from "../../../src/env/env.ts";
import { ResetNeeded } from "../../../src/env/env.ts";
import { serve } from "../../../src/env/serve.ts";

export function ledgerEnv(envCount: number): Env {
  const episodes = new Map<number, { readonly seed: number; steps: number }>();
  return {
    spec: ledgerSpec(envCount),
    reset: async ({ envIds, seeds }) => {
      for (const [i, envId] of envIds.entries()) episodes.set(envId, { seed: seeds[i] ?? 0, steps: 0 });
      return { envIds, observations: Float64Array.from(seeds.flatMap((seed) => [seed, 0, 0])) };
    },
    step: async ({ envIds, actions }) => {
      const rows = envIds.flatMap((envId, i) => {
        const episode = episodes.get(envId);
        if (episode === undefined) throw new ResetNeeded(envId);
        episode.steps++;
        return [episode.seed, episode.steps, actions[i] ?? Number.NaN];
      });
      const none = envIds.map(() => false);
      const reasons = envIds.map(() => "");
      const observations = Float64Array.from(rows);
      return { envIds, observations, rewards: actions.slice(), terminated: none, truncated: none, reasons };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function ledgerSpec(envCount: number): EnvSpec {
  const box = (size: number, bound: number) => ({
    type: "box" as const,
    dtype: "float64" as const,
    shape: [size],
    low: new Float64Array(size).fill(-bound),
    high: new Float64Array(size).fill(bound),
    names: [],
    units: [],
  });
  return {
    name: "ledger",
    version: "1",
    observationSpace: box(3, Infinity),
    actionSpace: box(1, 1e12),
    envCount,
    controlPeriod: 0.01,
    options: [],
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await serve(ledgerEnv(Number(process.argv[2])), {
    endpoint: "ipc://*",
    onWarning: () => {},
  });
  process.stdin.resume().once("end", () => void server.close().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint })}\n`);
}
