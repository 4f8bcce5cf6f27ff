/** What may happen to a message between two sockets. */
import type { Rng } from "../../math/random.ts";

export type Frames = readonly Uint8Array[];

export interface Delivery {
  readonly frames: Frames;
  readonly afterMs?: number;
  /** Held back until the next message of the same direction has passed. */
  readonly afterNext?: boolean;
}

/** What is delivered in place of a message: nothing, the message changed or later, or more than one. */
export type Fault = (frames: Frames, rng: Rng) => readonly Delivery[];
