/**
 * Observations as a running normalizer sees them, which learns from each of them once: those of resets and steps, and the
 * final ones. What a lost episode showed last has been seen before.
 */
import { pickRows } from "../batch.ts";
import type { Env, ResetResult, StepResult } from "../env.ts";
import type { Normalizer } from "../normalizer.ts";
import type { BoxSpace, Space } from "../space.ts";
import { requireFloatBox, wrap } from "./wrap.ts";

export interface NormalizeOptions {
  /** Shared with whoever saves, restores and freezes it. */
  readonly normalizer: Normalizer;
}

/** Any autoresetMode; observations have to be one box of floats. */
export function normalizeObservations<A extends Space>(
  env: Env<BoxSpace, A>,
  { normalizer }: NormalizeOptions,
): Env<BoxSpace, A> {
  const inner = env.spec.observationSpace;
  requireFloatBox("normalizeObservations", "observation", inner);
  const size = inner.low.length;
  if (normalizer.size !== size)
    throw new RangeError(
      `the normalizer is for ${normalizer.size} elements, an observation of ${env.spec.name} has ${size}`,
    );
  const observationSpace: BoxSpace = {
    ...inner,
    dtype: "float64",
    low: new Float64Array(size).fill(-normalizer.clip),
    high: new Float64Array(size).fill(normalizer.clip),
    units: inner.units.map(() => "1"),
  };

  const normalized = <R extends ResetResult>(result: R): R => ({
    ...result,
    observations: normalizer.normalize(result.observations),
  });
  const normalizeStep = (result: StepResult): StepResult => {
    normalizer.learn(newRows(inner, result));
    if (result.final) normalizer.learn(result.final.observations);
    const now = normalized(result);
    return result.final ? { ...now, final: normalized(result.final) } : now;
  };

  const { state } = env;
  return wrap(env, {
    spec: { ...env.spec, observationSpace },
    async reset(request, signal) {
      const result = await env.reset(request, signal);
      normalizer.learn(result.observations);
      return normalized(result);
    },
    step: async (request, signal) => normalizeStep(await env.step(request, signal)),
    ...(state && {
      state: {
        get: (envIds) => state.get(envIds),
        set: async (envIds, states) => normalized(await state.set(envIds, states)),
      },
    }),
  });
}

/** The rows of those that were not lost. */
function newRows(space: BoxSpace, { envIds, observations, lost = [] }: StepResult): Float64Array {
  if (lost.length === 0) return observations;
  const rows = [...envIds.keys()].filter((row) => !lost.includes(envIds[row] as number));
  return pickRows(space, observations, rows);
}
