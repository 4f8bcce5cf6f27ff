/** From the ENV of a command line to an `Env`: a simulator that is started here, or one that listens somewhere. */
import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ChildServer } from "../env/child-server.ts";
import type { Env } from "../env/env.ts";
import { connect } from "../env/remote.ts";
import { legalChoices } from "../env/suggest.ts";
import { supervise } from "../env/supervise.ts";
import type { RoomLogger } from "../observe/logging.ts";
import { UsageError } from "./errors.ts";

export const simulatorNames = ["aibo"] as const;

export interface OpenEnvOptions {
  readonly workers: number;
  readonly logger: RoomLogger;
}

/** A server takes this long at most to load MuJoCo and to bind; a cold machine with a busy disk is slow. */
const readyTimeoutMs = 60_000;

/** Opens `name`. Throws UsageError for a name that is no environment, and what start or connection failed with. */
export async function openEnv(name: string, options: OpenEnvOptions): Promise<Env> {
  if (/^(tcp|ipc):\/\//.test(name)) return await connect(name);
  checkEnvName(name);
  const { logger } = options;
  return await supervise({
    start: () => startSimulator(name, options),
    isFatal: isLinkLost,
    onRestart: (cause, restarts) =>
      logger.warn(`the simulator is gone and is started again (restart ${restarts}); its laps are repeated`, {
        cause,
      }),
  });
}

/** The errors of the wire that say their channel cannot be used any more (transport/errors.ts). */
function isLinkLost(error: unknown): boolean {
  return error instanceof Error && "usable" in error && error.usable === false;
}

export function checkEnvName(name: string): void {
  if ((simulatorNames as readonly string[]).includes(name) || /^(tcp|ipc):\/\//.test(name)) return;
  throw new UsageError(
    `environment "${name}" is not known. ${legalChoices(name, [...simulatorNames, "tcp://HOST:PORT", "ipc://PATH"])}`,
  );
}

async function startSimulator(name: string, { workers, logger }: OpenEnvOptions): Promise<Env> {
  const main = fileURLToPath(new URL("./main.js", import.meta.url));
  const server = await ChildServer.start({
    command: process.execPath,
    args: [main, "serve", name, "--workers", String(workers), "--child"],
    readyTimeoutMs,
    onLine: (line) => logger.debug(line),
  });
  try {
    const env = await connect(server.endpoint);
    let closing = false;
    // The private folder of its address, which a child that was killed could not remove.
    server.exited.then(() => removeAddress(server.endpoint)).catch(() => undefined);
    // A child that dies is known at once, not only when its heartbeats stay away.
    const watch = server.exited.then(async (how) => {
      if (closing) return;
      logger.warn(`the simulator server ${how}`);
      await env[Symbol.asyncDispose]();
    });
    watch.catch((error: unknown) => logger.error("closing a dead simulator failed", { cause: error }));
    return {
      spec: env.spec,
      reset: (request, signal) => env.reset(request, signal),
      step: (request, signal) => env.step(request, signal),
      async [Symbol.asyncDispose]() {
        closing = true;
        await env[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

async function removeAddress(endpoint: string): Promise<void> {
  const folder = dirname(endpoint.replace(/^ipc:\/\//, ""));
  if (basename(folder).startsWith("gaitway-")) await rm(folder, { recursive: true, force: true });
}
