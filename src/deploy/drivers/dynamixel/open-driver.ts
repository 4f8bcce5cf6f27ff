/**
 * Opens the robot on a servo bus: `dynamixel:/dev/ttyUSB0`. Moves nothing; torque is off before anything else is done.
 *
 * What flows in: a target, the robot's description (`bus-robot.ts`) and its calibration. What flows out: a driver, or an error with
 * cause and remedy (PortError, BusError, InvalidBusRobot). May import the deploy room's robot, driver and calibration.
 */
import { type Calibration, checkCalibration } from "../../calibration.ts";
import type { Clock, Driver, DriverOptions } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import { sensorFrame } from "../../sensor-frame.ts";
import { openPort } from "../serial/open-port.ts";
import type { SerialPort } from "../serial/port.ts";
import { scanBaudRates } from "./baud-scan.ts";
import { bringUp, devicesOf, type Found, label, pingAll } from "./bring-up.ts";
import { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { type BusRobot, checkBusRobot, watchdogUnit, watchdogUnits } from "./bus-robot.ts";
import { DynamixelDriver } from "./driver.ts";
import { emergencyBytes } from "./emergency.ts";
import { boardModel, servoModel } from "./registers.ts";

const scheme = "dynamixel:";
/** One slow reading may be the machine's fault. */
const trials = 5;

/** What `DriverOptions.robot` is to this driver. */
export interface BusRobotOptions {
  readonly description: BusRobot;
  /** null: offsets are 0. */
  readonly calibration: Calibration | null;
  /** Seconds between two ticks, of which reading may take its share, and in which goals are reached; the shortest that the robot takes when absent. */
  readonly controlPeriod?: number;
}

export async function openDriver(target: string, { clock, robot }: DriverOptions): Promise<Driver> {
  const { description, calibration, controlPeriod: wanted } = robot as BusRobotOptions;
  const checked = checkBusRobot(description, "the description");
  const controlPeriod = wanted ?? checked.controlPeriod.least;
  const offsets = offsetsOf(checked, calibration);
  const { bus, found } = await openBus(portOf(target), checked, controlPeriod, clock);
  const identity = describe(checked, bus.port.path, found, calibration);
  const { currentLimits } = found;
  const parts = { bus, clock, robot: checked, controlPeriod, offsets, currentLimits, identity };
  const driver = new DynamixelDriver(parts);
  try {
    tryOut(driver, controlPeriod);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

export function portOf(target: string): string {
  return target.startsWith(scheme) ? target.slice(scheme.length) : target;
}

/** All devices there, sound and set up, torque off. */
export async function openBus(
  path: string,
  robot: BusRobot,
  controlPeriod: number,
  clock: Clock,
): Promise<{ readonly bus: Bus; readonly found: Found }> {
  const port = await openPort(path, robot.baud);
  try {
    const bus = new Bus(port, robot.baud, clock);
    sendTorqueOff(port, robot);
    const { firmware, missing } = pingAll(bus, devicesOf(robot));
    if (firmware.length === 0) throw await nobodyAnswers(port, robot, clock);
    if (missing.length > 0) throw someMissing(robot, missing.map(label));
    return { bus, found: { firmware, ...bringUp(bus, robot, controlPeriod, clock) } };
  } catch (error) {
    sendTorqueOff(port, robot);
    port.close();
    throw error;
  }
}

function sendTorqueOff(port: SerialPort, { joints }: BusRobot): void {
  const bytes = emergencyBytes(Uint8Array.from(joints, ({ id }) => id));
  port.write(bytes, bytes.length);
}

async function nobodyAnswers(port: SerialPort, robot: BusRobot, clock: Clock): Promise<BusError> {
  port.close();
  const answering = await scanBaudRates(port.path, robot, clock);
  const ids = devicesOf(robot).map(({ id }) => id);
  const nobody = `nobody answers on ${port.path} at ${robot.baud} baud (asked ids ${ids.join(", ")})`;
  const rates = answering.map(({ baud, id }) => `${baud} baud (id ${id})`).join(" and ");
  return new BusError(
    "noDevices",
    rates === ""
      ? `${nobody}, nor at any other common rate; check the servos' supply, the cable, and that this is the right port`
      : `${nobody}, but at ${rates}; set baud in the robot's file to that, or the servos to ${robot.baud}`,
  );
}

function someMissing(robot: BusRobot, missing: readonly string[]): BusError {
  const all = devicesOf(robot);
  const there = all.filter((device) => !missing.includes(label(device))).map(({ id }) => id);
  return new BusError(
    "missing",
    `no answer from ${missing.join(", ")}; ids ${there.join(", ")} answer: check the cable behind the last of them, and the missing ids`,
  );
}

function offsetsOf({ joints }: BusRobot, calibration: Calibration | null): Float64Array {
  if (calibration !== null)
    checkCalibration(
      calibration,
      joints.map(({ name }) => name),
      "ticks",
    );
  return Float64Array.from(joints, ({ name }) => calibration?.offsets[name] ?? 0);
}

/** Reads as in a tick: a bus that cannot keep up is refused before it has to. */
function tryOut(driver: DynamixelDriver, controlPeriod: number): void {
  const frame = sensorFrame(driver.robot);
  let fault: number = faultCode.none;
  for (let trial = 0; trial < trials; trial++) {
    fault = driver.read(frame);
    if (fault === faultCode.none) return;
  }
  if (fault === faultCode.hardwareError || fault === faultCode.implausible)
    throw new BusError(
      "hardwareError",
      "a servo reports an error, or a position more than a turn away; calibrate it, or switch its supply off and on",
    );
  throw new BusError(
    "tooSlow",
    `the bus answers, but not within a tick of ${controlPeriod} s; set a USB adapter's latency timer to 1 ms (/sys/bus/usb-serial/devices/…/latency_timer), raise the baud rate, or make the control period longer`,
  );
}

function describe(robot: BusRobot, path: string, found: Found, calibration: Calibration | null): string {
  const { joints, board, baud } = robot;
  const firmware = [...new Set(found.firmware.slice(0, joints.length))].join(", ");
  const ids = joints.map(({ id }) => id).join(" ");
  return [
    `${joints.length} × ${servoModel.name} (ids ${ids}, firmware ${firmware}) on ${path} at ${baud} baud`,
    ...(board === null ? [] : [`${boardModel.name} ${board.id} (firmware ${found.firmware.at(-1)})`]),
    `${found.voltage.toFixed(1)} V, up to ${found.temperature} °C`,
    calibration === null ? "not calibrated" : `calibrated as ${calibration.robot}`,
    `bus watchdog ${(watchdogUnits(robot) * watchdogUnit * 1000).toFixed(0)} ms, armed while torque is on: servos then stop and hold`,
  ].join("; ");
}
