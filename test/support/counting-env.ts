/**
 * An environment with answers that can be worked out by hand, and delays and faults that a test controls.
 *
 * Observation: [seed, steps taken, sum of the last action]; reward: that sum; the episode terminates with reason "full" at
 * `episodeLength` steps. `gate` lets a test hold a step until it is released.
 */
import type { Env, EnvSpec, ResetRequest, ResetResult, StepRequest, StepResult } from "../../src/env/env.ts";
import { ResetNeeded } from "../../src/env/env.ts";

export interface CountingOptions {
  readonly envCount?: number;
  readonly actionSize?: number;
  readonly observationSize?: number;
  readonly episodeLength?: number;
  readonly dtype?: "float64" | "float32";
  /** Awaited before a step of this environment is applied. */
  readonly gate?: (envId: number, signal: AbortSignal | undefined) => Promise<void>;
}

interface Episode {
  seed: number;
  steps: number;
  running: boolean;
}

export function countingSpec(options: CountingOptions = {}): EnvSpec {
  const { envCount = 4, actionSize = 2, observationSize = 3, dtype = "float64" } = options;
  const box = (size: number, low: number, high: number, name: string) => ({
    type: "box" as const,
    dtype,
    shape: [size],
    low: new Float64Array(size).fill(low),
    high: new Float64Array(size).fill(high),
    names: Array.from({ length: size }, (_, i) => `${name} ${i}`),
    units: new Array<string>(size).fill("1"),
  });
  return {
    name: "counting",
    version: "1",
    observationSpace: box(observationSize, -Infinity, Infinity, "reading"),
    actionSpace: box(actionSize, -1, 1, "push"),
    envCount,
    controlPeriod: 0.5,
    options: [
      { name: "friction", description: "how rough the floor is", default: 0.5 },
      { name: "floor", description: "what the floor is made of", default: "carpet" },
      { name: "noisy", description: "whether readings are noisy", default: false },
    ],
  };
}

export function countingEnv(options: CountingOptions = {}): Env {
  const { episodeLength = Infinity, gate } = options;
  const spec = countingSpec(options);
  const observationSize = spec.observationSpace.shape[0] ?? 0;
  const actionSize = spec.actionSpace.shape[0] ?? 0;
  const episodes = Array.from(
    { length: spec.envCount },
    (): Episode => ({ seed: 0, steps: 0, running: false }),
  );

  async function reset({ envIds, seeds }: ResetRequest): Promise<ResetResult> {
    const observations = new Float64Array(envIds.length * observationSize);
    for (const [i, envId] of envIds.entries()) {
      episodes[envId] = { seed: seeds[i]!, steps: 0, running: true };
      observations[i * observationSize] = seeds[i]!;
    }
    return { envIds, observations };
  }

  async function step({ envIds, actions }: StepRequest, signal?: AbortSignal): Promise<StepResult> {
    for (const envId of envIds) if (!episodes[envId]!.running) throw new ResetNeeded(envId);
    if (gate) for (const envId of envIds) await gate(envId, signal);
    const sums = envIds.map((_, i) =>
      actions.subarray(i * actionSize, (i + 1) * actionSize).reduce((sum, value) => sum + value, 0),
    );
    const observations = new Float64Array(envIds.length * observationSize);
    const terminated = envIds.map((envId, i) => {
      const episode = episodes[envId]!;
      episode.steps++;
      episode.running = episode.steps < episodeLength;
      observations.set(
        [episode.seed, episode.steps, sums[i]!].slice(0, observationSize),
        i * observationSize,
      );
      return !episode.running;
    });
    return {
      envIds,
      observations,
      rewards: Float64Array.from(sums),
      terminated,
      truncated: envIds.map(() => false),
      reasons: terminated.map((ended) => (ended ? "full" : "")),
    };
  }

  return { spec, reset, step, [Symbol.asyncDispose]: async () => {} };
}
