/** What can be made to go wrong with the simulated robot while it runs, for tests and rehearsals. */

export const faultKinds = ["freeze", "stale", "nan", "push", "die"] as const;

/**
 * - `freeze`: readings stay the same in every bit; their stamps are new.
 * - `stale`: stamps stay.
 * - `nan`: a joint angle is no number.
 * - `push`: the robot is thrown onto its side, once.
 * - `die`: the thread of the simulation ends.
 */
export type FaultKind = (typeof faultKinds)[number];

/** Switches in shared memory. */
export class Faults {
  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * faultKinds.length);
  }

  readonly #switches: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#switches = new Int32Array(memory);
  }

  set(kind: FaultKind, on: boolean): void {
    Atomics.store(this.#switches, faultKinds.indexOf(kind), Number(on));
  }

  has(kind: FaultKind): boolean {
    return Atomics.load(this.#switches, faultKinds.indexOf(kind)) === 1;
  }

  /** Whether to push now; a push asked for once is given once. */
  takePush(): boolean {
    return Atomics.exchange(this.#switches, faultKinds.indexOf("push"), 0) === 1;
  }
}
