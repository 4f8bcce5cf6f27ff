/** At which rate somebody answers, where at the right one nobody does. */
import type { Clock } from "../../driver.ts";
import { openPort } from "../serial/open-port.ts";
import { PortError } from "../serial/port-error.ts";
import { devicesOf } from "./bring-up.ts";
import { Bus } from "./bus.ts";
import type { BusRobot } from "./bus-robot.ts";

/** What X-series servos can be set to; 57600 is how they are delivered. */
const baudRates = [57_600, 1_000_000, 115_200, 2_000_000, 3_000_000, 4_000_000, 4_500_000, 9600] as const;
/** s; an adapter may hold an answer back for 16 ms. */
const patience = 0.03;

export interface Answering {
  readonly baud: number;
  /** The first device that answered. */
  readonly id: number;
}

/** `path`: a port that this process does not have open. */
export async function scanBaudRates(path: string, robot: BusRobot, clock: Clock): Promise<Answering[]> {
  const answering: Answering[] = [];
  for (const baud of baudRates.filter((rate) => rate !== robot.baud)) {
    const id = await firstAnswering(path, baud, robot, clock);
    if (id !== undefined) answering.push({ baud, id });
  }
  return answering;
}

async function firstAnswering(
  path: string,
  baud: number,
  robot: BusRobot,
  clock: Clock,
): Promise<number | undefined> {
  const port = await openPort(path, baud).catch((error: unknown) => {
    // Not every adapter can do every rate.
    if (error instanceof PortError && error.kind === "failed") return undefined;
    throw error;
  });
  if (port === undefined) return undefined;
  try {
    const bus = new Bus(port, baud, clock);
    bus.beginTicks(patience);
    return devicesOf(robot).find(({ id }) => bus.ping(id) !== null)?.id;
  } finally {
    port.close();
  }
}
