/**
 * Rows of doubles from one thread to another: one writes, one reads, neither waits. A row for which there is no room is dropped and
 * counted.
 */

const cells = { written: 0, read: 1, lost: 2 } as const;
const headBytes = 16;

export class Ring {
  /** Memory for at least `rows` rows of `rowSize` numbers; a power of two of them, so that counters may wrap. */
  static memory(rowSize: number, rows: number): SharedArrayBuffer {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(1, rows)));
    return new SharedArrayBuffer(headBytes + 8 * rowSize * capacity);
  }

  readonly rowSize: number;
  readonly capacity: number;
  readonly #counters: Int32Array;
  readonly #rows: Float64Array;

  constructor(memory: SharedArrayBuffer, rowSize: number) {
    this.rowSize = rowSize;
    this.#counters = new Int32Array(memory, 0, headBytes / 4);
    this.#rows = new Float64Array(memory, headBytes);
    this.capacity = this.#rows.length / rowSize;
  }

  /** Writer: keeps a copy of `row`. */
  push(row: Float64Array): void {
    const written = Atomics.load(this.#counters, cells.written);
    if (((written - Atomics.load(this.#counters, cells.read)) | 0) >= this.capacity) {
      Atomics.add(this.#counters, cells.lost, 1);
      return;
    }
    this.#rows.set(row, ((written >>> 0) % this.capacity) * this.rowSize);
    Atomics.store(this.#counters, cells.written, (written + 1) | 0);
  }

  /** Reader: copies of all rows since the last time, one after another. */
  drain(): Float64Array {
    const read = Atomics.load(this.#counters, cells.read);
    const count = (Atomics.load(this.#counters, cells.written) - read) | 0;
    const rows = new Float64Array(count * this.rowSize);
    for (let index = 0; index < count; index++) {
      const at = (((read + index) >>> 0) % this.capacity) * this.rowSize;
      rows.set(this.#rows.subarray(at, at + this.rowSize), index * this.rowSize);
    }
    Atomics.store(this.#counters, cells.read, (read + count) | 0);
    return rows;
  }

  /** Rows there was no room for. */
  get lost(): number {
    return Atomics.load(this.#counters, cells.lost);
  }
}
