/** The environment of a run of `gaitway train`: what its name opens, around a gait where the settings say so. */
import { targetFields } from "../../envs/aibo/closed-loop/observation.ts";
import { gaitStarts } from "../../envs/aibo/gait.ts";
import { openLoop } from "../../envs/aibo/open-loop.ts";
import type { AnyEnv, Env } from "../env/env.ts";
import { aroundCycle } from "../env/wrappers/around-cycle.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import { UsageError } from "./errors.ts";
import { openServers, type ServersOptions } from "./servers.ts";

/** How far a policy may go from the gait, rad, where `gaitReach` does not say. */
const defaultReach = 0.3;

/** Throws UsageError for an environment that no gait can be played in, and what start or connection failed with. */
export async function openAroundGait(config: LearnConfig, options: ServersOptions): Promise<AnyEnv> {
  const env = await openServers(config.env, options);
  if (!("gait" in config) || config.gait === undefined) return env;
  const { gait, gaitReach = defaultReach } = config;
  try {
    requireJointTargets(env.spec);
    const cycle = openLoop(`the ${gait} gait`, gaitStarts[gait]);
    return aroundCycle(env as unknown as Env, { cycle, reach: gaitReach }) as unknown as AnyEnv;
  } catch (error) {
    await env[Symbol.asyncDispose]();
    throw error;
  }
}

function requireJointTargets({ name, actionSpace }: AnyEnv["spec"]): void {
  const isAibo =
    actionSpace.type === "box" &&
    actionSpace.names.length === targetFields.length &&
    targetFields.every((target, j) => target.name === actionSpace.names[j]);
  if (isAibo) return;
  throw new UsageError(
    `a gait is played by the joints of an AIBO: expected an environment whose actions are its ${targetFields.length} joint targets, such as aibo:walk, got ${name}; leave the setting gait out`,
  );
}
