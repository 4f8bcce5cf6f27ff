import type { Fault } from "./fault.ts";

/** A frame arrives that no header speaks of. */
export const extraFrame: Fault = (frames) => [{ frames: [...frames, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)] }];
