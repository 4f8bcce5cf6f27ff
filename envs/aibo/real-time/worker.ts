/** The thread of the simulated robot: its world in real time, a frame every 8 ms of the monotonic clock, until it is closed. */
import { parentPort, workerData } from "node:worker_threads";
import { SharedRobot } from "../../../src/deploy/drivers/shared-robot.ts";
import { monotonicClock } from "../../../src/deploy/loop/clock.ts";
import { takePrecedence } from "../../../src/deploy/loop/precedence.ts";
import { Ring } from "../../../src/deploy/loop/ring.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import { commandPeriod } from "../lap.ts";
import { AiboSimulation } from "../simulation.ts";
import { Faults } from "./faults.ts";
import { limitableModel, trackSize, World } from "./world.ts";

export interface WorldData {
  readonly robot: RobotSpec;
  readonly controlPeriod: number;
  /** Memory of `SharedRobot`, `Faults`, `Ring` of track points, and one integer: 1 ends the thread. */
  readonly shared: SharedArrayBuffer;
  readonly faults: SharedArrayBuffer;
  readonly track: SharedArrayBuffer;
  readonly closed: SharedArrayBuffer;
}

/** The world goes on while its thread is kept from running, up to so long, s. */
const mostCaughtUp = 0.1;
/** The controller of the robot asks at its own times; frames end so long before, s. */
const lead = 0.002;
/** Who asks after so long a silence is somebody new, s. */
const silence = 1;

/** When frames end. */
class FrameClock {
  deadline: number;
  readonly #shared: SharedRobot;
  #askedAt = -Infinity;

  constructor(shared: SharedRobot, now: number) {
    this.#shared = shared;
    this.deadline = now;
  }

  /** The end of the next frame. */
  next(now: number): number {
    this.deadline += commandPeriod;
    if (now - this.deadline > mostCaughtUp) this.deadline = now;
    const { askedAt } = this.#shared;
    if (askedAt - this.#askedAt > silence) this.#align(askedAt);
    this.#askedAt = askedAt;
    return this.deadline;
  }

  /** Shifts by less than a frame, so that a new controller's readings are fresh and its commands early in a frame. */
  #align(askedAt: number): void {
    const shift = (askedAt - lead - this.deadline) / commandPeriod;
    this.deadline += (shift - Math.floor(shift)) * commandPeriod;
  }
}

async function run(data: WorldData, onReady: () => void): Promise<void> {
  const clock = monotonicClock();
  const closed = new Int32Array(data.closed);
  const shared = new SharedRobot(data.shared, data.robot);
  const faults = new Faults(data.faults);
  const track = new Ring(data.track, trackSize);
  const simulation = await AiboSimulation.create(limitableModel());
  const world = new World({ ...data, simulation, shared, faults });
  world.advance(clock());
  onReady();
  const frames = new FrameClock(shared, clock());
  // A real robot does not wait for the computer either.
  const precedence = takePrecedence();
  while (closed[0] === 0) {
    const now = clock();
    const end = frames.next(now);
    if (end > now) Atomics.wait(closed, 0, 0, (end - now) * 1000);
    if (faults.has("die")) process.exit(1);
    world.advance(end);
    track.push(world.track);
  }
  precedence.release();
}

if (parentPort !== null) {
  const port = parentPort;
  await run(workerData as WorldData, () => port.postMessage("ready"));
}
