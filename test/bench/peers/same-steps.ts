/**
 * What a search asked of its environments, kept, and stepped once more with nothing attached: the same seeds, the same actions, in as many
 * processes. Physics costs what is being simulated, so another robot's steps would be no measure of ours.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AnyEnv } from "../../../src/env/env.ts";
import { managedPython, pythonPath } from "../../../src/env/python/managed.ts";
import type { AnyBatch } from "../../../src/env/space.ts";
import { packageRoot } from "../../support/package-root.ts";

/** What one environment was asked for, an entry an episode. */
interface Asked {
  readonly seed: number;
  readonly actions: Float64Array[];
}

export interface Recorded {
  readonly env: AnyEnv;
  /** By environment. */
  readonly asked: readonly (readonly Asked[])[];
  rewards: number;
  /** Forgets what was asked until now. */
  clear(): void;
}

/** `env`, with what is asked of it kept. Its actions are a box of numbers. */
export function recorded(env: AnyEnv): Recorded {
  const asked: Asked[][] = Array.from({ length: env.spec.envCount }, () => []);
  const kept: Recorded = {
    asked,
    rewards: 0,
    clear() {
      for (const episodes of asked) episodes.length = 0;
      kept.rewards = 0;
    },
    env: {
      spec: env.spec,
      [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
      reset(request, signal) {
        for (const [i, id] of request.envIds.entries())
          asked[id]?.push({ seed: request.seeds[i] as number, actions: [] });
        return env.reset(request, signal);
      },
      async step(request, signal) {
        for (const [i, id] of request.envIds.entries())
          asked[id]?.at(-1)?.actions.push(rowOf(request.actions, i, request.envIds.length));
        const result = await env.step(request, signal);
        for (const reward of result.rewards) kept.rewards += reward;
        return result;
      },
    },
  };
  return kept;
}

function rowOf(actions: AnyBatch, row: number, rows: number): Float64Array {
  if (!(actions instanceof Float64Array)) throw new Error("only a box of numbers can be stepped again");
  const size = actions.length / rows;
  return new Float64Array(actions.subarray(row * size, (row + 1) * size));
}

/** Steps a second of all processes together. Throws where the rewards come out differently: then it was not the same. */
export async function sameStepsRate(
  uri: string,
  { asked, rewards }: Recorded,
  processes: number,
): Promise<number> {
  const shape = shapeOf(asked);
  const [episodes, steps, envs] = shape;
  const folder = await mkdtemp(join(tmpdir(), "gaitway-same-steps-"));
  try {
    const file = join(folder, "actions");
    await writeFile(file, laidOut(asked, shape));
    const seeds = Array.from({ length: episodes }, (_, k) => asked.map((of) => of[k]?.seed));
    const start = (k: number): number => Math.floor((envs * k) / processes);
    const shares = Array.from({ length: processes }, (_, k) => [start(k), start(k + 1)] as const);
    const told = await Promise.all(shares.map((rows) => stepped({ env: uri, file, shape, seeds, rows })));
    requireSame(
      told.reduce((sum, share) => sum + share.rewards, 0),
      rewards,
    );
    const rate = ([first, after]: readonly [number, number], seconds: number): number =>
      ((after - first) * steps * episodes) / seconds;
    return shares.reduce((sum, rows, k) => sum + rate(rows, told[k]?.seconds ?? Number.NaN), 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Shape = readonly [episodes: number, steps: number, envs: number, actions: number];

/** Throws where episodes are not all of one length, or not as many in each environment. */
function shapeOf(asked: Recorded["asked"]): Shape {
  const [episodes, steps] = [asked[0]?.length ?? 0, asked[0]?.[0]?.actions.length ?? 0];
  if (!asked.every((of) => of.length === episodes && of.every(({ actions }) => actions.length === steps)))
    throw new Error("episodes of unequal length cannot be stepped side by side");
  return [episodes, steps, asked.length, asked[0]?.[0]?.actions[0]?.length ?? 0];
}

/** float64 [episodes, steps, environments, actions] */
function laidOut(asked: Recorded["asked"], [episodes, steps, envs, size]: Shape): Float64Array {
  const all = new Float64Array(episodes * steps * envs * size);
  for (const [env, of] of asked.entries())
    for (const [episode, { actions }] of of.entries())
      for (const [t, row] of actions.entries()) all.set(row, ((episode * steps + t) * envs + env) * size);
  return all;
}

async function stepped(request: object): Promise<{ readonly seconds: number; readonly rewards: number }> {
  const program = join(packageRoot, "test", "bench", "peers", "same_steps.py");
  const env = { ...process.env, PYTHONPATH: pythonPath };
  const { stdout } = await promisify(execFile)(await managedPython(), [program, JSON.stringify(request)], {
    env,
  });
  return JSON.parse(stdout);
}

/** The sums differ by the order of their terms alone. */
function requireSame(got: number, expected: number): void {
  if (Math.abs(got - expected) > 1e-6 * Math.max(1, Math.abs(expected)))
    throw new Error(`the same steps returned ${got} in all, and ${expected} before`);
}
