/** What `gaitway doctor --robot dynamixel:…` looks at: devices, supply and heat, round trips, and what they leave of a tick. Torque is off, nothing moves. */
import type { Clock } from "../deploy/driver.ts";
import { scanBaudRates } from "../deploy/drivers/dynamixel/baud-scan.ts";
import { devicesOf, label, pingAll } from "../deploy/drivers/dynamixel/bring-up.ts";
import { Bus } from "../deploy/drivers/dynamixel/bus.ts";
import type { BusRobot } from "../deploy/drivers/dynamixel/bus-robot.ts";
import { openBus } from "../deploy/drivers/dynamixel/open-driver.ts";
import { packetLength } from "../deploy/drivers/dynamixel/packet.ts";
import { type Register, registers } from "../deploy/drivers/dynamixel/registers.ts";
import { Replies } from "../deploy/drivers/dynamixel/replies.ts";
import { openPort } from "../deploy/drivers/serial/open-port.ts";
import type { Check } from "./doctor-check.ts";
import { milliseconds, roundTripCount, type Spread, spreadOf } from "./doctor-measure.ts";
import { portCheckName } from "./doctor-port.ts";

/** V; what the XM430's manual allows. */
const voltages = { least: 10, most: 14.8 } as const;
/** °C; a servo this warm is not loaded again (bring-up.ts). */
const warmest = 70;
/** s */
const patience = 2;
/** Share of a tick that reading and writing may take: the rest is for deciding, and for a machine that is late. */
const busShare = 0.7;

