/** What can go wrong, as a row of a table. */
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { Deployment } from "./deployment.ts";
import type { Scene, Start } from "./scene.ts";

export interface Stage {
  readonly scene: Scene;
  readonly deployment: Deployment;
}

export interface Fault {
  readonly name: string;
  readonly start?: Start;
  /**
   * - `stops`: for this reason, and the last order is torque off to every servo. "": whoever could say is gone.
   * - `lost`: likewise, with an error that says this.
   * - `watchdog`: nobody reaches the servos; every one stops by itself.
   * - `goesOn`: it must not stop.
   */
  readonly expect:
    | { readonly kind: "stops"; readonly reason: ReasonName | "" }
    | { readonly kind: "lost"; readonly reason: string }
    | { readonly kind: "watchdog"; readonly reason: ReasonName | "" }
    | { readonly kind: "goesOn" };
  /** s; 0.1 when absent. */
  readonly bound?: number;
  /** Brings it about; resolves with when it was there, s. */
  inject(stage: Stage): Promise<number> | number;
  /** Takes it away again. */
  mend?(stage: Stage): Promise<unknown> | unknown;
  /** The process does not end by itself. */
  readonly isLeftAlone?: boolean;
}

export interface BadStart {
  readonly name: string;
  readonly start?: Start;
  before(scene: Scene): Promise<unknown> | unknown;
  after(scene: Scene): Promise<unknown> | unknown;
  readonly complaint: RegExp;
}
