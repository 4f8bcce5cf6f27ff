import type { Fault } from "./fault.ts";

/** The last frame arrives without its last byte. */
export const truncateFrame: Fault = (frames) => {
  const last = frames.at(-1) as Uint8Array;
  return [{ frames: [...frames.slice(0, -1), last.subarray(0, Math.max(0, last.length - 1))] }];
};

/** The last frame does not arrive; an envelope alone arrives cut in half. */
export const loseFrame: Fault = (frames) => {
  const [envelope] = frames as [Uint8Array];
  const half = envelope.subarray(0, Math.floor(envelope.length / 2));
  return [{ frames: frames.length > 1 ? frames.slice(0, -1) : [half] }];
};
