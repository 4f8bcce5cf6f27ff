/** How often each stage of the command path changed the command of each joint, while the policy moved the robot. */

import { flagBits } from "../../../deploy/command-path.ts";
import { type StageName, stageNames } from "../../report/deploy/data.ts";
import type { TickView } from "./tick-view.ts";

/** Stages that cut off what the policy asked for; the others shape it. */
const limits: readonly StageName[] = ["clip", "position", "speed", "acceleration", "braking"];
const limitBits = limits.reduce((bits, name) => bits | flagBits[name], 0);

export class Limiting {
  readonly #joints: number;
  /** Ticks, joint after joint, a number a stage; and in which any limit did. */
  readonly #changed: Float64Array;
  readonly #limited: Float64Array;
  #ticks = 0;

  constructor(joints: number) {
    this.#joints = joints;
    this.#changed = new Float64Array(joints * stageNames.length);
    this.#limited = new Float64Array(joints);
  }

  get movingTicks(): number {
    return this.#ticks;
  }

  take(tick: TickView): void {
    if (!tick.isMoving) return;
    this.#ticks += 1;
    for (let joint = 0; joint < this.#joints; joint += 1) {
      const flags = tick.at("flags", joint);
      for (const [index, name] of stageNames.entries())
        if ((flags & flagBits[name]) !== 0) add(this.#changed, joint * stageNames.length + index);
      if ((flags & limitBits) !== 0) add(this.#limited, joint);
    }
  }

  /** Shares of one joint; NaN where the policy never moved the robot. */
  of(joint: number): { readonly limited: Readonly<Record<StageName, number>>; readonly saturation: number } {
    const share = (name: StageName, index: number) =>
      [name, (this.#changed[joint * stageNames.length + index] as number) / this.#ticks] as const;
    const limited = Object.fromEntries(stageNames.map(share)) as Record<StageName, number>;
    return { limited, saturation: (this.#limited[joint] as number) / this.#ticks };
  }
}

function add(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}
