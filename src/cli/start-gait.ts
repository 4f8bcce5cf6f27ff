/** The gait a run starts from: one of the named ones, the result of another run, or twelve numbers of one's own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gaitParameters, gaitStarts, gaitValues, validateGait } from "../../envs/aibo/gait.ts";
import { legalChoices } from "../env/suggest.ts";
import { createRng } from "../math/random.ts";
import { loadPolicy } from "../policy/saved.ts";
import { UsageError } from "./errors.ts";

/** A name, or a number in SI units for every parameter. */
export type StartSetting = string | Readonly<Record<string, number>>;

const names = Object.keys(gaitStarts) as (keyof typeof gaitStarts)[];

/**
 * What config.yaml keeps of `start`: a run's result becomes its numbers, so that the run can be made again without the
 * other. Throws UsageError for a start that is none of the three, or is out of bounds.
 */
export async function resolveStart(start: StartSetting, from: string): Promise<StartSetting> {
  if (typeof start !== "string") {
    startGait(start, from);
    return start;
  }
  if ((names as string[]).includes(start)) return start;
  const folder = join(start, "policy");
  if (existsSync(join(start, "config.yaml")) && !existsSync(folder)) {
    throw new UsageError(
      `${from}: start "${start}" is a run without a policy yet; go on with gaitway tune --resume ${start}`,
    );
  }
  if (!existsSync(folder)) {
    throw new UsageError(
      `${from}: start "${start}" is not known. ${legalChoices(start, [...names, "a run's directory"])}`,
    );
  }
  const { policy } = await loadPolicy(folder);
  const gait = policy.act(new Float64Array(), [createRng(0)]);
  return Object.fromEntries(gaitParameters.map(({ name }, j) => [name, gait[j] ?? Number.NaN]));
}

/** The twelve numbers of a resolved start, SI; `from` is what errors call its source. Throws UsageError naming every parameter that is missing, unknown or out of bounds. */
export function startGait(start: StartSetting, from = "start"): Float64Array {
  if (typeof start === "string") return gaitValues(gaitStarts[start as keyof typeof gaitStarts]);
  const legal = gaitParameters.map(({ name }) => name);
  const unknown = Object.keys(start).find((name) => !(legal as string[]).includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `${from}: the start's gait parameter "${unknown}" is not known. ${legalChoices(unknown, legal)}`,
    );
  const gait = Float64Array.from(legal, (name) => start[name] ?? Number.NaN);
  const errors = validateGait(gait);
  if (errors.length > 0)
    throw new UsageError(errors.map(({ message }) => `${from}: the start's ${message}`).join("\n"));
  return gait;
}
