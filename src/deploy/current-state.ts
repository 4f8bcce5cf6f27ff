/** The state that a deployment is in, why it was entered, and for how long it has been. */
import type { ReasonName } from "./reasons.ts";
import type { StateName } from "./states.ts";

export class CurrentState {
  readonly #period: number;
  #name: StateName = "offline";
  /** Ticks in this state, skipped ones included. */
  #ticks = 0;
  /** Why; that of the state before where an edge keeps it. */
  reason: ReasonName = "none";

  /** `period`: s between two ticks. */
  constructor(period: number) {
    this.#period = period;
  }

  get name(): StateName {
    return this.#name;
  }

  /** No tick has passed since it was entered. */
  get isNew(): boolean {
    return this.#ticks === 0;
  }

  /** s in this state; from a count, so that rounding does not add up. */
  get time(): number {
    return this.#ticks * this.#period;
  }

  /** One tick, and those skipped before it. */
  pass(skipped: number): void {
    this.#ticks += skipped > 0 && skipped < Infinity ? 1 + skipped : 1;
  }

  enter(name: StateName): void {
    this.#name = name;
    this.#ticks = 0;
  }
}
