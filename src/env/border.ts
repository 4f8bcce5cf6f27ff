/**
 * What is checked where a request enters: everything here, once, so that environments may trust what they are given.
 * Each check throws `InvalidRequest` naming the environment, the element, what it may be and what it was.
 */
import type { EnvSpec, ResetOptions, ResetRequest, StepRequest } from "./env.ts";
import { InvalidRequest } from "./env.ts";
import { type Demand, outside } from "./outside.ts";
import type { Space } from "./space.ts";

const MAX_SEED = 2 ** 32 - 1;

type AnySpec = EnvSpec<Space, Space>;

export function checkReset(spec: AnySpec, { envIds, seeds, options = {} }: ResetRequest): void {
  checkEnvIds(spec, envIds);
  if (seeds.length !== envIds.length) {
    throw new InvalidRequest(
      `expected one seed for each of ${envIds.length} environments, got ${seeds.length}`,
    );
  }
  for (const [i, seed] of seeds.entries()) {
    if (Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) continue;
    throw new InvalidRequest(
      `seed of environment ${envIds[i]}: expected a whole number from 0 to 2^32 - 1, got ${seed}`,
    );
  }
  checkOptions(spec, options);
}

/** An action out of bounds passes where the environment clips it. */
export function checkStep(spec: AnySpec, { envIds, actions }: StepRequest<Space>): void {
  checkEnvIds(spec, envIds);
  checkActions(spec.actionSpace, envIds, actions, spec.outOfBounds === "clip" ? "finite" : "inside");
}

export function checkActions(
  space: Space,
  envIds: readonly number[],
  actions: unknown,
  demand: Demand = "inside",
): void {
  const wrong = outside("action", space, envIds, actions, demand);
  if (wrong !== undefined) throw new InvalidRequest(`${wrong}; nothing was applied`);
}

export function checkEnvIds(spec: AnySpec, envIds: readonly number[]): void {
  if (envIds.length === 0) throw new InvalidRequest("expected at least one environment, got none");
  let highest = -1;
  for (let i = 0; i < envIds.length; i++) {
    const envId = envIds[i] as number;
    if (!(Number.isInteger(envId) && envId >= 0 && envId < spec.envCount)) {
      throw new InvalidRequest(
        `expected an environment from 0 to ${spec.envCount - 1} of ${spec.name}, got ${envId}`,
      );
    }
    // Mostly they are in order, and then each is new.
    if (envId <= highest && envIds.indexOf(envId) !== i)
      throw new InvalidRequest(`environment ${envId} is named twice in one request`);
    highest = Math.max(highest, envId);
  }
}

function checkOptions(spec: AnySpec, options: ResetOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const option = spec.options.find((candidate) => candidate.name === name);
    if (option === undefined) {
      const legal = spec.options.map((candidate) => candidate.name).join(", ") || "none";
      throw new InvalidRequest(`${spec.name} has no option "${name}"; its options are: ${legal}`);
    }
    if (typeof value === typeof option.default && (typeof value !== "number" || Number.isFinite(value)))
      continue;
    const expected = typeof option.default === "number" ? "a finite number" : `a ${typeof option.default}`;
    throw new InvalidRequest(`option "${name}" of ${spec.name}: expected ${expected}, got ${value}`);
  }
}
