/** What `gaitway doctor --robot opencat:…` looks at: who answers, how fast, and what of a tick that leaves. Asks only what moves nothing. */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../deploy/driver.ts";
import type { BoardLine } from "../deploy/drivers/opencat/line.ts";
import { openBoard } from "../deploy/drivers/opencat/open-driver.ts";
import { queryBytes } from "../deploy/drivers/opencat/protocol.ts";
import { noWatchdog, type OpencatRobot, wireTime } from "../deploy/drivers/opencat/robot-file.ts";
import type { Check } from "./doctor-check.ts";
import { milliseconds, type Spread, spreadOf } from "./doctor-measure.ts";
import { portCheckName } from "./doctor-port.ts";

const questions = 100;
/** s */
const patience = 1;
/** Share of a tick for the line; in the rest the robot has to get where it was sent. */
const lineShare = 0.5;

export function opencatChecks(path: string, robot: OpencatRobot, clock: Clock): readonly Check[] {
  const measured: { spread?: Spread } = {};
  return [
    {
      name: "board",
      needs: portCheckName,
      remedy: "do what the line above says; switch the board on and off",
      run: async () => {
        const { line, firmware } = await openBoard(path, robot, clock);
        line.port.close();
        return `${firmware.join(" ") || "it names no model"} at ${robot.baud} baud`;
      },
    },
    {
      name: "round trip",
      needs: "board",
      remedy:
        "set the USB latency timer to 1 ms, use the cable instead of radio, take load off this computer",
      run: async () => {
        measured.spread = await roundTrips(path, robot, clock);
        const { p50, p99 } = measured.spread;
        return `${questions} questions, nothing moves: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
      },
    },
    {
      name: "bus budget",
      needs: "round trip",
      remedy: "make the control period longer (controlPeriod in the robot's file), or use 115200 baud",
      run: async () => boardBudget(robot, measured.spread?.p99 ?? 0),
    },
    {
      name: "watchdog",
      remedy: "keep a hand at its switch",
      without: "everything, but nobody stops the robot when the cable is off",
      run: async () => {
        throw new Error(noWatchdog);
      },
    },
  ];
}

/** The highest rate, for answers that take `slowest` (s). Throws where the robot is never commanded so slowly. */
export function boardBudget({ joints, baud, controlPeriod }: OpencatRobot, slowest: number): string {
  const wire = wireTime(joints.length, baud);
  const time = Math.max(wire, slowest);
  const rate = lineShare / time;
  const { least, most } = controlPeriod;
  const found = [
    `${milliseconds(wire)} a command on the wire at ${baud} baud, ${milliseconds(time)} as measured`,
    `up to ${rate.toFixed(0)} Hz with half of a tick left for the move, whose time the board does not say`,
    `the robot's file allows ${(1 / most).toFixed(0)} to ${(1 / least).toFixed(0)} Hz`,
  ].join("; ");
  if (rate < 1 / most) throw new Error(found);
  return found;
}

async function roundTrips(path: string, robot: OpencatRobot, clock: Clock): Promise<Spread> {
  const { line } = await openBoard(path, robot, clock);
  try {
    const times: number[] = [];
    while (times.length < questions) times.push(await askOnce(line));
    return spreadOf(times);
  } finally {
    line.port.close();
  }
}

async function askOnce(line: BoardLine): Promise<number> {
  const said: string[] = [];
  line.lines = said;
  const begin = line.clock();
  line.query(queryBytes);
  while (!said.includes("?")) {
    if (line.clock() - begin > patience) throw new Error(`no answer to "?" within ${patience} s`);
    line.receive();
    line.port.pause();
  }
  const time = line.clock() - begin;
  await delay(0);
  return time;
}
