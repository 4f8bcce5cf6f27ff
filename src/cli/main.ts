#!/usr/bin/env node
/** The command line: one file a command; this one only knows how an error becomes an exit code. */
import { Command, CommanderError } from "commander";
import { commandsFor } from "./commands.ts";
import { exitCodeOf, exitCodes } from "./errors.ts";
import { version } from "./version.ts";

const program = new Command("gaitway")
  .description("Tunes gaits and trains policies in simulators, and takes them to robots.")
  .version(version)
  .showHelpAfterError("Run the command with --help to see its options and examples.")
  .configureHelp({ showGlobalOptions: true });

for (const command of await commandsFor(process.argv[2])) {
  program.addCommand(command.copyInheritedSettings(program).exitOverride());
}
program.exitOverride();

// A reader that goes away (`gaitway tune --json | head -1`) must not end a run: what is left to say is said to nobody.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run(process.argv);
// Winston's streams and WASM workers are closed by their owners; what is left must not keep a finished command alive.
process.stdout.write("", () => process.exit());

async function run(argv: readonly string[]): Promise<number> {
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    process.stderr.write(`gaitway: ${describe(error)}\n`);
    return exitCodeOf(error);
  }
}

/** The message and those of its causes; the stack too when GAITWAY_DEBUG is set. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (process.env.GAITWAY_DEBUG !== undefined) return error.stack ?? error.message;
  const cause = error.cause instanceof Error ? describe(error.cause) : "";
  return error.message.includes(cause) ? error.message : `${error.message}\n  because: ${cause}`;
}
