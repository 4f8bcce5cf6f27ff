/**
 * The loop itself, tick after tick in one thread: sensors and requests into the row, the controller's decision, the command to
 * the driver, the row into the ring. Synchronous, and nothing is allocated in a tick.
 */
import type { Driver } from "../driver.ts";
import { faultCode } from "../faults.ts";
import { sensorFrame } from "../sensor-frame.ts";
import { stateCode } from "../states.ts";
import type { RecordLayout } from "../tick-record.ts";
import type { Pacer } from "./pacer.ts";
import type { Ring } from "./ring.ts";
import type { SharedBlock } from "./shared-block.ts";

/** Decides a tick: reads the inputs in the row, writes everything else. */
export interface Controller {
  readonly layout: RecordLayout;
  tick(row: Float64Array): void;
}

export interface LoopParts {
  readonly controller: Controller;
  readonly driver: Driver;
  readonly pacer: Pacer;
  readonly clock: () => number;
  readonly block: SharedBlock;
  readonly ring: Ring;
  /** The bit that asks for a stop. */
  readonly stopBit: number;
  /** So long (s) without a sign of life from the main thread, and the robot is stopped. */
  readonly mainTimeout: number;
}

/** Runs until it is asked to finish and the robot is latched, or was never more than limp. */
export function runLoop(parts: LoopParts): void {
  const { pacer, block, ring, controller } = parts;
  const row = new Float64Array(controller.layout.size);
  const loop = new ControlLoop(parts, row);
  do {
    pacer.next();
    loop.tick();
    ring.push(row);
    block.beatThread();
  } while (!loop.over);
}

/** Between two ticks: what the driver answered to the last one. */
class ControlLoop {
  readonly #parts: LoopParts;
  readonly #row: Float64Array;
  readonly #frame;
  readonly #sent: Float64Array;
  /** Torque as the driver last took it: 1, 0, and −1 before the first time. */
  #torque = -1;
  #writeFault = 0;
  #limpReadBack = Number.NaN;
  #mainBeats = 0;
  #mainSeen = -Infinity;

  constructor(parts: LoopParts, row: Float64Array) {
    this.#parts = parts;
    this.#row = row;
    this.#frame = sensorFrame(parts.driver.robot);
    const { at, length } = parts.controller.layout.rows.sent;
    this.#sent = row.subarray(at, at + length);
  }

  tick(): void {
    const { controller, clock } = this.#parts;
    this.#takeIn();
    controller.tick(this.#row);
    this.#writeFault = this.#send();
    this.#row[controller.layout.head.end] = clock();
  }

  /** Whether the loop may end now: somebody asked, and the robot is safe. */
  get over(): boolean {
    const state = this.#row[this.#parts.controller.layout.head.state] as number;
    if (!this.#parts.block.finishing) return false;
    return state === stateCode.latched || state === stateCode.offline;
  }

  /** The inputs of the decision. */
  #takeIn(): void {
    const { controller, driver, pacer } = this.#parts;
    const { head, rows } = controller.layout;
    const row = this.#row;
    row[head.tick] = pacer.tick;
    row[head.deadline] = pacer.deadline;
    row[head.begin] = pacer.begin;
    row[head.skipped] = pacer.skipped;
    row[head.requests] = this.#requests();
    row[head.readFault] = driver.read(this.#frame);
    row.set(this.#frame.stamps, rows.stamps.at);
    row.set(this.#frame.values, rows.sensors.at);
    row[head.retries] = driver.retries;
    row[head.writeFault] = this.#writeFault;
    row[head.limpReadBack] = this.#limpReadBack;
  }

  /** Those of the main thread; a stop, where it is gone or about to finish. */
  #requests(): number {
    const { block, pacer, mainTimeout, stopBit } = this.#parts;
    const requests = block.takeRequests();
    const beats = block.mainBeats;
    if (beats !== this.#mainBeats || this.#mainSeen === -Infinity) {
      this.#mainBeats = beats;
      this.#mainSeen = pacer.begin;
    }
    const alone = pacer.begin - this.#mainSeen > mainTimeout;
    return alone || block.finishing ? requests | stopBit : requests;
  }

  /** Answers the first fault of the calls that this tick asks for. */
  #send(): number {
    const { controller, driver } = this.#parts;
    const { head } = controller.layout;
    const row = this.#row;
    const torque = row[head.torque] as number;
    let fault = torque === 0 ? this.#switchTorque(0) : faultCode.none;
    if (row[head.write] === 1) {
      const wrote = driver.write(this.#sent, row[head.torqueShare] as number);
      if (fault === faultCode.none) fault = wrote;
    }
    // Torque comes on after the first target is there, and not at all without it.
    if (torque === 1 && fault === faultCode.none) fault = this.#switchTorque(1);
    this.#limpReadBack = row[head.askLimp] === 1 ? driver.isLimp() : Number.NaN;
    return fault;
  }

  /** Asks the driver until it has taken it; and what was not read back as off is asked off again, whatever the driver took. */
  #switchTorque(torque: number): number {
    const isDoubtful = torque === 0 && (this.#limpReadBack === 0 || this.#limpReadBack === -1);
    if (this.#torque === torque && !isDoubtful) return faultCode.none;
    const fault = this.#parts.driver.torque(torque === 1);
    this.#torque = fault === faultCode.none ? torque : -1;
    return fault;
  }
}
