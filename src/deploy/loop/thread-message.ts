/** What main thread and control thread send each other before and after the loop; while it runs they share memory. */
import type { Emergency } from "../driver.ts";
import type { DriverSource } from "../drivers/open-driver.ts";
import type { DeployPlan } from "../plan.ts";
import type { RecordLayout } from "../tick-record.ts";

export interface ThreadData {
  readonly plan: DeployPlan;
  readonly driver: DriverSource;
  /** Memory of a `SharedBlock`. */
  readonly block: SharedArrayBuffer;
  /** s */
  readonly mainTimeout: number;
}

export type ThreadOrder = "begin" | "close";

/**
 * That the robot is open; then either that the loop has ended as it should, or that something was thrown: at once, as the
 * death of a thread takes its time.
 */
export type ThreadMessage =
  | Opened
  | { readonly type: "over" }
  | { readonly type: "broken"; readonly cause: string };

export interface Opened {
  readonly type: "opened";
  readonly identity: string;
  readonly emergency: Emergency | null;
  /** Whether the system prefers the thread to whatever else it runs. */
  readonly hasPrecedence: boolean;
  readonly layout: RecordLayout;
  /** Memory of the `Ring` of records. */
  readonly ring: SharedArrayBuffer;
}
