/** gaitway serve ENV: a simulator as a server. */
import { Command, Option } from "commander";
import { simulatorForms } from "../env/env-name.ts";
import type { SimulatorOptions } from "../env/server-command.ts";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { withConfigFile } from "./config-option.ts";
import { Interrupted, UsageError } from "./errors.ts";
import { parseEnvs, parseWorkers } from "./options.ts";
import { startServing } from "./served.ts";
import { untilStopped } from "./until-stopped.ts";

interface ServeOptions extends SimulatorOptions {
  readonly bind: string;
  readonly keys?: string;
  readonly allow?: string;
  readonly json: boolean;
  readonly child: boolean;
}

export function serveCommand(): Command {
  const command = new Command("serve")
    .description("Serves a simulator over ZeroMQ until it is stopped.")
    .argument("<env>", `the simulator: ${simulatorForms.join(", ")}`)
    .option(
      "--bind <endpoint>",
      "where to listen: ipc://PATH or tcp://127.0.0.1:PORT, * for a private path or a free port; with keys tcp://HOST:PORT",
      "ipc://*",
    )
    .option("--envs <count>", "environments (default: one; of an aibo one a core)", parseEnvs)
    .option(
      "--processes <count>",
      "processes that step them, threads of an aibo:walk (default: one a core)",
      parseWorkers,
    )
    .addOption(
      new Option("--actions <what>", "what becomes of an action out of bounds").choices(["refuse", "clip"]),
    )
    .option("--render-mode <mode>", "rgb_array, for agents that ask for pictures")
    .option("--native", "an aibo on MuJoCo in Python instead of WebAssembly")
    .option("--keys <file>", "NAME.key_secret of gaitway keys: encrypts every connection")
    .option("--allow <folder>", "public keys (*.key) of the agents that may connect, with --keys")
    .option("--json", "announce the endpoint as a JSON object on standard output", false)
    .addOption(new Option("--child", "as --json, and end with standard input").default(false).hideHelp())
    .addHelpText(
      "after",
      `
Examples:
  gaitway serve aibo --bind tcp://127.0.0.1:5555
  gaitway tune tcp://127.0.0.1:5555              in another terminal
  gaitway serve gym:HalfCheetah-v5 --envs 16 --bind ipc:///tmp/cheetah
  gaitway serve aibo:walk --bind "tcp://*:5555" --keys .gaitway/keys/robot.key_secret --allow friends
  gaitway serve python:my_module:MyEnv           the class MyEnv of my_module.py, in this folder`,
    )
    .action(serveUntilStopped);
  return withConfigFile(command);
}

async function serveUntilStopped(name: string, options: ServeOptions): Promise<void> {
  if ((options.keys === undefined) !== (options.allow === undefined))
    throw new UsageError("--keys and --allow belong together: the server's secret key, and who may connect");
  await using logger = createLogger();
  const log = roomLogger(logger, "serve");
  // Listening for the end begins first: a parent that dies while the simulator loads must not leave it behind.
  const stopped = untilStopped(options.child);
  const starting = new AbortController();
  void stopped.then((why) => starting.abort(new Interrupted(`stopped while it started: ${why}`)));
  await using server = await startServing(name, { ...options, signal: starting.signal, log });
  if (options.child || options.json)
    process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint })}\n`);
  else log.info(`serving ${name} on ${server.endpoint}; Ctrl-C stops it`);
  const failed = server.ended.then((how) => {
    throw new Error(`the simulator server ${how}`);
  });
  const why = await Promise.race([stopped, failed]);
  if (!options.child) log.info(`stopping: ${why}`);
}
