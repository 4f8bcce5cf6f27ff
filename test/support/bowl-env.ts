/**
 * An environment with a known answer: one step, whose reward is a concave bowl of the action plus noise that depends on
 * the seed alone (so that common random numbers cancel it). `finish` decides when an asked step resolves, which lets a
 * test hand out the answers in the worst order.
 */
import type { Env, EnvSpec, ResetRequest, ResetResult, StepRequest, StepResult } from "../../src/env/env.ts";
import { ResetNeeded } from "../../src/env/env.ts";
import { createRng } from "../../src/math/random.ts";

export interface BowlOptions {
  readonly size?: number;
  readonly envCount?: number;
  readonly noise?: number;
  /** Awaited before each step answers: may delay it, reorder it or reject. */
  readonly finish?: (envId: number, seed: number) => Promise<void>;
}

export interface BowlEnv extends Env {
  /** Episodes begun, as [environment, seed]. */
  readonly begun: [number, number][];
  closed: boolean;
}

/** The maximum of the bowl lies at 1, 2, 3, …; its value there is 0. */
export function bowlReturn(action: ArrayLike<number>): number {
  return Array.from(action).reduce((sum, value, j) => sum - (value - (j + 1)) ** 2, 0);
}

export function createBowlEnv({ size = 3, envCount = 2, noise = 0, finish }: BowlOptions = {}): BowlEnv {
  const box = (count: number, bound: number) => ({
    type: "box" as const,
    dtype: "float64" as const,
    shape: [count],
    low: new Float64Array(count).fill(-bound),
    high: new Float64Array(count).fill(bound),
    names: [],
    units: [],
  });
  const spec: EnvSpec = {
    name: "bowl",
    version: "1",
    observationSpace: box(1, Infinity),
    actionSpace: box(size, 100),
    envCount,
    controlPeriod: 0,
    options: [],
  };
  const seeds = new Map<number, number>();
  const begun: [number, number][] = [];
  return {
    spec,
    begun,
    closed: false,
    async reset({ envIds, seeds: given }: ResetRequest): Promise<ResetResult> {
      envIds.forEach((envId, k) => {
        seeds.set(envId, given[k]!);
        begun.push([envId, given[k]!]);
      });
      return { envIds, observations: new Float64Array(envIds.length) };
    },
    async step({ envIds, actions }: StepRequest): Promise<StepResult> {
      const [envId] = envIds as [number];
      const seed = seeds.get(envId);
      if (seed === undefined) throw new ResetNeeded(envId);
      seeds.delete(envId);
      await finish?.(envId, seed);
      const reward = bowlReturn(actions) + noise * createRng(seed).normal();
      return {
        envIds,
        observations: Float64Array.of(reward),
        rewards: Float64Array.of(reward),
        terminated: [true],
        truncated: [false],
        reasons: ["finished"],
      };
    },
    async [Symbol.asyncDispose]() {
      this.closed = true;
    },
  };
}
