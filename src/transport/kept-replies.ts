/**
 * The last replies of a session, for an agent that lost the link before it read them. Keeping one costs a few stores: the
 * frames are held, not copied.
 */
const COUNT = 64;
const BYTES = 16 * 1024 * 1024;

export interface KeptReply {
  readonly requestId: number;
  /** The routing id it was sent to, then the message. */
  readonly frames: Uint8Array[];
  readonly bytes: number;
}

export class KeptReplies {
  readonly #ring: (KeptReply | undefined)[] = new Array(COUNT).fill(undefined);
  #first = 0;
  #count = 0;
  #bytes = 0;

  /** Forgets the oldest ones for it; one that would not fit alone is not kept. */
  keep(requestId: number, frames: Uint8Array[]): void {
    let bytes = 0;
    for (const frame of frames) bytes += frame.length;
    if (bytes > BYTES) return;
    while (this.#count === COUNT || this.#bytes + bytes > BYTES) this.#forgetOldest();
    this.#ring[(this.#first + this.#count) % COUNT] = { requestId, frames, bytes };
    this.#count++;
    this.#bytes += bytes;
  }

  find(requestId: number): KeptReply | undefined {
    return this.#ring.find((kept) => kept?.requestId === requestId);
  }

  #forgetOldest(): void {
    this.#bytes -= this.#ring[this.#first]?.bytes ?? 0;
    this.#ring[this.#first] = undefined;
    this.#first = (this.#first + 1) % COUNT;
    this.#count--;
  }
}
