/** `sim:…`: a robot in another thread of this process, reached through memory it shares (shared-robot.ts). */
import type { Driver, DriverOptions } from "../driver.ts";
import { faultCode } from "../faults.ts";
import type { RobotSpec } from "../robot.ts";
import { type SensorFrame, sensorFrame } from "../sensor-frame.ts";
import { SharedRobot } from "./shared-robot.ts";

/** A robot that runs already, as its starter hands it to `deploy`. */
export interface SharedMemoryRobot {
  readonly spec: RobotSpec;
  readonly identity: string;
  readonly memory: SharedArrayBuffer;
}

/** Throws TypeError where `options.robot` is no robot that runs in a thread. */
export async function openDriver(target: string, { clock, robot }: DriverOptions): Promise<Driver> {
  const { spec, identity, memory } = (robot ?? {}) as Partial<SharedMemoryRobot>;
  if (spec === undefined || identity === undefined || !(memory instanceof SharedArrayBuffer))
    throw new TypeError(
      `${target} is a robot in a thread: expected the one that was started (its description, identity and memory); got ${typeof robot}. Start the simulator first and hand over what it gives`,
    );
  return new SharedMemoryDriver({ spec, identity, memory }, clock);
}

class SharedMemoryDriver implements Driver {
  readonly robot: RobotSpec;
  readonly identity: string;
  readonly retries = 0;
  /** The thread's own watchdog stops it, and with this process it is gone. */
  readonly emergency = null;
  readonly #shared: SharedRobot;
  readonly #clock: () => number;
  readonly #taken: SensorFrame;

  constructor({ spec, identity, memory }: SharedMemoryRobot, clock: () => number) {
    this.robot = spec;
    this.identity = identity;
    this.#shared = new SharedRobot(memory, spec);
    this.#clock = clock;
    this.#taken = sensorFrame(spec);
  }

  read(frame: SensorFrame): number {
    if (this.#shared.cut) return faultCode.disconnected;
    if (!this.#shared.takeSensors(this.#taken, this.#clock())) return faultCode.noAnswer;
    frame.stamps.set(this.#taken.stamps);
    frame.values.set(this.#taken.values);
    return faultCode.none;
  }

  write(targets: Float64Array, torqueShare: number): number {
    if (this.#shared.cut) return faultCode.disconnected;
    if (this.#shared.tripped) return faultCode.refused;
    for (let joint = 0; joint < targets.length; joint++)
      if (!Number.isFinite(targets[joint])) return faultCode.implausible;
    this.#shared.command(targets, torqueShare);
    return faultCode.none;
  }

  torque(on: boolean): number {
    if (this.#shared.cut) return faultCode.disconnected;
    if (on && this.#shared.tripped) return faultCode.refused;
    this.#shared.torque = on;
    return faultCode.none;
  }

  isLimp(): number {
    return this.#shared.cut ? -1 : Number(this.#shared.limp);
  }

  close(): void {
    this.#shared.torque = false;
  }
}
