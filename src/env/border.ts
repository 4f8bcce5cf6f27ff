/**
 * What is checked where a request enters: everything here, once, so that environments may trust what they are given.
 * Each check throws `InvalidRequest` naming the environment, the element, what it may be and what it was.
 */
import type { EnvSpec, ResetOptions, ResetRequest, StepRequest } from "./env.ts";
import { InvalidRequest } from "./env.ts";
import type { BoxSpace } from "./space.ts";
import { spaceSize } from "./space.ts";

const MAX_SEED = 2 ** 32 - 1;

export function checkReset(spec: EnvSpec, { envIds, seeds, options = {} }: ResetRequest): void {
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

export function checkStep(spec: EnvSpec, { envIds, actions }: StepRequest): void {
  checkEnvIds(spec, envIds);
  checkActions(spec.actionSpace, envIds, actions);
}

function checkEnvIds(spec: EnvSpec, envIds: readonly number[]): void {
  if (envIds.length === 0) throw new InvalidRequest("expected at least one environment, got none");
  for (let i = 0; i < envIds.length; i++) {
    const envId = envIds[i] as number;
    if (!(Number.isInteger(envId) && envId >= 0 && envId < spec.envCount)) {
      throw new InvalidRequest(
        `expected an environment from 0 to ${spec.envCount - 1} of ${spec.name}, got ${envId}`,
      );
    }
    if (envIds.indexOf(envId) !== i)
      throw new InvalidRequest(`environment ${envId} is named twice in one request`);
  }
}

function checkOptions(spec: EnvSpec, options: ResetOptions): void {
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

function checkActions(space: BoxSpace, envIds: readonly number[], actions: Float64Array): void {
  const size = spaceSize(space);
  if (actions.length !== envIds.length * size) {
    throw new InvalidRequest(
      `expected ${envIds.length} actions of ${size} numbers, ${envIds.length * size} in all, got ${actions.length}`,
    );
  }
  const { low, high } = space;
  for (let i = 0; i < actions.length; i++) {
    const element = i % size;
    const value = actions[i] as number;
    // A NaN is neither above nor below: it has to be inside to pass.
    if (Number.isFinite(value) && value >= (low[element] as number) && value <= (high[element] as number))
      continue;
    throw outside(space, envIds[Math.floor(i / size)] as number, element, value);
  }
}

function outside(space: BoxSpace, envId: number, element: number, value: number): InvalidRequest {
  const name = space.names[element];
  const unit = space.units[element];
  const which = `element ${element}${name ? ` "${name}"` : ""}`;
  const range = `from ${space.low[element]} to ${space.high[element]}${unit && unit !== "1" ? ` ${unit}` : ""}`;
  return new InvalidRequest(
    `action of environment ${envId}, ${which}: expected a number ${range}, got ${value}; nothing was applied`,
  );
}
