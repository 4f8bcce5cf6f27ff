/**
 * A simulator started here, in a process of its own: connected to, watched, started again when it dies, ended with its
 * environment, never orphaned.
 */
import { rm } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { messageOf } from "../transport/errors.ts";
import { ChildServer, ServerStartFailed } from "./child-server.ts";
import { parseEnvName, UnknownEnvironment } from "./env-name.ts";
import type { ActionOf, BoxesOfFloats, Expectation, ObservationOf } from "./expect.ts";
import type { InstallStep } from "./python/progress.ts";
import { type ConnectOptions, connect, type RemoteEnv } from "./remote.ts";
import { type SimulatorOptions, serverCommand } from "./server-command.ts";
import { type Supervised, supervise } from "./supervise.ts";

export interface SpawnOptions<E extends Expectation = Expectation>
  extends ConnectOptions<E>,
    SimulatorOptions {
  /** A line of the simulator's standard error, as it comes. Its last lines are part of every error about it anyway. */
  readonly onLine?: (line: string) => void;
  /** The simulator is gone and is started again. */
  readonly onRestart?: (cause: unknown, restarts: number) => void;
  /** How the managed Python is made, the first time; plain lines on standard error when absent. */
  readonly onInstall?: (step: InstallStep) => void;
  /** Aborting ends the installation and the start. */
  readonly signal?: AbortSignal;
}

/** An environment whose server was started here: as a `RemoteEnv`, but its link changes when it is started again. */
export type SpawnedEnv<O, A> = Supervised<RemoteEnv<O, A>>;

const warn = (message: string) => process.emitWarning(message);

/** A server takes this long at most to import its simulator and to bind; a cold machine with a busy disk is slow. */
export const readyTimeoutMs = 60_000;

/**
 * Starts the simulator `name` and connects to it. Rejects with UnknownEnvironment, PythonUnavailable, ServerStartFailed
 * or SpecMismatch, and leaves nothing running then.
 */
export async function spawn<const E extends Expectation = BoxesOfFloats>(
  name: string,
  options: SpawnOptions<E> = {},
): Promise<SpawnedEnv<ObservationOf<E>, ActionOf<E>>> {
  const env = parseEnvName(name);
  if (env.kind === "endpoint") {
    throw new UnknownEnvironment(
      `${name} is the address of a server: connect to it, spawn starts what does not run yet`,
    );
  }
  const { onRestart, onInstall, signal } = options;
  const onLine = (line: string) => {
    options.onLine?.(line);
    const doubt = /^gaitway_envs: warning: (.*)/.exec(line)?.[1];
    if (doubt !== undefined) (options.onWarning ?? warn)(doubt);
  };
  const python = { signal, ...(onInstall === undefined ? {} : { onProgress: onInstall }) };
  const command = await serverCommand(env, options, ["--child"], python);
  // Relative paths mean the folder of the moment of asking, also when the simulator is started again later.
  const cwd = process.cwd();
  let server: ChildServer | undefined;
  return await supervise({
    start: async (closing) => {
      // The caller's signal is for the first start; later ones end with the environment.
      const abort = server === undefined && signal !== undefined ? signal : closing;
      abort.throwIfAborted();
      server = await ChildServer.start({ ...command, cwd, readyTimeoutMs, onLine, signal: abort }).catch(
        naming(name),
      );
      return await connectTo(server, options);
    },
    explain: async (error) => (await server?.trouble()) ?? messageOf(error),
    ...(onRestart === undefined ? {} : { onRestart }),
  });
}

/** Which environment could not be started: a program may have several. */
function naming(name: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ServerStartFailed)) throw error;
    throw new ServerStartFailed(`${name} could not be started: ${error.message}`, { cause: error });
  };
}

/** The environment of a server; disposing it ends the server, and the end of the server closes it. */
async function connectTo<E extends Expectation>(
  server: ChildServer,
  options: ConnectOptions<E>,
): Promise<RemoteEnv<ObservationOf<E>, ActionOf<E>>> {
  // The private folder of its address, which a child that was killed could not remove.
  server.exited.then(() => removeAddress(server.endpoint)).catch(() => undefined);
  try {
    const env = await connect<E>(server.endpoint, options);
    const close = env[Symbol.asyncDispose].bind(env);
    // A child that dies is known at once, not only when its heartbeats stay away.
    server.exited.then(close).catch(() => undefined);
    env[Symbol.asyncDispose] = async () => {
      await close();
      await server[Symbol.asyncDispose]();
    };
    return env;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

async function removeAddress(endpoint: string): Promise<void> {
  const folder = dirname(endpoint.replace(/^ipc:\/\//, ""));
  if (basename(folder).startsWith("gaitway-")) await rm(folder, { recursive: true, force: true });
}
