/** gaitway deploy RUN --to R: puts a policy on a robot. This file is the command line; deploy-session.ts is the work. */
import { Command, Option } from "commander";
import { type RungName, rungNames } from "../deploy/plan.ts";
import { type StopProfileName, stopProfileNames } from "../deploy/robot.ts";
import { withConfigFile } from "./config-option.ts";
import { deploySession } from "./deploy-session.ts";
import { UsageError } from "./errors.ts";
import { type KeyFlags, withKeys } from "./key-options.ts";
import { keysInWords } from "./operator.ts";

export interface DeployFlags extends KeyFlags {
  readonly to?: string;
  readonly policy: string;
  readonly rung: RungName;
  readonly stop?: StopProfileName;
  readonly duration?: number;
  readonly filter?: number;
  readonly ramp?: number;
  readonly shadow?: number;
  readonly fade?: number;
  readonly robot?: string;
  readonly id?: string;
  readonly unrehearsed?: string;
  readonly unattended: boolean;
  readonly timeToSafe: number;
  readonly out?: string;
  readonly json: boolean;
}

export function deployCommand(): Command {
  const command = new Command("deploy")
    .description("Runs a policy on a robot: checked, ramped, watched, recorded, and stopped safely.")
    .argument("<run>", "directory of a run, or of a saved policy")
    .option("--to <robot>", "sim:aibo, tcp://HOST:PORT, dynamixel:/dev/…, opencat:/dev/…")
    .option("--policy <which>", "best or last", "best")
    .addOption(
      new Option("--rung <name>", "how far up the ladder: dry, shadow, limited, full")
        .choices([...rungNames])
        .default("limited"),
    )
    .addOption(
      new Option("--stop <profile>", "how a stop goes: damp, park, hold, limp").choices([
        ...stopProfileNames,
      ]),
    )
    .option("--duration <seconds>", "stop by itself after so long in running", parsePositive)
    .option("--filter <hertz>", "low-pass on joint targets", parsePositive)
    .option("--ramp <seconds>", "the way to the stance takes at least so long (default: 2)", parsePositive)
    .option(
      "--shadow <seconds>",
      "the policy runs so long before it moves anything (default: 1)",
      parsePositive,
    )
    .option("--fade <seconds>", "the policy's share of the command grows so long (default: 1)", parsePositive)
    .option("--robot <file>", "robot.yaml: joints, ids, signs and limits of a robot on a bus")
    .option("--id <name>", "the robot as it was calibrated: gaitway calibrate --id NAME")
    .option("--unrehearsed <run>", "send a policy to hardware that did not pass its rehearsal; name it again")
    .option(
      "--time-to-safe <seconds>",
      "from something that goes wrong to the command that answers it",
      parsePositive,
      0.1,
    )
    .option("--unattended", "ask nobody: arm and go at once", false)
    .option("--out <directory>", "where recording and report go (default: deployments/NAME-1, -2, …)")
    .option("--json", "one JSON object a line on standard output", false)
    .addHelpText(
      "after",
      `
${keysInWords}.
Without a terminal the words arm, go, stop and reset are read line by line. The ladder: dry (no robot), shadow (reads and computes,
torque stays off), limited (a quarter of torque and speed), full. Soft real time, no safety-rated function: keep a switch that
cuts the power within reach.

Examples:
  gaitway rehearse runs/aibo-1                                   what hardware asks for
  gaitway deploy runs/aibo-1 --to sim:aibo --rung full           on the robot simulated in real time
  gaitway emulate servo-bus                                      a bus without hardware, for the next line
  gaitway deploy runs/aibo-1 --to dynamixel:/dev/pts/5 --rung shadow
  gaitway replay deployments/aibo-1-1/flight.mcap                decides every command again`,
    )
    .action(run);
  return withConfigFile(withKeys(command));
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`expected a number above 0, got "${text}"`);
}

async function run(path: string, flags: DeployFlags): Promise<void> {
  const { to } = flags;
  if (to === undefined)
    throw new UsageError(
      "no robot was named: give --to sim:aibo, tcp://HOST:PORT, dynamixel:/dev/… or opencat:/dev/…",
    );
  process.exitCode = await deploySession({ ...flags, run: path, to });
}
