import type { Fault } from "./fault.ts";

/** The message arrives twice. */
export const duplicate: Fault = (frames) => [{ frames }, { frames }];
