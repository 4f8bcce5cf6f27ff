/**
 * From an open port to servos that may be driven: who is there, in what state, set up and read back. Leaves torque off.
 *
 * Throws BusError with the cause and what to do. Nothing here is done in a tick.
 */
import type { Clock } from "../../driver.ts";
import type { Bus } from "./bus.ts";
import { BusError } from "./bus-error.ts";
import { type BusRobot, watchdogUnits } from "./bus-robot.ts";
import {
  boardModel,
  currentBasedPosition,
  hardwareErrors,
  indirection,
  type Register,
  registers,
  servoModel,
  timeBasedProfile,
} from "./registers.ts";
import { Replies, requestError } from "./replies.ts";

export interface Device {
  readonly id: number;
  /** The joint it moves, or what it is. */
  readonly name: string;
  readonly model: { readonly number: number; readonly name: string };
}

/** What was found. */
export interface Found {
  readonly firmware: readonly number[];
  readonly currentLimits: Int32Array;
  /** V, °C: the lowest and the highest of all servos. */
  readonly voltage: number;
  readonly temperature: number;
}

/** A servo this warm (°C) is not loaded again; servos switch themselves off at 80. */
const warmest = 70;
/** s; a read of one register of all servos takes a few milliseconds, on a machine that does nothing else. */
const readTime = 2;
const writeTries = 3;
const pingTries = 4;

export function devicesOf({ joints, board }: BusRobot): Device[] {
  const servos = joints.map(({ id, name }) => ({ id, name, model: servoModel }));
  return board === null ? servos : [...servos, { id: board.id, name: "sensor board", model: boardModel }];
}

/** `missing` are those that do not answer at all. */
export function pingAll(bus: Bus, devices: readonly Device[]): { firmware: number[]; missing: Device[] } {
  const firmware: number[] = [];
  const missing: Device[] = [];
  for (const device of devices) {
    const found = pinged(bus, device.id);
    if (found === null) missing.push(device);
    else if (found.model !== device.model.number)
      throw new BusError(
        "wrongModel",
        `${label(device)} says it is model ${found.model}, expected ${device.model.number} (${device.model.name}); correct the id in the robot's file, or exchange the device`,
      );
    else firmware.push(found.firmware);
  }
  return { firmware, missing };
}

/** A computer with much else to do may miss a few. */
function pinged(bus: Bus, id: number): ReturnType<Bus["ping"]> {
  for (let attempt = 1; attempt < pingTries; attempt++) {
    const found = bus.ping(id);
    if (found !== null) return found;
  }
  return bus.ping(id);
}

/** `controlPeriod` (s): goals are reached in it, at even speed, as a policy saw it in training. */
export function bringUp(
  bus: Bus,
  robot: BusRobot,
  controlPeriod: number,
  clock: Clock,
): Omit<Found, "firmware"> {
  const devices = devicesOf(robot);
  const servos = devices.slice(0, robot.joints.length);
  const setUp = new SetUp(bus, servos, clock);
  const profileTime = littleEndian(Math.round(1000 * controlPeriod));
  setUp.torqueOff();
  const { voltage, temperature } = setUp.checkHealth();
  for (const device of devices) setUp.configure(device, registers.returnDelay, [0]);
  for (const servo of servos) {
    setUp.configure(servo, registers.driveMode, [timeBasedProfile]);
    setUp.configure(servo, registers.operatingMode, [currentBasedPosition]);
    setUp.configure(servo, registers.indirectAddresses, indirection.flatMap(littleEndian));
    // Whether it has the watchdog that we promise; 0 also clears one that has tripped.
    setUp.configure(servo, registers.busWatchdog, [watchdogUnits(robot)]);
    setUp.configure(servo, registers.busWatchdog, [0]);
    // No time to get up to speed. What belongs to goals is refused while a watchdog has tripped.
    setUp.configure(servo, registers.profile, [0, 0, 0, 0, ...profileTime, 0, 0]);
  }
  return { voltage, temperature, currentLimits: Int32Array.from(setUp.readAll(registers.currentLimit)) };
}

