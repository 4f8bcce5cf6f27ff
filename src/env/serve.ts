/**
 * Puts an `Env` behind an address.
 *
 *     await using server = await serve(env, { endpoint: "ipc://*" });
 *     console.log(server.endpoint);
 *
 * Requests are checked here, whoever made them, and nothing of a bad one is applied. The environment has to do its work
 * in other threads or processes: heartbeats are answered from this one. An episode belongs to the session that reset it.
 * A reset interrupts what its environments are doing for the same session. The arrays of a result belong to the server
 * once they are returned. Closing the server leaves the environment open.
 */

import { Server } from "../transport/server.ts";
import type { ServerOptions } from "../transport/server-options.ts";
import type { AnyEnv } from "./env.ts";
import { EnvService } from "./env-service.ts";

/** Rejects with `EndpointRefused`. The address that was bound is `server.endpoint`. */
export function serve(env: AnyEnv, options: ServerOptions): Promise<Server> {
  return Server.open(new EnvService(env), options);
}
