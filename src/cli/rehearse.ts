/** gaitway rehearse RUN: the policy in a second simulator, perturbed; what it showed goes into the saved policy. */
import { Command } from "commander";
import { createLogger, roomLogger } from "../observe/logging.ts";
import { createTerminal } from "../observe/terminal.ts";
import { deployable } from "./deployable.ts";
import { exitCodes } from "./errors.ts";
import { abortSignal, interruption } from "./interruption.ts";
import { parseCount, parseSeed } from "./options.ts";
import { describeCase, rehearse } from "./rehearse-session.ts";

interface RehearseFlags {
  readonly policy: string;
  readonly episodes: number;
  readonly seed: number;
  readonly json: boolean;
}

export function rehearseCommand(): Command {
  return new Command("rehearse")
    .description("Runs a policy in a second simulator, perturbed; passing is what hardware asks for.")
    .argument("<run>", "directory of a run, or of a saved policy")
    .option("--policy <which>", "best or last", "best")
    .option("--episodes <count>", "episodes a case", (text) => parseCount(text, 2), 16)
    .option("--seed <number>", "root of the episodes' seeds", parseSeed, 2000)
    .option("--json", "one JSON object a case and one at the end", false)
    .addHelpText(
      "after",
      `
Every case runs the whole way of a deployment, limits and guards included, but for ramp and fade: in the simulator of training
(MuJoCo in WebAssembly), in the second one (native MuJoCo), with other masses and friction, with half the timestep, with commands a
tick late, with noisy sensors. A case passes at 80 % of the training speed with at most a tenth of falls. Exit code 1: failed.

Examples:
  gaitway rehearse runs/aibo-1
  gaitway rehearse runs/aibo-walk-1 --episodes 32 --json`,
    )
    .action(run);
}

async function run(path: string, flags: RehearseFlags): Promise<void> {
  const terminal = createTerminal();
  await using logger = createLogger({ terminal });
  const log = roomLogger(logger, "rehearse");
  const signal = abortSignal(interruption(log, "the step under way"));
  const policy = await deployable(path, flags.policy);
  const print = (text: string, machine: unknown) =>
    process.stdout.write(flags.json ? `${JSON.stringify(machine)}\n` : `${text}\n`);
  const rehearsal = await rehearse({
    policy,
    episodes: flags.episodes,
    seed: flags.seed,
    logger: log,
    signal,
    onCase: (result) => print(describeCase(result), { type: "case", ...result }),
  });
  const { passed } = rehearsal;
  print(
    passed
      ? `passed; written into ${policy.folder}`
      : `failed; written into ${policy.folder}. Hardware refuses this policy unless it is told otherwise by name`,
    { type: "end", passed, policy: policy.folder },
  );
  if (!passed) process.exitCode = exitCodes.failed;
}
