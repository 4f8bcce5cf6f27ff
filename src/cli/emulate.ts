/** gaitway emulate ROBOT: hardware to test a deployment against, without hardware. */
import { Command, InvalidArgumentError, Option } from "commander";
import { describeStep } from "../env/python/progress.ts";
import { createLogger, type RoomLogger, roomLogger } from "../observe/logging.ts";
import { type EmulatorEvent, emulate } from "./emulator.ts";
import { parseCount, parsePositive, parseSeed } from "./options.ts";
import { untilStopped } from "./until-stopped.ts";

interface EmulateOptions {
  readonly json: boolean;
  readonly child: boolean;
  readonly [option: string]: unknown;
}

export function emulateCommand(): Command {
  return new Command("emulate")
    .description(
      "Puts a robot on a pseudo-terminal, or on the wire, that answers as the real one does, until it is stopped.",
    )
    .addCommand(servoBusCommand())
    .addCommand(openCatCommand())
    .addCommand(robotCommand())
    .addHelpText(
      "after",
      `
Examples:
  gaitway emulate servo-bus --link /tmp/aibo          the port /tmp/aibo, an AIBO of twelve servos behind it
  gaitway emulate servo-bus --log bytes.jsonl         every packet as a line of JSON
  gaitway emulate servo-bus --fault '{"fault":"drop","probability":0.01}'
  gaitway emulate opencat --json                      a Petoi board, its events as lines of JSON
  gaitway emulate robot --bind tcp://127.0.0.1:5556   an AIBO with a controller of its own, for deploy --to tcp://…
  echo '{"fault":"unplug"}'                           into its standard input, while it runs`,
    );
}

function servoBusCommand(): Command {
  const command = new Command("servo-bus")
    .description(
      "Dynamixel X-series servos (Protocol 2.0) on a bus with an AIBO's physics behind them. Prints the path of its port; takes faults as lines of JSON on standard input.",
    )
    .addOption(
      new Option("--baud <rate>", "of the bus").choices(baudRates.map(String)).default(String(1_000_000)),
    );
  return withEvents(withPort(withBody(command)), "every packet as a line of JSON", "emulator").action(
    async (options: EmulateOptions) => runUntilStopped(["emulate", "servo-bus"], options),
  );
}

function openCatCommand(): Command {
  const command = new Command("opencat")
    .description(
      "A Petoi board with the OpenCat serial protocol: tokens in, no feedback of joints. Prints the path of its port.",
    )
    .addOption(new Option("--baud <rate>", "of its port").choices(["57600", "115200"]).default("115200"));
  return withEvents(withPort(command), "every packet as a line of JSON", "emulator").action(
    async (options: EmulateOptions) => runUntilStopped(["emulate", "opencat"], options),
  );
}

function robotCommand(): Command {
  const command = new Command("robot")
    .description(
      "An AIBO with a controller of its own, which keeps its limits and switches torque off when nobody commands it. Prints its address; takes faults as lines of JSON on standard input.",
    )
    .option("--bind <endpoint>", "where it listens; a port of * is a free one", "tcp://127.0.0.1:*")
    .option("--sensors <endpoint>", "where its readings come from (default: a free port beside it)")
    .option("--keys <file>", "NAME.key_secret of gaitway keys, to be reached from other machines")
    .option("--allow <directory>", "public keys (*.key) of those who may command it, with --keys")
    .option("--watchdog <seconds>", "torque goes off so long after the last command", parsePositive, 0.08);
  return withEvents(withBody(command), "commands and torque as lines of JSON", "robot")
    .addHelpText(
      "after",
      `
Example:
  gaitway emulate robot --bind tcp://127.0.0.1:5556 --log robot.jsonl
  gaitway deploy runs/aibo-1 --to tcp://127.0.0.1:5556           in another terminal`,
    )
    .action(async (options: EmulateOptions) => runUntilStopped(["robot", "aibo"], options));
}

const baudRates = [9600, 57_600, 115_200, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 4_500_000];

/** What every robot with the AIBO's physics has. */
function withBody(command: Command): Command {
  return command
    .addOption(
      new Option("--pose <pose>", "how the robot begins")
        .choices(["stand", "straight", "lying"])
        .default("stand"),
    )
    .option("--unheld", "no hand holds the robot until its motors are on")
    .option("--profile <ms>", "a joint reaches its goal so late", (text) => parseCount(text, 0, 32_767), 32)
    .option("--sensor-noise <share>", "of the usual; 0 for none", parseShare, 1);
}

function withPort(command: Command): Command {
  return command.option("--link <path>", "a symbolic link to the port, the same after an unplugged cable");
}

/** What every robot has: a log of what `logged` says, faults that the README of `room` lists, events. */
function withEvents(command: Command, logged: string, room: "emulator" | "robot"): Command {
  return command
    .option("--log <file>", logged)
    .option(
      "--fault <json>",
      `a fault from the start, see envs/gaitway_envs/${room}; repeatable`,
      collect,
      [],
    )
    .option("--seed <n>", "of what is drawn at random", parseSeed, 0)
    .option("--json", "every event as a JSON object on standard output", false)
    .addOption(new Option("--child", "as --json, and end with standard input").default(false).hideHelp());
}

/** `robot`: how Python calls it. */
async function runUntilStopped(
  robot: readonly string[],
  { json, child, ...given }: EmulateOptions,
): Promise<void> {
  await using logger = createLogger();
  const log = roomLogger(logger, "emulate");
  const stopping = new AbortController();
  void untilStopped(child).then((why) => stopping.abort(why));
  process.exitCode = await emulate({
    args: [...robot, ...flags(given)],
    input: process.stdin,
    endsWithInput: child,
    onEvent: json || child ? printed : (event) => tell(event, log),
    signal: stopping.signal,
    python: { onProgress: (step) => log.info(describeStep(step)) },
  });
}

function printed(event: EmulatorEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** The address, or the path of the port, on standard output; everything else for a person. */
function tell({ event, ...what }: EmulatorEvent, log: RoomLogger): void {
  if (event === "ready") {
    process.stdout.write(`${what.endpoint ?? what.link ?? what.path}\n`);
    log.info(`the robot is on ${what.endpoint ?? what.path}; Ctrl-C pulls its cable`);
  } else if (event === "ended") log.info(describeEnd(what));
  else log.info(`${event} ${JSON.stringify(what)}`);
}

function describeEnd({ distance, seconds, fell }: Readonly<Record<string, unknown>>): string {
  if (typeof distance !== "number") return "stopped";
  return `stopped: ${distance.toFixed(3)} m in ${seconds} s of physics${fell === true ? ", and it fell" : ""}`;
}

function flags(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (Array.isArray(value)) return value.flatMap((item) => [flag, String(item)]);
    if (value === true) return [flag];
    return value === undefined || value === false ? [] : [flag, String(value)];
  });
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function parseShare(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError("Expected a number of at least 0.");
  return value;
}
