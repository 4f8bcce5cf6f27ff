/**
 * How long environments were being stepped, as their servers tell it (`StepResult.simulateTime`).
 *
 * Groups of environments are under way side by side, so what their steps took does not add up to time on the wall. What is
 * told is the mean of the groups, of what the steps of each took one after another: with one group, the plain sum.
 */
import type { StepResult } from "../env/env.ts";

export class Simulated {
  readonly #groups: number;
  #seconds = 0;
  #isTold = false;

  /** Groups of environments that are under way at once. */
  constructor(groups: number) {
    this.#groups = groups;
  }

  add({ simulateTime }: Pick<StepResult, "simulateTime">): void {
    if (simulateTime === undefined) return;
    this.#seconds += simulateTime;
    this.#isTold = true;
  }

  /**
   * Seconds, at most `time`: one group is simulated while the policy acts for another, and what counts as acting counts once.
   * Absent where no server told.
   */
  within(time: number): { readonly simulateTime?: number } {
    return this.#isTold ? { simulateTime: Math.min(this.#seconds / this.#groups, time) } : {};
  }
}
