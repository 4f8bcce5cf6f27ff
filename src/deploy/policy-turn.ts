/**
 * The policy's turn in a tick: whether it acts, what came of it, how long it has been moving the robot, and its share of the command.
 *
 * What flows in: the state, and what is felt. What flows out: the rows of the policy's part of the command path. Imports: policy, source.
 */
import type { DeployPlan } from "./plan.ts";
import { PolicyPath } from "./policy-path.ts";
import type { ReasonName } from "./reasons.ts";
import type { Source } from "./source/source.ts";
import type { StateName } from "./states.ts";
import type { TickInputs } from "./watch.ts";

export class PolicyTurn {
  readonly path: PolicyPath;
  readonly #plan: DeployPlan;
  #computed: "no" | "action" | "all" = "no";
  #fault: ReasonName | null = null;
  /** Ticks that the policy has been moving the robot, of its growing share, and on end that were clean. */
  #motionTicks = 0;
  #fadeTicks = 0;
  #cleanTicks = 0;

  constructor(plan: DeployPlan, source: Source) {
    this.path = new PolicyPath(plan, source);
    this.#plan = plan;
  }

  /** Rows of this tick: none, up to the action, all of them. */
  get computed(): "no" | "action" | "all" {
    return this.#computed;
  }

  /** What of this tick stops the robot. */
  get fault(): ReasonName | null {
    return this.#fault;
  }

  /** s that the policy has been moving the robot; from a count, so that rounding does not add up. */
  get motionTime(): number {
    return this.#motionTicks * this.#plan.controlPeriod;
  }

  /** Enough ticks on end were finite, in range and in time. */
  get isProven(): boolean {
    return this.#cleanTicks >= this.#plan.guards.shadowTicks;
  }

  /** Of the command, 0 … 1. */
  get share(): number {
    const { limits, controlPeriod } = this.#plan;
    if (this.#fadeTicks === 0) return 0;
    return limits.fadeTime > 0 ? Math.min((this.#fadeTicks * controlPeriod) / limits.fadeTime, 1) : 1;
  }

  /** As if it had never acted. */
  clear(): void {
    this.path.clear();
    this.#motionTicks = 0;
    this.#fadeTicks = 0;
    this.#cleanTicks = 0;
  }

  /** Lets the policy act, in the states that it acts in and while there is something sound to act on. */
  take(state: StateName, isSound: boolean, { sensors, skipped }: TickInputs, flags: Float64Array): void {
    const isTrying = state === "shadow";
    this.#computed = "no";
    this.#fault = null;
    if (!isTrying && state !== "fading" && state !== "running") return;
    if (!isSound) {
      this.#cleanTicks = 0;
      return;
    }
    if (!isTrying || this.#plan.rung === "shadow") this.#motionTicks++;
    const { range } = this.path;
    const isUsable = this.path.decide(sensors, this.#motionTicks);
    this.#computed = isUsable ? "all" : "action";
    if (isUsable) this.path.shape(flags);
    if (range.isAlarmed) this.#fault = "outOfRange";
    if (!isUsable) this.#fault = "actionNotFinite";
    this.#cleanTicks = isUsable && !range.isOutside && skipped === 0 ? this.#cleanTicks + 1 : 0;
  }

  /** The command is to follow it in this tick: its share grows. */
  fadeIn(): void {
    this.#fadeTicks++;
  }
}
