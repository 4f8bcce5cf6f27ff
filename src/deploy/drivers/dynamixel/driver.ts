/**
 * A robot on a servo bus as the control thread drives it: one sync read, one read of the board and one sync write a tick.
 *
 * Reading takes no more than `readShare` of the control period, whatever is lost on the bus, and the same again where
 * servos may have stopped by themselves. Nothing is allocated in `read` and `write`.
 */
import type { Clock, Driver, Emergency } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { RobotSpec } from "../../robot.ts";
import type { SensorFrame } from "../../sensor-frame.ts";
import type { Bus } from "./bus.ts";
import { type BusRobot, robotSpecOf, watchdogUnit, watchdogUnits } from "./bus-robot.ts";
import { decodeBoard, decodeState } from "./channels.ts";
import { emergencyBytes } from "./emergency.ts";
import { GoalWriter } from "./goals.ts";
import { type Register, registers, stateAt } from "./registers.ts";
import { alertBit, Replies, requestError } from "./replies.ts";

/** Of the control period; the rest is for deciding and writing. */
const readShare = 0.7;
/** Seconds of silence after which a lost answer is asked for again, at least; and the share of the time there is. */
const leastPatience = 0.003;
const patienceShare = 0.25;
/** s; no answer comes later than this. */
const longestDelay = 0.05;
/** A joint more than a turn away from where it can be has not been measured. */
const farthestAngle = 2 * Math.PI;

export interface DriverParts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly robot: BusRobot;
  /** s */
  readonly controlPeriod: number;
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
  readonly #torque: Replies;
  readonly #watchdog: Replies;
  readonly #goals: GoalWriter;
  readonly #bytes: Uint8Array;
  readonly #budget: number;
  readonly #watchdogUnits: number;
  #isArmed = false;
  /** When the first reading since the last that was answered in full was begun, s. */
  #unanswered = Infinity;
  /** Whether a servo may have stopped by itself since it was last looked at. */
  #isSuspect = false;
  #isOpen = true;

  constructor({ bus, clock, robot, controlPeriod, offsets, currentLimits, identity }: DriverParts) {
    this.robot = robotSpecOf(robot);
    this.identity = identity;
    this.#bus = bus;
    this.#clock = clock;
    this.#joints = robot.joints;
    this.#offsets = offsets;
    this.#ids = Uint8Array.from(robot.joints, ({ id }) => id);
    this.#state = new Replies(this.#ids, registers.state.size);
    this.#torque = new Replies(this.#ids, registers.torqueAndLed.size);
    this.#watchdog = new Replies(this.#ids, registers.busWatchdog.size);
    this.#board = robot.board === null ? null : new Replies([robot.board.id], registers.board.size);
    this.#goals = new GoalWriter(bus, robot.joints, offsets, currentLimits);
    this.#bytes = new Uint8Array(this.#ids.length);
    this.#budget = readShare * controlPeriod;
    this.#watchdogUnits = watchdogUnits(robot);
    this.emergency = { fd: bus.port.fd, path: bus.port.path, bytes: emergencyBytes(this.#ids) };
    bus.beginTicks(Math.max(leastPatience, patienceShare * this.#budget));
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
    this.#bus.read(registers.torqueEnable.address, this.#torque, this.#clock() + this.#budget);
    for (let index = 0; index < this.#ids.length; index++)
      if (this.#torque.answered[index] === 1 && this.#torque.rows[2 * index] !== 0) return 0;
    return this.#torque.missing === 0 && this.#refusals(this.#torque) === 0 ? 1 : -1;
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
    // An answer that was given up may come now and pass for one to this question: it is as old as the question it belongs to.
    const asked = this.#unanswered < begin ? Math.max(this.#unanswered, begin - longestDelay) : begin;
    const fault = this.#bus.read(registers.state.address, this.#state, until);
    this.#unanswered = fault === faultCode.none ? Infinity : Math.min(this.#unanswered, begin);
    if (fault !== faultCode.none) {
      this.#isSuspect = true;
      return fault;
    }
    if (this.#refusals(this.#state) !== 0) return faultCode.refused;
    if (!this.#isPlausible()) return faultCode.implausible;
    decodeState(this.#state, this.#joints, this.#offsets, frame, asked);
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
    const fault = this.#readAll(registers.busWatchdog, this.#watchdog, this.#watchdogUnits, until);
    if (fault === faultCode.none) this.#isSuspect = false;
    return fault;
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
    const on = this.#readAll(registers.torqueEnable, this.#torque, 1, until);
    if (on !== faultCode.none) return on;
    return this.#readAll(registers.busWatchdog, this.#watchdog, this.#watchdogUnits, until);
  }

  #torqueOff(): number {
    this.#isArmed = false;
    return this.#writeAll(registers.torqueEnable, 0);
  }

  #writeAll(register: Register, value: number): number {
    return this.#bus.syncWrite(register, this.#ids, this.#bytes.fill(value));
  }

  /** Whether the byte at a register is `value` in all servos, as a fault code. */
  #readAll({ address }: Register, replies: Replies, value: number, until: number): number {
    const fault = this.#bus.read(address, replies, until);
    if (fault !== faultCode.none) return fault;
    if (this.#refusals(replies) !== 0) return faultCode.refused;
    for (let index = 0; index < this.#ids.length; index++)
      if (replies.rows[index * replies.length] !== value) return faultCode.refused;
    return faultCode.none;
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
