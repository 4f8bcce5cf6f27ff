/**
 * Whether the peer lives, told from silence alone: its heartbeats come from a thread that does nothing else, so a
 * simulator that is slow still answers them.
 *
 * Silence is counted in ticks of our own timer, each at most once. An event loop that was blocked for a minute fires one
 * late tick, not hundreds, and then reads what the peer sent meanwhile: being late ourselves never kills a healthy peer.
 */
export class Liveness {
  readonly #missedLimit: number;
  #missed = 0;
  #heard = false;

  /** `missedLimit` ticks in a row without a message are a death. */
  constructor(missedLimit: number) {
    this.#missedLimit = missedLimit;
  }

  /** Something came from the peer, whatever it was. */
  heard(): void {
    this.#heard = true;
  }

  /** One interval went by. False when the peer is dead. */
  tick(): boolean {
    this.#missed = this.#heard ? 0 : this.#missed + 1;
    this.#heard = false;
    return this.#missed < this.#missedLimit;
  }
}
