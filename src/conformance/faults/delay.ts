import type { Fault } from "./fault.ts";

/** The message arrives late, and what is sent after it overtakes it. */
export const delay =
  (afterMs: number): Fault =>
  (frames) => [{ frames, afterMs }];