class SetUp {
  readonly #bus: Bus;
  readonly #servos: readonly Device[];
  readonly #ids: Uint8Array;
  readonly #clock: Clock;

  constructor(bus: Bus, servos: readonly Device[], clock: Clock) {
    this.#bus = bus;
    this.#servos = servos;
    this.#ids = Uint8Array.from(servos, ({ id }) => id);
    this.#clock = clock;
  }

  torqueOff(): void {
    this.#bus.syncWrite(registers.torqueEnable, this.#ids, new Uint8Array(this.#ids.length));
    this.readAll(registers.torqueEnable).forEach((torque, index) => {
      if (torque !== 0)
        throw new BusError(
          "notLimp",
          `${label(this.#servos[index] as Device)} keeps its torque on though it was told off; switch the servos' supply off and on`,
        );
    });
  }

  checkHealth(): { voltage: number; temperature: number } {
    this.readAll(registers.hardwareError).forEach((bits, index) => {
      if (bits !== 0) throw hardwareError(this.#servos[index] as Device, bits);
    });
    const temperatures = this.readAll(registers.temperature);
    temperatures.forEach((temperature, index) => {
      if (temperature > warmest)
        throw new BusError(
          "overheated",
          `${label(this.#servos[index] as Device)} is at ${temperature} °C, expected at most ${warmest}; let it cool down`,
        );
    });
    const voltages = this.readAll(registers.inputVoltage);
    return { voltage: Math.min(...voltages) / 10, temperature: Math.max(...temperatures) };
  }

  /** Writes where it is not so already (what lies below 64 wears out), and reads back. */
  configure(device: Device, register: Register, wanted: readonly number[]): void {
    const is = () => {
      const [found] = this.#read([device], register);
      return wanted.every((byte, index) => found?.[index] === byte);
    };
    if (is()) return;
    let error: number | null = null;
    for (let tries = 0; tries < writeTries && error === null; tries++)
      error = this.#bus.write(device.id, register.address, wanted);
    if ((error === null || (error & requestError) === 0) && is()) return;
    const why = error === null ? "does not acknowledge it" : `answers with error ${error & requestError}`;
    throw new BusError(
      "notConfigured",
      `${label(device)} cannot be set up: register ${register.address} should be ${wanted.join(" ")}, and it ${why}; update its firmware, or switch its supply off and on`,
    );
  }

  /** One number for each servo. */
  readAll(register: Register): number[] {
    return this.#read(this.#servos, register).map((bytes) =>
      bytes.reduceRight((number, byte) => number * 256 + byte, 0),
    );
  }

  #read(devices: readonly Device[], { address, size }: Register): Uint8Array[] {
    const replies = new Replies(
      devices.map(({ id }) => id),
      size,
    );
    this.#bus.read(address, replies, this.#clock() + readTime);
    devices.forEach((device, index) => {
      if (replies.answered[index] === 0)
        throw new BusError("missing", `${label(device)} has stopped answering; check its cable and supply`);
    });
    return devices.map((_, index) => replies.rows.slice(index * size, (index + 1) * size));
  }
}

function hardwareError(device: Device, bits: number): BusError {
  const found = hardwareErrors.filter(({ bit }) => (bits >> bit) & 1);
  const names = found.map(({ name }) => name).join(", ") || "an error it does not name";
  const remedies = [...found.map(({ remedy }) => remedy), "then switch its supply off and on"].join(", ");
  return new BusError(
    "hardwareError",
    `${label(device)} reports: ${names} (register 70 is ${bits}); ${remedies}`,
  );
}

/** "servo 3 (frontLeftKnee)" */
export function label({ id, name, model }: Device): string {
  return model === servoModel ? `servo ${id} (${name})` : `${name} ${id}`;
}

function littleEndian(value: number): number[] {
  return [value & 0xff, value >> 8];
}