export function dynamixelChecks(path: string, robot: BusRobot, clock: Clock): readonly Check[] {
  const measured: { spread?: Spread } = {};
  return [
    {
      name: "devices",
      needs: portCheckName,
      remedy: "do what the line above says; check supply and cables first",
      run: () => onBus(path, robot, clock, (bus) => devices(bus, path, robot, clock)),
    },
    {
      name: "supply and heat",
      needs: "devices",
      remedy: "charge or check the supply (10.0 to 14.8 V), let hot servos cool down",
      run: () => onBus(path, robot, clock, async (bus) => health(bus, robot, clock)),
    },
    {
      name: "round trip",
      needs: "devices",
      remedy: "set the USB latency timer to 1 ms, check cables and termination, take load off this computer",
      run: async () => {
        measured.spread = await roundTrips(path, robot, clock);
        const { p50, p99 } = measured.spread;
        return `${roundTripCount} readings of all devices, torque off: p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
      },
    },
    {
      name: "bus budget",
      needs: "round trip",
      remedy: "raise the baud rate, or make the control period longer (controlPeriod in the robot's file)",
      run: async () => busBudget(robot, measured.spread?.p99 ?? 0),
    },
  ];
}

/** Bytes of one tick on the wire: sync read and its answers, the board's, sync write; s, at 10 bits a byte and return delay 0. */
export function busTime({ joints, board, baud }: BusRobot): {
  readonly read: number;
  readonly write: number;
} {
  const seconds = (bytes: number): number => (10 * bytes) / baud;
  const count = joints.length;
  const ofBoard = board === null ? 0 : packetLength(4) + packetLength(1 + registers.board.size);
  const read = packetLength(4 + count) + count * packetLength(1 + registers.state.size) + ofBoard;
  return { read: seconds(read), write: seconds(packetLength(4 + count * (1 + registers.goal.size))) };
}

/** The highest rate, for readings that take `slowest` (s). Throws where the robot is never commanded so slowly. */
export function busBudget(robot: BusRobot, slowest: number): string {
  const { read, write } = busTime(robot);
  const time = Math.max(read, slowest) + write;
  const rate = busShare / time;
  const { least, most } = robot.controlPeriod;
  const found = [
    `${milliseconds(read + write)} a tick on the wire at ${robot.baud} baud, ${milliseconds(time)} as measured`,
    `up to ${rate.toFixed(0)} Hz with ${(100 * (1 - busShare)).toFixed(0)} % of a tick kept free`,
    `the robot's file allows ${(1 / most).toFixed(0)} to ${(1 / least).toFixed(0)} Hz`,
  ].join("; ");
  if (rate < 1 / most) throw new Error(found);
  return found;
}

async function onBus<T>(
  path: string,
  robot: BusRobot,
  clock: Clock,
  work: (bus: Bus) => Promise<T>,
): Promise<T> {
  const port = await openPort(path, robot.baud);
  try {
    return await work(new Bus(port, robot.baud, clock));
  } finally {
    port.close();
  }
}

async function devices(bus: Bus, path: string, robot: BusRobot, clock: Clock): Promise<string> {
  const all = devicesOf(robot);
  const { firmware, missing } = pingAll(bus, all);
  if (firmware.length === 0) {
    bus.port.close();
    const answering = await scanBaudRates(path, robot, clock);
    const rates = answering.map(({ baud, id }) => `${baud} baud (id ${id})`).join(" and ");
    throw new Error(
      `nobody answers at ${robot.baud} baud, ${rates === "" ? "nor at any other common rate" : `but at ${rates}; set baud in the robot's file to that`}`,
    );
  }
  if (missing.length > 0)
    throw new Error(
      `no answer from ${missing.map(label).join(", ")}; ${firmware.length} of ${all.length} answer: check the cable behind the last of them, and the missing ids`,
    );
  const models = [...new Set(all.map(({ model }) => model.name))].join(", ");
  return `${all.length} answer (${models}; firmware ${[...new Set(firmware)].join(", ")})`;
}

function health(bus: Bus, robot: BusRobot, clock: Clock): string {
  const servos = devicesOf(robot).slice(0, robot.joints.length);
  const ids = servos.map(({ id }) => id);
  const volts = readAll(bus, ids, registers.inputVoltage, clock).map((value) => value / 10);
  const temperatures = readAll(bus, ids, registers.temperature, clock);
  const errors = readAll(bus, ids, registers.hardwareError, clock);
  const wrong = servos.flatMap((servo, j) => {
    const [voltage, temperature, error] = [
      volts[j] as number,
      temperatures[j] as number,
      errors[j] as number,
    ];
    return [
      ...(voltage >= voltages.least && voltage <= voltages.most
        ? []
        : [`${label(servo)} has ${voltage.toFixed(1)} V, expected ${voltages.least} to ${voltages.most}`]),
      ...(temperature <= warmest
        ? []
        : [`${label(servo)} is at ${temperature} °C, expected at most ${warmest}`]),
      ...(error === 0
        ? []
        : [`${label(servo)} reports hardware error ${error}; switch its supply off and on`]),
    ];
  });
  if (wrong.length > 0) throw new Error(wrong.join("; "));
  return `${Math.min(...volts).toFixed(1)} to ${Math.max(...volts).toFixed(1)} V, ${Math.min(...temperatures)} to ${Math.max(...temperatures)} °C`;
}

function readAll(bus: Bus, ids: readonly number[], { address, size }: Register, clock: Clock): number[] {
  const replies = new Replies(ids, size);
  if (bus.read(address, replies, clock() + patience) !== 0) throw new Error("a servo stopped answering");
  return ids.map((_, j) =>
    replies.rows.slice(j * size, (j + 1) * size).reduceRight((value, byte) => value * 256 + byte, 0),
  );
}

/** s for servos and board, as in a tick. */
async function roundTrips(path: string, robot: BusRobot, clock: Clock): Promise<Spread> {
  const { bus } = await openBus(path, robot, robot.controlPeriod.least, clock);
  try {
    const { joints, board } = robot;
    const state = new Replies(
      joints.map(({ id }) => id),
      registers.state.size,
    );
    const felt = board === null ? null : new Replies([board.id], registers.board.size);
    const times = Array.from({ length: roundTripCount }, () => {
      const begin = clock();
      const read = (register: Register, replies: Replies) =>
        bus.read(register.address, replies, begin + patience);
      if (read(registers.state, state) !== 0 || (felt !== null && read(registers.board, felt) !== 0))
        throw new Error(`a device did not answer within ${patience} s`);
      return clock() - begin;
    });
    return spreadOf(times);
  } finally {
    bus.port.close();
  }
}
