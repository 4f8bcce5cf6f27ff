/**
 * What the main thread and the control thread tell each other while the loop runs: requests one way, and both ways
 * that they live. Integers in shared memory; nobody waits for anybody.
 */

const cells = { requests: 0, wake: 1, finish: 2, threadBeat: 3, mainBeat: 4 } as const;

/** One end of the block; both threads make theirs of the same memory. */
export class SharedBlock {
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * Object.keys(cells).length);
  }

  readonly #cells: Int32Array;
  #wakeSeen = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#cells = new Int32Array(memory);
  }

  /** Main: bits of requests, taken in by the next tick; `urgent` ones begin that tick now. */
  request(bits: number, urgent: boolean): void {
    Atomics.or(this.#cells, cells.requests, bits);
    if (urgent) this.#wake();
  }

  /** Main: the loop is to end as soon as the robot is safe. */
  finish(): void {
    Atomics.store(this.#cells, cells.finish, 1);
    this.#wake();
  }

  get finishing(): boolean {
    return Atomics.load(this.#cells, cells.finish) === 1;
  }

  /** Thread: the requests since the last time, as bits. */
  takeRequests(): number {
    // Seen before they are taken: what comes in between wakes the next sleep.
    this.#wakeSeen = Atomics.load(this.#cells, cells.wake);
    return Atomics.exchange(this.#cells, cells.requests, 0);
  }

  /** Thread: sleeps so long (s) at most; true where it was woken, or had been since requests were taken. */
  sleep(seconds: number): boolean {
    return Atomics.wait(this.#cells, cells.wake, this.#wakeSeen, seconds * 1000) !== "timed-out";
  }

  get woken(): boolean {
    return Atomics.load(this.#cells, cells.wake) !== this.#wakeSeen;
  }

  beatThread(): void {
    Atomics.add(this.#cells, cells.threadBeat, 1);
  }

  beatMain(): void {
    Atomics.add(this.#cells, cells.mainBeat, 1);
  }

  /** How often the other side has said that it lives. */
  get threadBeats(): number {
    return Atomics.load(this.#cells, cells.threadBeat);
  }

  get mainBeats(): number {
    return Atomics.load(this.#cells, cells.mainBeat);
  }

  #wake(): void {
    Atomics.add(this.#cells, cells.wake, 1);
    Atomics.notify(this.#cells, cells.wake);
  }
}
