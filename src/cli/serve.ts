/** gaitway serve ENV: a simulator as a server. */
import { Command, Option } from "commander";
import { createAiboPool } from "../../envs/aibo/pool.ts";
import { serve } from "../env/serve.ts";
import { legalChoices } from "../env/suggest.ts";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { withConfigFile } from "./config-option.ts";
import { simulatorNames } from "./environments.ts";
import { UsageError } from "./errors.ts";
import { defaultWorkers, parseWorkers } from "./options.ts";

interface ServeOptions {
  readonly bind?: string;
  readonly workers: number;
  readonly json: boolean;
  readonly child: boolean;
}

export function serveCommand(): Command {
  const command = new Command("serve")
    .description("Serves a simulator over ZeroMQ until it is stopped.")
    .argument("<env>", `the simulator: ${simulatorNames.join(", ")}`)
    .option(
      "--bind <endpoint>",
      "where to listen: ipc://PATH or tcp://127.0.0.1:PORT (default: a private ipc address)",
    )
    .option("--workers <count>", "worker threads, one MuJoCo each", parseWorkers, defaultWorkers())
    .option("--json", "announce the endpoint as a JSON object on standard output", false)
    .addOption(new Option("--child", "as --json, and end with standard input").default(false).hideHelp())
    .addHelpText(
      "after",
      `
Examples:
  gaitway serve aibo --bind tcp://127.0.0.1:5555
  gaitway tune tcp://127.0.0.1:5555              in another terminal`,
    )
    .action(serveUntilStopped);
  return withConfigFile(command);
}

async function serveUntilStopped(name: string, options: ServeOptions): Promise<void> {
  if (!(simulatorNames as readonly string[]).includes(name)) {
    throw new UsageError(`simulator "${name}" is not known. ${legalChoices(name, simulatorNames)}`);
  }
  await using logger = createLogger();
  const log = roomLogger(logger, "serve");
  // Listening for the end begins first: a parent that dies while the pool loads must not leave it behind.
  const stopped = untilStopped(options.child);
  await using pool = await createAiboPool({
    workers: options.workers,
    onRestart: ({ envId, reason, count }) =>
      log.warn(`simulator ${envId} is started again (restart ${count}): ${reason}`),
  });
  await using server = await serve(pool, { endpoint: options.bind ?? "ipc://*" });
  if (options.child || options.json)
    process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint })}\n`);
  else log.info(`serving ${name} on ${server.endpoint} with ${options.workers} workers; Ctrl-C stops it`);
  const why = await stopped;
  if (!options.child) log.info(`stopping: ${why}`);
}

/** Resolves with the reason when this server shall end. */
async function untilStopped(child: boolean): Promise<string> {
  return await new Promise((resolve) => {
    process.once("SIGTERM", () => resolve("SIGTERM"));
    if (child) {
      // Ctrl-C reaches the whole terminal's group; a child leaves when its parent lets go of it, after the last lap.
      process.on("SIGINT", () => undefined);
      process.stdin.resume();
      process.stdin.once("end", () => resolve("its parent let go of it"));
      process.stdin.once("error", () => resolve("its parent is gone"));
    } else {
      process.once("SIGINT", () => resolve("interrupted"));
    }
  });
}
