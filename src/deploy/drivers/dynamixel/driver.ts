/**
 * A robot on a servo bus as the control thread drives it: one sync read, one read of the board and one sync write a tick.
 *
 * Reading takes no more than `readShare` of the shortest control period, whatever is lost on the bus, and the same again where
 * servos may have stopped by themselves. Nothing is allocated in `read` and `write`.
 */
import type { Clock, Driver, Emergency } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { RobotSpec } from "../../robot.ts";
import type { SensorFrame } from "../../sensor-frame.ts";
import { type Bus, tickPatience } from "./bus.ts";
import { type BusRobot, robotSpecOf, watchdogUnit, watchdogUnits } from "./bus-robot.ts";
import { decodeBoard, decodeState } from "./channels.ts";
import { emergencyBytes } from "./emergency.ts";
import { GoalWriter } from "./goals.ts";
import { type Register, registers, stateAt } from "./registers.ts";
import { alertBit, Replies, requestError } from "./replies.ts";

/** Of the shortest control period; the rest is for deciding and writing. */
const readShare = 0.7;
/** A joint more than a turn away from where it can be has not been measured. */
const farthestAngle = 2 * Math.PI;

export interface DriverParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly robot: BusRobot;
  /** Of the calibration, ticks, one a joint. */
  readonly offsets: Float64Array;
  readonly currentLimits: Int32Array;
  readonly identity: string;
}

export class DynamixelDriver implements Driver {
  readonly robot: RobotSpec;
  readonly identity: string;
  readonly emergency: Emergency;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #joints: BusRobot["joints"];
  readonly #offsets: Float64Array;
  readonly #ids: Uint8Array;
  readonly #state: Replies;
  readonly #board: Replies | null;
  readonly #flags: Replies;
  readonly #goals: GoalWriter;
  readonly #bytes: Uint8Array;
  readonly #budget: number;
  readonly #watchdogUnits: number;
  #isArmed = false;
  /** Whether a servo may have stopped by itself since it was last looked at. */
  #isSuspect = false;
  #isOpen = true;

