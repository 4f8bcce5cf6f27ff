/**
 * Which request ids of a session arrived. They grow, and what was lost on the way leaves holes; a connection that ZeroMQ
 * mends by itself may lose one request and deliver the next.
 */
const WINDOW = 2048;

export class ArrivedIds {
  readonly #ring = new Uint32Array(WINDOW);
  #last: number;

  constructor(first: number) {
    this.#last = first;
    this.#note(first);
  }

  /** False for an id that does not grow: a duplicate, or one that was overtaken. */
  tryAdd(requestId: number): boolean {
    if (!isNewer(requestId, this.#last)) return false;
    this.#last = requestId;
    this.#note(requestId);
    return true;
  }

  /** Undefined when it is too long ago to tell. */
  has(requestId: number): boolean | undefined {
    if (isNewer(requestId, this.#last)) return false;
    if ((this.#last - requestId) >>> 0 >= WINDOW) return undefined;
    return this.#ring[requestId % WINDOW] === requestId;
  }

  #note(requestId: number): void {
    this.#ring[requestId % WINDOW] = requestId;
  }
}

/** Whether the id is a new one; ids grow, and may wrap around 2³². */
export function isNewer(requestId: number, last: number): boolean {
  const ahead = (requestId - last) >>> 0;
  return ahead > 0 && ahead < 2 ** 31;
}
