/**
 * An environment by its name, wherever it is:
 *
 *     await using env = await connect("gym:CartPole-v1", { envs: 8, expect: { action: "discrete" } });
 *
 * `tcp://…` and `ipc://…` are servers that listen already; every other name is a simulator that is started here, in a
 * process of its own, and ends with the environment.
 *
 * Flows in: a name, and what may be chosen of a simulator that is started. Flows out: a supervised `Env`, typed by
 * `expect`. Imports: transport, env.
 */
import { parseEnvName } from "./env-name.ts";
import type { ActionOf, BoxesOfFloats, Expectation, ObservationOf } from "./expect.ts";
import { connect as connectTo } from "./remote.ts";
import { requireNone } from "./server-command.ts";
import { type SpawnedEnv, type SpawnOptions, spawn } from "./spawn.ts";

/** Rejects as `spawn` does, or as connecting to an address does; nothing is left open or running then. */
export async function connect<const E extends Expectation = BoxesOfFloats>(
  name: string,
  options: SpawnOptions<E> = {},
): Promise<SpawnedEnv<ObservationOf<E>, ActionOf<E>>> {
  if (parseEnvName(name).kind !== "endpoint") return await spawn<E>(name, options);
  const chosenThere = ["envs", "processes", "actions", "renderMode", "native"] as const;
  requireNone(name, options, chosenThere, "it listens already, and that was chosen when it was started");
  return await connectTo<E>(name, options);
}
