/**
 * An environment that keeps how each step it takes would have changed: what pathwise gradients are made of afterwards.
 *
 *     step(a) = linearize(a), then step(a)
 *
 * Flows in: an environment with derivatives. Flows out: the same environment, and the derivatives of an episode by environment and seed.
 * Imports: env.
 */
import { type Linearization, requireLinearize } from "../../env/differentiable.ts";
import type { AnyEnv } from "../../env/env.ts";

export interface Trail {
  readonly env: AnyEnv;
  /** Those of an episode, a record a step. */
  of(envId: number, seed: number): readonly Linearization[];
  /** Forgets episodes that were learned from. */
  clear(): void;
}

/** Throws `NotDifferentiable` for an environment without derivatives. */
export function trailOf(env: AnyEnv): Trail {
  const linearize = requireLinearize(env);
  const episodes = new Map<string, Linearization[]>();
  const running = new Map<number, Linearization[]>();
  const nameOf = (envId: number, seed: number): string => `${envId} ${seed}`;
  return {
    env: {
      ...env,
      spec: env.spec,
      reset(request, signal) {
        for (const [row, envId] of request.envIds.entries()) {
          const steps: Linearization[] = [];
          running.set(envId, steps);
          episodes.set(nameOf(envId, request.seeds[row] as number), steps);
        }
        return env.reset(request, signal);
      },
      async step(request, signal) {
        const slopes = await linearize(request);
        const result = await env.step(request, signal);
        for (const [row, envId] of request.envIds.entries())
          running.get(envId)?.push(slopes[row] as Linearization);
        return result;
      },
      [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
    },
    of: (envId, seed) => episodes.get(nameOf(envId, seed)) ?? [],
    clear: () => episodes.clear(),
  };
}
