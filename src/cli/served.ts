/** A simulator that `gaitway serve` keeps listening: the AIBO in this process, everything else in a child of it. */
import { createAiboWalkPool } from "../../envs/aibo/closed-loop/walk-pool.ts";
import { createAiboPool } from "../../envs/aibo/pool.ts";
import { ChildServer } from "../env/child-server.ts";
import type { Env } from "../env/env.ts";
import { type EnvName, parseEnvName } from "../env/env-name.ts";
import { describeStep } from "../env/python/progress.ts";
import { serve } from "../env/serve.ts";
import {
  isFormula,
  requireNone,
  type SimulatorOptions,
  serverCommand,
  simulatesItself,
} from "../env/server-command.ts";
import { readyTimeoutMs } from "../env/spawn.ts";
import { differentiableToy } from "../env/toys/tasks.ts";
import type { RoomLogger } from "../observe/logging.ts";
import { UsageError } from "./errors.ts";
import { defaultWorkers } from "./options.ts";

export interface ServedOptions extends SimulatorOptions {
  readonly bind: string;
  readonly keys?: string;
  readonly allow?: string;
  readonly signal: AbortSignal;
  readonly log: RoomLogger;
}

export interface Served extends AsyncDisposable {
  readonly endpoint: string;
  /** Resolves with what happened when it ends by itself. */
  readonly ended: Promise<string>;
}

/** Throws UsageError for a name that is no simulator, and what its start failed with. */
export async function startServing(name: string, options: ServedOptions): Promise<Served> {
  const env = parseEnvName(name);
  if (env.kind === "endpoint") {
    throw new UsageError(
      `${name} is the address of a server: serve takes the name of a simulator, such as aibo`,
    );
  }
  if (env.kind === "differentiable") {
    requireNone(name, options, ["actions", "renderMode", "processes", "native"], isFormula);
    return await serveHere(differentiableToy(name, options.envs ?? 1), options);
  }
  if (env.kind !== "aibo" || options.native === true) return await serveInChild(env, options);
  requireNone(name, options, ["actions", "renderMode"], simulatesItself);
  return await serveHere(await createPool(name, options), options);
}

async function serveHere(pool: Env, options: ServedOptions): Promise<Served> {
  try {
    const { bind, keys: secretKeyFile, allow } = options;
    const keys = secretKeyFile && allow ? { secretKeyFile, allow } : undefined;
    const server = await serve(pool, { endpoint: bind, keys });
    return {
      endpoint: server.endpoint,
      ended: new Promise(() => undefined),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await pool[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    throw error;
  }
}

function createPool(name: string, options: ServedOptions): Promise<Env> {
  const { envs = defaultWorkers(), processes = Math.min(envs, defaultWorkers()), log } = options;
  const onRestart = ({ envId, reason, count }: { envId: number; reason: string; count: number }): void =>
    log.warn(`simulator ${envId} is started again (restart ${count}): ${reason}`);
  if (name === "aibo:walk") return createAiboWalkPool({ envCount: envs, workers: processes, onRestart });
  requireNone(name, options, ["processes"], "each of its environments has a thread of its own");
  return createAiboPool({ workers: envs, onRestart });
}

async function serveInChild(env: EnvName, options: ServedOptions): Promise<Served> {
  const { bind, keys, allow, signal, log } = options;
  const onProgress = (step: Parameters<typeof describeStep>[0]): void => log.info(describeStep(step));
  const curve = keys && allow ? ["--keys", keys, "--allow", allow] : [];
  const args = ["--bind", bind, ...curve, "--child"];
  const command = await serverCommand(env, options, args, { onProgress, signal });
  // Until it listens its lines may be those of an error, which holds them itself.
  const held: string[] = [];
  let show = (line: string): void => void held.push(line);
  const server = await ChildServer.start({
    ...command,
    readyTimeoutMs,
    signal,
    onLine: (line) => show(line),
  });
  show = (line) => void process.stderr.write(`${line}\n`);
  held.forEach(show);
  return {
    endpoint: server.endpoint,
    ended: server.exited,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
