/**
 * A board as the control thread drives it: one command for all joints a tick, and its answer awaited before the next.
 *
 * Open-loop: there is nothing to read but that the board has done what it was told. Torque off is the rest skill, which lies the robot down
 * and then switches its servos off; the first command after it switches them on.
 */
import type { Driver, Emergency } from "../../driver.ts";
import { faultCode } from "../../faults.ts";
import type { RobotSpec } from "../../robot.ts";
import type { BoardLine } from "./line.ts";
import { emergencyBytes, encodeMove, largestAngle, moveLength } from "./protocol.ts";
import { type OpencatRobot, opencatSpecOf } from "./robot-file.ts";

/** Of the control period, for awaiting an answer; and control periods after which one is not awaited any more. */
const readShare = 0.5;
const patience = 1.5;
/** s that a question whether it rests may wait, and after which rest is said again. */
const restPause = 0.05;
const restPatience = 2;
/** s that closing waits for the robot to lie. */
const closePatience = 1;
const degreesPerRad = 180 / Math.PI;

export interface OpencatDriverParts {
  readonly line: BoardLine;
  readonly robot: OpencatRobot;
  /** s */
  readonly controlPeriod: number;
  readonly identity: string;
}

export class OpencatDriver implements Driver {
  readonly robot: RobotSpec;
  readonly identity: string;
  readonly emergency: Emergency;
  retries = 0;
  readonly #line: BoardLine;
  readonly #joints: OpencatRobot["joints"];
  readonly #indices: Uint8Array;
  readonly #degrees: Int8Array;
  readonly #bytes: Uint8Array;
  readonly #period: number;
  #isOn = false;
  #isOpen = true;

  constructor({ line, robot, controlPeriod, identity }: OpencatDriverParts) {
    this.robot = opencatSpecOf(robot);
    this.identity = identity;
    this.#line = line;
    this.#joints = robot.joints;
    this.#indices = Uint8Array.from(robot.joints, ({ index }) => index);
    this.#degrees = Int8Array.from(robot.joints, ({ stance, sign }) => degreesOf(stance, sign));
    this.#bytes = new Uint8Array(moveLength(robot.joints.length));
    this.#period = controlPeriod;
    this.emergency = { fd: line.port.fd, path: line.port.path, bytes: emergencyBytes };
  }

  /** There are no channels: whether the board has done what it was told. */
  read(): number {
    const until = this.#line.clock() + readShare * this.#period;
    const fault = this.#await(until, false);
    if (fault !== faultCode.none) return fault;
    return this.#line.isAnswered ? faultCode.none : faultCode.noAnswer;
  }

  /** Sends the targets, to a degree, unless the board is at an earlier one: then they are dropped, and the next are newer. */
  write(targets: Float64Array): number {
    for (let joint = 0; joint < this.#degrees.length; joint++) {
      const target = targets[joint] as number;
      if (!Number.isFinite(target)) return faultCode.implausible;
      this.#degrees[joint] = degreesOf(target, (this.#joints[joint] as { sign: number }).sign);
    }
    return this.#isOn ? this.#move() : faultCode.none;
  }

  /** On is the first command: the board moves there at its own speed, from wherever it is. */
  torque(on: boolean): number {
    this.#isOn = on;
    return on ? this.#move() : this.#line.rest();
  }

  /** Off is what the board says after it has lain down; it measures nothing. */
  isLimp(): number {
    if (this.#isOn) return 0;
    const line = this.#line;
    if (this.#await(line.clock() + restPause, true) === faultCode.disconnected) return -1;
    if (!line.isResting && line.clock() - line.restedAt > restPatience) {
      this.retries++;
      line.rest();
    }
    return line.isResting ? 1 : -1;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    const line = this.#line;
    if (this.#isOn || !line.isResting) line.rest();
    this.#await(line.clock() + closePatience, true);
    line.port.close();
  }

  #move(): number {
    const line = this.#line;
    if (!line.isAnswered) {
      if (line.clock() - line.movedAt < patience * this.#period || !line.hasRoom) return faultCode.none;
      this.retries++;
    }
    return line.move(this.#bytes, encodeMove(this.#bytes, this.#indices, this.#degrees));
  }

  /** Until the last move is answered, or the robot rests, or the time is over. */
  #await(until: number, forRest: boolean): number {
    const line = this.#line;
    for (;;) {
      const fault = line.receive();
      if (fault !== faultCode.none) return fault;
      if (forRest ? line.isResting : line.isAnswered) return fault;
      if (line.clock() >= until) return fault;
      line.port.pause();
    }
  }
}

/** To the nearest, within what a board takes. */
function degreesOf(angle: number, sign: number): number {
  return Math.max(-largestAngle, Math.min(largestAngle, Math.round(sign * angle * degreesPerRad)));
}
