/**
 * A differentiable simulator as an environment: episodes of so many steps from starts that seeds stand for, with the derivatives of every
 * step. What is observed is the state. Imports: env.
 */
import { createRng, type Rng } from "../../math/random.ts";
import { pickRows } from "../batch.ts";
import { checkReset, checkStep } from "../border.ts";
import {
  type DifferentiableSimulator,
  type LinearizedTransition,
  linearizationOf,
} from "../differentiable.ts";
import { type Env, ResetNeeded, type ResetResult, type StepRequest, type StepResult } from "../env.ts";
import type { BoxSpace } from "../space.ts";

export interface DifferentiableEnvOptions {
  readonly simulator: DifferentiableSimulator;
  readonly name: string;
  readonly version: string;
  /** Names and units (SI) of the elements of a state, and of an action. */
  readonly state: Elements;
  readonly action: Elements;
  /** Seconds between two actions. */
  readonly controlPeriod: number;
  /** Steps of an episode, which is truncated then. */
  readonly episodeSteps: number;
  /** s₀, drawn from what its seed stands for. */
  readonly start: (rng: Rng) => Float64Array;
  readonly envCount: number;
}

export interface Elements {
  readonly names: readonly string[];
  readonly units: readonly string[];
}

interface Episode {
  state: Float64Array;
  steps: number;
}

export function differentiableEnv(options: DifferentiableEnvOptions): Env {
  const { simulator, start, episodeSteps } = options;
  const spec = specOf(options);
  const episodes = new Map<number, Episode>();
  const episodeOf = (envId: number): Episode => {
    const episode = episodes.get(envId);
    if (episode === undefined) throw new ResetNeeded(envId);
    return episode;
  };
  const transitionsOf = (request: StepRequest): LinearizedTransition[] => {
    checkStep(spec, request);
    const running = request.envIds.map(episodeOf);
    return running.map(({ state }, row) =>
      simulator.step(state, pickRows(spec.actionSpace, request.actions, [row])),
    );
  };
  const advance = (envId: number, { next, terminated }: LinearizedTransition): boolean => {
    const steps = episodeOf(envId).steps + 1;
    const truncated = !terminated && steps === episodeSteps;
    if (terminated || truncated) episodes.delete(envId);
    else episodes.set(envId, { state: next, steps });
    return truncated;
  };
  return {
    spec,
    async reset(request): Promise<ResetResult> {
      checkReset(spec, request);
      const { envIds, seeds } = request;
      const starts = seeds.map((seed) => start(createRng(seed)));
      for (const [row, envId] of envIds.entries())
        episodes.set(envId, { state: starts[row] as Float64Array, steps: 0 });
      return { envIds, observations: rowsOf(starts) };
    },
    async step(request): Promise<StepResult> {
      const { envIds } = request;
      const transitions = transitionsOf(request);
      const truncated = transitions.map((transition, row) => advance(envIds[row] as number, transition));
      return {
        envIds,
        observations: rowsOf(transitions.map(({ next }) => next)),
        rewards: Float64Array.from(transitions, ({ reward }) => reward),
        terminated: transitions.map(({ terminated }) => terminated),
        truncated,
        reasons: transitions.map(({ terminated }, row) =>
          terminated ? "terminated" : truncated[row] === true ? "time limit" : "",
        ),
      };
    },
    linearize: async (request) => transitionsOf(request).map(linearizationOf),
    async [Symbol.asyncDispose]() {},
  };
}

function specOf(options: DifferentiableEnvOptions): Env["spec"] {
  const { name, version, state, action, controlPeriod, envCount } = options;
  return {
    name,
    version,
    observationSpace: unbounded(state),
    actionSpace: unbounded(action),
    envCount,
    controlPeriod,
    options: [],
  };
}

function unbounded({ names, units }: Elements): BoxSpace {
  const size = names.length;
  return {
    type: "box",
    dtype: "float64",
    shape: [size],
    low: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    high: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    names,
    units,
  };
}

function rowsOf(states: readonly Float64Array[]): Float64Array {
  return Float64Array.from(states.flatMap((state) => Array.from(state)));
}
