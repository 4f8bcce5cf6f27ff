/** From the ENV of a command line to an `Env`: a simulator that is started here, or one that listens somewhere. */
import { connect } from "../env/connect.ts";
import type { AnyEnv, Env } from "../env/env.ts";
import { describeStep } from "../env/python/progress.ts";
import type { RoomLogger } from "../observe/logging.ts";
import type { CurveOptions } from "../transport/channel-options.ts";
import type { Recorder } from "../transport/recorder/recorder.ts";
import { requireGait } from "./task.ts";

/** A network that comes back within this time costs a run nothing; a server that was restarted is known at once. */
const resumeTimeoutMs = 10_000;

export interface OpenEnvOptions {
  /** Environments side by side. */
  readonly workers: number;
  /** Processes they are stepped in; the simulator chooses when absent. */
  readonly processes?: number | undefined;
  readonly logger: RoomLogger;
  /** Aborting ends a start that takes long. */
  readonly signal?: AbortSignal;
  readonly record?: Recorder | undefined;
  /** For a server with keys. */
  readonly curve?: CurveOptions | undefined;
}

/** Opens `name`, whatever its spaces. Throws what start or connection failed with. */
export async function openAnyEnv(
  name: string,
  { workers, logger, signal, record, curve, processes }: OpenEnvOptions,
): Promise<AnyEnv> {
  const listens = name.includes("://");
  return await connect(name, {
    expect: "any",
    record,
    curve,
    ...(listens ? { resumeTimeoutMs } : { envs: workers, ...(processes === undefined ? {} : { processes }) }),
    onWarning: (message) => logger.warn(message),
    ...(signal === undefined ? {} : { signal }),
    onLine: (line) => logger.debug(line),
    onInstall: (step) => logger.info(describeStep(step)),
    onRestart: (cause, restarts) =>
      logger.warn(`the simulator is gone and is started again (restart ${restarts})`, { cause }),
  });
}

/** Opens `name`, whose action has to be a gait. Throws UsageError, and what start or connection failed with. */
export async function openEnv(name: string, options: OpenEnvOptions): Promise<Env> {
  const env = await openAnyEnv(name, options);
  try {
    requireGait(env.spec);
  } catch (error) {
    await env[Symbol.asyncDispose]();
    throw error;
  }
  // A gait is a box of floats, and what is observed of a lap is one as well.
  return env as unknown as Env;
}
