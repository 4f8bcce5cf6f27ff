/** What is wrong with a result that an environment returned, in words; undefined when nothing is. */
import type { EnvSpec, ResetResult, StepResult } from "./env.ts";
import { outside } from "./outside.ts";
import type { Space } from "./space.ts";

export function unsound(
  spec: EnvSpec<Space, Space>,
  asked: readonly number[],
  result: ResetResult<Space> | StepResult<Space>,
): string | undefined {
  const { envIds, observations } = result;
  if (envIds.length !== asked.length || envIds.some((envId, i) => envId !== asked[i]))
    return `expected results of environment ${asked.join(", ")}, got those of ${envIds.join(", ")}`;
  const wrong = outside("observation", spec.observationSpace, envIds, observations);
  if (wrong !== undefined || !("rewards" in result)) return wrong;
  const { rewards, final } = result;
  for (let i = 0; i < envIds.length; i++)
    if (!Number.isFinite(rewards[i]))
      return `reward of environment ${envIds[i]}: expected a finite number, got ${rewards[i]}`;
  return final && outside("final observation", spec.observationSpace, final.envIds, final.observations);
}
