/** `sim:aibo`: starts the robot in a thread of its own, in real time; what `deploy` drives, and what a test may do to it. */
import { Worker } from "node:worker_threads";
import type { SharedMemoryRobot } from "../../../src/deploy/drivers/shared-memory.ts";
import { SharedRobot } from "../../../src/deploy/drivers/shared-robot.ts";
import { Ring } from "../../../src/deploy/loop/ring.ts";
import { aiboRobot } from "../robot.ts";
import { type FaultKind, Faults } from "./faults.ts";
import type { WorldData } from "./worker.ts";
import { trackSize } from "./world.ts";

export interface RealTimeOptions {
  /** Seconds between two commands, as the policy was trained; targets are reached in as many even frames of 8 ms. */
  readonly controlPeriod: number;
}

/** Where the robot was at the end of a frame. */
export interface TrackPoint {
  /** s of the monotonic clock */
  readonly time: number;
  /** m */
  readonly x: number;
  readonly y: number;
  /** rad */
  readonly heading: number;
  /** Cosine of the tilt. */
  readonly upright: number;
  readonly fell: boolean;
}

export interface RealTimeAibo extends AsyncDisposable {
  /** For `driverSource("sim:aibo", robot)`. */
  readonly robot: SharedMemoryRobot;
  /** Resolves when its thread is gone, however. */
  readonly gone: Promise<void>;
  /** Where it was since the last time, ten minutes at most. */
  track(): TrackPoint[];
  /** Makes something go wrong, or right again. */
  inject(fault: FaultKind | "cut", on?: boolean): void;
}

/** The controller of the simulated robot switches torque off when nobody asks it anything for so long, s. */
const watchdogTime = 0.1;
const trackTime = 600;
const framesPerSecond = 125;

/** Resolves once it stands on its field, torque off. */
export async function startRealTimeAibo({ controlPeriod }: RealTimeOptions): Promise<RealTimeAibo> {
  const spec = aiboRobot({ kind: "device", timeout: watchdogTime, reaction: "torque off" });
  const workerData: WorldData = {
    robot: spec,
    controlPeriod,
    shared: SharedRobot.memory(spec),
    faults: Faults.memory(),
    track: Ring.memory(trackSize, trackTime * framesPerSecond),
    closed: new SharedArrayBuffer(4),
  };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const gone = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  const memory = workerData.shared;
  return new Running({ spec, identity: "AIBO in MuJoCo, simulated", memory }, workerData, gone);
}

class Running implements RealTimeAibo {
  readonly robot: SharedMemoryRobot;
  readonly gone: Promise<void>;
  readonly #shared: SharedRobot;
  readonly #faults: Faults;
  readonly #track: Ring;
  readonly #closed: Int32Array;

  constructor(robot: SharedMemoryRobot, data: WorldData, gone: Promise<void>) {
    this.robot = robot;
    this.gone = gone;
    this.#shared = new SharedRobot(data.shared, data.robot);
    this.#faults = new Faults(data.faults);
    this.#track = new Ring(data.track, trackSize);
    this.#closed = new Int32Array(data.closed);
  }

  track(): TrackPoint[] {
    const rows = this.#track.drain();
    return Array.from({ length: rows.length / trackSize }, (_, index) => {
      const [time = 0, x = 0, y = 0, heading = 0, upright = 0, fell = 0] = rows.subarray(index * trackSize);
      return { time, x, y, heading, upright, fell: fell === 1 };
    });
  }

  inject(fault: FaultKind | "cut", on = true): void {
    if (fault === "cut") this.#shared.cut = on;
    else this.#faults.set(fault, on);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(this.#closed, 0, 1);
    Atomics.notify(this.#closed, 0);
    await this.gone;
  }
}
