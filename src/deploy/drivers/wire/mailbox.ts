/**
 * A row of doubles in a file that two processes have open: one writes the newest, the other reads it, neither waits. A row has its number
 * at both ends, so half a row is not taken for one.
 */
import { readSync, writeSync } from "node:fs";

/** A writer is in the middle of its row for less than a microsecond, unless it was put to sleep there. */
const attempts = 1000;

export class Mailbox {
  readonly #fd: number;
  readonly #at: number;
  readonly #row: Float64Array;
  readonly #bytes: Uint8Array;
  #number = 0;

  /** `at`: where in the file, bytes. */
  constructor(fd: number, at: number, length: number) {
    this.#fd = fd;
    this.#at = at;
    this.#row = new Float64Array(length + 2);
    this.#bytes = new Uint8Array(this.#row.buffer);
  }

  write(row: Float64Array): void {
    this.#number++;
    this.#row.set(row, 1);
    this.#row[0] = this.#number;
    this.#row[this.#row.length - 1] = this.#number;
    writeSync(this.#fd, this.#bytes, 0, this.#bytes.length, this.#at);
  }

  /** The newest row into `row`; false where none could be had as a whole, and `row` is as it was. */
  read(row: Float64Array): boolean {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const count = readSync(this.#fd, this.#bytes, 0, this.#bytes.length, this.#at);
      if (count < this.#bytes.length) return false;
      const number = this.#row[0] as number;
      if (number === 0 || number !== this.#row[this.#row.length - 1]) continue;
      for (let index = 0; index < row.length; index++) row[index] = this.#row[index + 1] as number;
      return true;
    }
    return false;
  }
}
