import type { Fault } from "./fault.ts";

/** The message arrives after the one that follows it. */
export const reorder: Fault = (frames) => [{ frames, afterNext: true }];