  constructor({ bus, clock, robot, offsets, currentLimits, identity }: DriverParts) {
    this.robot = robotSpecOf(robot);
    this.identity = identity;
    this.#bus = bus;
    this.#clock = clock;
    this.#joints = robot.joints;
    this.#offsets = offsets;
    this.#ids = Uint8Array.from(robot.joints, ({ id }) => id);
    this.#state = new Replies(this.#ids, registers.state.size);
    this.#flags = new Replies(this.#ids, 1);
    this.#board = robot.board === null ? null : new Replies([robot.board.id], registers.board.size);
    this.#goals = new GoalWriter(bus, robot.joints, offsets, currentLimits);
    this.#bytes = new Uint8Array(this.#ids.length);
    this.#budget = readShare * robot.controlPeriod.least;
    this.#watchdogUnits = watchdogUnits(robot);
    this.emergency = { fd: bus.port.fd, path: bus.port.path, bytes: emergencyBytes(this.#ids) };
    bus.patience = tickPatience;
  }

  get retries(): number {
    return this.#bus.retries;
  }

  read(frame: SensorFrame): number {
    const begin = this.#clock();
    const until = begin + this.#budget;
    const { foreign } = this.#bus;
    // Half of the watchdog's time without a word from us, and it may be over by the time servos hear one.
    if (begin - this.#bus.lastSent > (this.#watchdogUnits * watchdogUnit) / 2) this.#isSuspect = true;
    const state = this.#readState(frame, begin, until);
    const board = state === faultCode.disconnected ? state : this.#readBoard(frame, until);
    if (this.#bus.foreign > foreign) return faultCode.secondWriter;
    if (state !== faultCode.none) return state;
    const refused =
      this.#isArmed && this.#isSuspect ? this.#checkArmed(this.#clock() + this.#budget) : faultCode.none;
    return refused === faultCode.none ? board : refused;
  }

  write(targets: Float64Array, torqueShare: number): number {
    return this.#goals.write(targets, torqueShare);
  }

  torque(on: boolean): number {
    if (!on) return this.#torqueOff();
    const fault = this.#torqueOn();
    if (fault !== faultCode.none) this.#torqueOff();
    return fault;
  }

  isLimp(): number {
    this.#bus.read(registers.torqueEnable.address, this.#flags, this.#clock() + this.#budget);
    for (let index = 0; index < this.#ids.length; index++)
      if (this.#flags.answered[index] === 1 && this.#flags.rows[index] !== 0) return 0;
    return this.#flags.missing === 0 && this.#refusals(this.#flags) === 0 ? 1 : -1;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#torqueOff();
    if (this.isLimp() !== 1) this.#torqueOff();
    this.#writeAll(registers.busWatchdog, 0);
    this.#bus.port.close();
  }

  #readState(frame: SensorFrame, begin: number, until: number): number {
    const fault = this.#bus.read(registers.state.address, this.#state, until);
    if (fault !== faultCode.none) {
      this.#isSuspect = true;
      return fault;
    }
    if (this.#refusals(this.#state) !== 0) return faultCode.refused;
    if (!this.#isPlausible()) return faultCode.implausible;
    decodeState(this.#state, this.#joints, this.#offsets, frame, begin);
    return this.#hasHardwareError() ? faultCode.hardwareError : faultCode.none;
  }

  #readBoard(frame: SensorFrame, until: number): number {
    const begin = this.#clock();
    if (this.#board === null) return faultCode.none;
    const fault = this.#bus.read(registers.board.address, this.#board, until);
    if (fault !== faultCode.none) return fault;
    if (this.#refusals(this.#board) !== 0) return faultCode.refused;
    decodeBoard(this.#board, this.#joints.length, frame, begin);
    return faultCode.none;
  }

  /** Whether every servo's watchdog still runs: one that has tripped, or was switched off and on, says something else. */
  #checkArmed(until: number): number {
    if (this.#readFlags(registers.busWatchdog, this.#watchdogUnits, until)) {
      this.#isSuspect = false;
      return faultCode.none;
    }
    return this.#flags.missing > 0 ? faultCode.noAnswer : faultCode.refused;
  }

  /** Torque comes on without a goal to go to: at the measured pose, at no current, before the first command gives it some. */
  #torqueOn(): number {
    const until = this.#clock() + 4 * this.#budget;
    this.#writeAll(registers.busWatchdog, 0);
    const fault = this.#bus.read(registers.state.address, this.#state, until);
    if (fault !== faultCode.none) return fault;
    if (this.#hasHardwareError()) return faultCode.hardwareError;
    if (!this.#isPlausible()) return faultCode.implausible;
    this.#goals.hold(this.#state);
    this.#writeAll(registers.busWatchdog, this.#watchdogUnits);
    const sent = this.#writeAll(registers.torqueEnable, 1);
    if (sent !== faultCode.none) return sent;
    this.#isArmed = true;
    const isOn =
      this.#readFlags(registers.torqueEnable, 1, until) &&
      this.#readFlags(registers.busWatchdog, this.#watchdogUnits, until);
    if (isOn) return faultCode.none;
    return this.#flags.missing > 0 ? faultCode.noAnswer : faultCode.refused;
  }

  #torqueOff(): number {
    this.#isArmed = false;
    return this.#writeAll(registers.torqueEnable, 0);
  }

  #writeAll(register: Register, value: number): number {
    return this.#bus.syncWrite(register, this.#ids, this.#bytes.fill(value));
  }

  /** Whether a register of one byte is `value` in all servos. */
  #readFlags({ address }: Register, value: number, until: number): boolean {
    this.#bus.read(address, this.#flags, until);
    if (this.#flags.missing > 0 || this.#refusals(this.#flags) !== 0) return false;
    for (let index = 0; index < this.#ids.length; index++)
      if (this.#flags.rows[index] !== value) return false;
    return true;
  }

  #refusals(replies: Replies): number {
    return replies.allErrors & requestError;
  }

  #hasHardwareError(): boolean {
    if ((this.#state.allErrors & alertBit) !== 0) return true;
    for (let index = 0; index < this.#ids.length; index++)
      if (this.#state.rows[index * registers.state.size + stateAt.hardwareError] !== 0) return true;
    return false;
  }

  #isPlausible(): boolean {
    for (let index = 0; index < this.#ids.length; index++)
      if (!(Math.abs(this.#goals.measured(this.#state, index)) <= farthestAngle)) return false;
    return true;
  }
}
