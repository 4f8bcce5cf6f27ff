/** Random walks through an environment: partial batches, resets at any time, every end of an episode. */
import fc from "fast-check";
import type { Env, ResetResult, StepResult } from "../../../src/env/env.ts";
import { ResetNeeded } from "../../../src/env/env.ts";

export type Event =
  | { readonly kind: "reset"; readonly result: ResetResult }
  | { readonly kind: "step"; readonly result: StepResult };

const someOf = (envCount: number) => fc.shuffledSubarray([...new Array(envCount).keys()], { minLength: 1 });

/** Who is asked, and whether to reset rather than to step. */
export const walk = (envCount: number) =>
  fc.array(fc.tuple(someOf(envCount), fc.integer({ min: 0, max: 5 })), { minLength: 5, maxLength: 40 });

/** What the environment answered; a step that needs a reset becomes one. */
export async function drive(env: Env, steps: readonly (readonly [number[], number])[]): Promise<Event[]> {
  const events: Event[] = [];
  const size = env.spec.actionSpace.low.length;
  const reset = async (envIds: number[], seed: number) => {
    const result = await env.reset({ envIds, seeds: envIds.map((envId) => seed + envId) });
    events.push({ kind: "reset", result });
  };
  for (const [i, [envIds, dice]] of steps.entries()) {
    if (dice === 0) {
      await reset(envIds, 10 * i);
      continue;
    }
    try {
      const actions = new Float64Array(envIds.length * size).fill(dice / 10);
      events.push({ kind: "step", result: await env.step({ envIds, actions }) });
    } catch (error) {
      if (!(error instanceof ResetNeeded)) throw error;
      await reset(envIds, 10 * i);
    }
  }
  return events;
}
