/**
 * The memory that a robot in another thread shares with its driver: sensors and their stamps one way, joint targets and torque the other.
 * Each way has a sequence number that is odd while its row is being written, so a reader never takes half a row.
 */
import { type RobotSpec, sensorCount } from "../robot.ts";
import type { SensorFrame } from "../sensor-frame.ts";

const cells = {
  sensorSequence: 0,
  commandSequence: 1,
  /** 1: torque is asked to be on. */
  torque: 2,
  /** 1: the robot gives none. */
  limp: 3,
  /** 1: the watchdog has tripped; cleared when torque is switched off. */
  tripped: 4,
  /** 1: the link is cut. */
  cut: 5,
  /** How often the driver has asked for sensors. */
  asked: 6,
} as const;

const cellCount = 8;
/** A writer is in the middle of its row for less than a microsecond, unless it was put to sleep there. */
const attempts = 10_000;

export class SharedRobot {
  static memory(robot: RobotSpec): SharedArrayBuffer {
    const { joints, channels } = robot;
    return new SharedArrayBuffer(
      4 * cellCount + 8 * (2 + joints.length + channels.length + sensorCount(robot)),
    );
  }

  readonly #cells: Int32Array;
  /** Share of torque and one target a joint. */
  readonly #command: Float64Array;
  readonly #stamps: Float64Array;
  readonly #values: Float64Array;
  /** When the driver asked last, s of the monotonic clock. */
  readonly #askedAt: Float64Array;

  constructor(memory: SharedArrayBuffer, robot: RobotSpec) {
    const [joints, channels] = [robot.joints.length, robot.channels.length];
    this.#cells = new Int32Array(memory, 0, cellCount);
    this.#askedAt = new Float64Array(memory, 4 * cellCount, 1);
    this.#command = new Float64Array(memory, 4 * cellCount + 8, joints + 1);
    this.#stamps = new Float64Array(memory, 4 * cellCount + 8 * (joints + 2), channels);
    this.#values = new Float64Array(memory, 4 * cellCount + 8 * (joints + 2 + channels), sensorCount(robot));
  }

  /** Robot: one reading, as a whole. */
  publish(frame: SensorFrame): void {
    Atomics.add(this.#cells, cells.sensorSequence, 1);
    this.#stamps.set(frame.stamps);
    this.#values.set(frame.values);
    Atomics.add(this.#cells, cells.sensorSequence, 1);
  }

  /** Driver: the last reading into `frame`; false where none could be had as a whole, and `frame` is to be thrown away. */
  takeSensors(frame: SensorFrame, now: number): boolean {
    this.#askedAt[0] = now;
    Atomics.add(this.#cells, cells.asked, 1);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = Atomics.load(this.#cells, cells.sensorSequence);
      if (before % 2 !== 0) continue;
      frame.stamps.set(this.#stamps);
      frame.values.set(this.#values);
      if (Atomics.load(this.#cells, cells.sensorSequence) === before) return true;
    }
    return false;
  }

  /** Driver: joint targets, rad, and the share of torque. */
  command(targets: Float64Array, torqueShare: number): void {
    Atomics.add(this.#cells, cells.commandSequence, 1);
    this.#command[0] = torqueShare;
    this.#command.set(targets, 1);
    Atomics.add(this.#cells, cells.commandSequence, 1);
  }

  /** Robot: the last command into `targets`. Answers its share of torque; NaN where it could not be had as a whole. */
  takeCommand(targets: Float64Array): number {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = this.commands;
      if (before % 2 !== 0) continue;
      for (let joint = 0; joint < targets.length; joint++)
        targets[joint] = this.#command[joint + 1] as number;
      const share = this.#command[0] as number;
      if (this.commands === before) return share;
    }
    return Number.NaN;
  }

  /** Grows with every command. */
  get commands(): number {
    return Atomics.load(this.#cells, cells.commandSequence);
  }

  /** Grows with every question for sensors; when the last one was. */
  get asked(): number {
    return Atomics.load(this.#cells, cells.asked);
  }

  get askedAt(): number {
    return this.#askedAt[0] as number;
  }

  get torque(): boolean {
    return Atomics.load(this.#cells, cells.torque) === 1;
  }

  set torque(on: boolean) {
    Atomics.store(this.#cells, cells.torque, Number(on));
  }

  get limp(): boolean {
    return Atomics.load(this.#cells, cells.limp) === 1;
  }

  set limp(isLimp: boolean) {
    Atomics.store(this.#cells, cells.limp, Number(isLimp));
  }

  get tripped(): boolean {
    return Atomics.load(this.#cells, cells.tripped) === 1;
  }

  set tripped(hasTripped: boolean) {
    Atomics.store(this.#cells, cells.tripped, Number(hasTripped));
  }

  get cut(): boolean {
    return Atomics.load(this.#cells, cells.cut) === 1;
  }

  set cut(isCut: boolean) {
    Atomics.store(this.#cells, cells.cut, Number(isCut));
  }
}
