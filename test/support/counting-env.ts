/**
 * An environment with answers that can be worked out by hand, and delays and faults that a test controls.
 *
 * Observation: [seed, steps taken, sum of the last action]; reward: that sum; the episode terminates with reason "full" at
 * `episodeLength` steps. `gate` lets a test hold a step until it is released; `lose` says where a step loses its episode.
 * Where it resets itself, the next episode has the next higher seed. A picture is one pixel: seed, steps, 0.
 */
import type {
  AutoresetMode,
  Env,
  EnvSpec,
  ResetRequest,
  ResetResult,
  StepRequest,
  StepResult,
} from "../../src/env/env.ts";
import { InvalidRequest, ResetNeeded } from "../../src/env/env.ts";

export interface CountingOptions {
  readonly envCount?: number;
  readonly actionSize?: number;
  readonly observationSize?: number;
  readonly episodeLength?: number;
  readonly dtype?: "float64" | "float32";
  readonly autoresetMode?: AutoresetMode;
  readonly outOfBounds?: "clip";
  /** Awaited before a step of this environment is applied. */
  readonly gate?: (envId: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Whether this step, counted from 1, loses the episode. */
  readonly lose?: (envId: number, step: number) => boolean;
}

interface Episode {
  readonly seed: number;
  readonly steps: number;
  readonly sum: number;
  readonly phase: "unborn" | "running" | "over" | "lost";
}

/** What happened to one environment in one step. */
interface Transition {
  readonly episode: Episode;
  readonly reward: number;
  readonly terminated: boolean;
  readonly lost: boolean;
  /** The episode that ended, where the environment has reset itself since. */
  readonly ended?: Episode;
}

export function countingSpec(options: CountingOptions = {}): EnvSpec {
  const { envCount = 4, actionSize = 2, observationSize = 3, dtype = "float64" } = options;
  const { autoresetMode, outOfBounds } = options;
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
    renderModes: ["rgb_array"],
    properties: [
      { name: "gravity", description: "how heavy things are", unit: "m/s²", writable: true, default: 9.81 },
      { name: "steps", description: "actions taken", unit: "1", writable: false, default: 0 },
    ],
    ...(autoresetMode ? { autoresetMode } : {}),
    ...(outOfBounds ? { outOfBounds } : {}),
  };
}

export function countingEnv(options: CountingOptions = {}): Env {
  const { episodeLength = Infinity, autoresetMode = "disabled", gate, lose = () => false } = options;
  const spec = countingSpec(options);
  const observationSize = spec.observationSpace.shape[0] ?? 0;
  const actionSize = spec.actionSpace.shape[0] ?? 0;
  const fresh = (seed: number): Episode => ({ seed, steps: 0, sum: 0, phase: "running" });
  const unborn: Episode = { ...fresh(0), phase: "unborn" };
  const episodes = new Array<Episode>(spec.envCount).fill(unborn);
  const gravity = new Float64Array(spec.envCount).fill(9.81);

  const observe = (of: readonly Episode[]) =>
    Float64Array.from(of.flatMap(({ seed, steps, sum }) => [seed, steps, sum].slice(0, observationSize)));
  const observed = (envIds: readonly number[]): ResetResult => ({
    envIds,
    observations: observe(envIds.map((envId) => episodes[envId]!)),
  });

  async function reset({ envIds, seeds }: ResetRequest): Promise<ResetResult> {
    for (const [i, envId] of envIds.entries()) episodes[envId] = fresh(seeds[i]!);
    return observed(envIds);
  }

  function advance(envId: number, sum: number): Transition {
    const before = episodes[envId]!;
    const nothing = { reward: 0, terminated: false, lost: false };
    if (before.phase === "over") return { ...nothing, episode: fresh(before.seed + 1) };
    if (lose(envId, before.steps + 1))
      return { ...nothing, episode: { ...before, phase: "lost" }, lost: true };
    const steps = before.steps + 1;
    const terminated = steps >= episodeLength;
    const episode: Episode = { ...before, sum, steps, phase: terminated ? "over" : "running" };
    const done = { episode, reward: sum, terminated, lost: false };
    if (!terminated || autoresetMode !== "sameStep") return done;
    return { ...done, episode: fresh(before.seed + 1), ended: episode };
  }

  function requireEpisode(envId: number): void {
    const { phase } = episodes[envId]!;
    if (phase === "running" || (phase === "over" && autoresetMode === "nextStep")) return;
    throw new ResetNeeded(envId);
  }

  async function step({ envIds, actions }: StepRequest, signal?: AbortSignal): Promise<StepResult> {
    for (const envId of envIds) requireEpisode(envId);
    if (gate) for (const envId of envIds) await gate(envId, signal);
    const transitions = envIds.map((envId, i) => {
      const action = actions.subarray(i * actionSize, (i + 1) * actionSize);
      const transition = advance(
        envId,
        action.reduce((sum, value) => sum + value, 0),
      );
      episodes[envId] = transition.episode;
      return transition;
    });
    const lost = envIds.filter((_, i) => transitions[i]!.lost);
    const reset = envIds.filter((_, i) => transitions[i]!.ended !== undefined);
    const last = transitions.flatMap(({ ended }) => ended ?? []);
    return {
      ...observed(envIds),
      rewards: Float64Array.from(transitions, ({ reward }) => reward),
      terminated: transitions.map(({ terminated }) => terminated),
      truncated: transitions.map(({ lost }) => lost),
      reasons: transitions.map(({ terminated, lost }) => (lost ? "it crashed" : terminated ? "full" : "")),
      ...(reset.length > 0 ? { final: { envIds: reset, observations: observe(last) } } : {}),
      ...(lost.length > 0 ? { lost } : {}),
    };
  }

  return {
    spec,
    reset,
    step,
    render: async (envIds) =>
      envIds.map((envId) => {
        const { seed, steps } = episodes[envId]!;
        return { width: 1, height: 1, pixels: Uint8Array.of(seed, steps, 0) };
      }),
    properties: {
      read: async (envIds, names) =>
        envIds.map((envId) =>
          Object.fromEntries(
            names.map((name) => [name, name === "gravity" ? gravity[envId]! : episodes[envId]!.steps]),
          ),
        ),
      write: async (envIds, values) => {
        for (const envId of envIds) gravity[envId] = values.gravity as number;
      },
    },
    state: {
      get: async (envIds) => envIds.map((envId) => Buffer.from(JSON.stringify(episodes[envId]))),
      set: async (envIds, states) => {
        const read = states.map(episodeIn);
        for (const [i, envId] of envIds.entries()) episodes[envId] = read[i]!;
        return observed(envIds);
      },
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function episodeIn(state: Uint8Array): Episode {
  try {
    return JSON.parse(Buffer.from(state).toString()) as Episode;
  } catch (cause) {
    throw new InvalidRequest(`expected a state of this environment, got ${state.length} other bytes`, {
      cause,
    });
  }
}
