/** Joint targets as goal currents and goal positions, all in one sync write. */
import { faultCode } from "../../faults.ts";
import type { Bus } from "./bus.ts";
import { registers, stateAt } from "./registers.ts";
import type { Replies } from "./replies.ts";
import { angleOf, farthestGoal, type Sign, ticksOf } from "./scale.ts";

export interface Geared {
  readonly id: number;
  readonly sign: Sign;
}

export class GoalWriter {
  readonly #bus: Bus;
  readonly #joints: readonly Geared[];
  readonly #offsets: Float64Array;
  readonly #currentLimits: Int32Array;
  readonly #ids: Uint8Array;
  readonly #data: Uint8Array;
  readonly #view: DataView;

  constructor(bus: Bus, joints: readonly Geared[], offsets: Float64Array, currentLimits: Int32Array) {
    this.#bus = bus;
    this.#joints = joints;
    this.#offsets = offsets;
    this.#currentLimits = currentLimits;
    this.#ids = Uint8Array.from(joints, ({ id }) => id);
    this.#data = new Uint8Array(registers.goal.size * joints.length);
    this.#view = new DataView(this.#data.buffer);
  }

  /** Nothing is sent where a single number is none, or beyond what a servo can be told. */
  write(targets: Float64Array, torqueShare: number): number {
    if (!(torqueShare >= 0 && torqueShare <= 1)) return faultCode.implausible;
    for (let index = 0; index < this.#joints.length; index++) {
      const { sign } = this.#joints[index] as Geared;
      const ticks = ticksOf(targets[index] as number, sign, this.#offsets[index] as number);
      if (!(Math.abs(ticks) <= farthestGoal)) return faultCode.implausible;
      this.#put(index, Math.round(torqueShare * (this.#currentLimits[index] as number)), ticks);
    }
    return this.#send();
  }

  /** Goals where the servos are, at no current. */
  hold(state: Replies): number {
    for (let index = 0; index < this.#joints.length; index++)
      this.#put(index, 0, state.view.getInt32(index * state.length + stateAt.position, true));
    return this.#send();
  }

  /** The angle of a joint, rad. */
  measured(state: Replies, index: number): number {
    const ticks = state.view.getInt32(index * state.length + stateAt.position, true);
    return angleOf(ticks, (this.#joints[index] as Geared).sign, this.#offsets[index] as number);
  }

  #put(index: number, current: number, ticks: number): void {
    this.#view.setInt16(index * registers.goal.size, current, true);
    this.#view.setInt32(index * registers.goal.size + 2, ticks, true);
  }

  #send(): number {
    return this.#bus.syncWrite(registers.goal, this.#ids, this.#data);
  }
}
