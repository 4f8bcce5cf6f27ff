/**
 * The answers that one request waits for: the same number of bytes from each of some devices.
 *
 * Devices answer in the order they are asked. So an answer behind that of a later device says that the other one came too early:
 * it belongs to an earlier request, and is taken back.
 */
import type { StatusParser } from "./status-parser.ts";

/** An answer's error byte without the alert of a hardware error: what was wrong with the request. */
export const requestError = 0x7f;
export const alertBit = 0x80;

export class Replies {
  readonly ids: Uint8Array;
  /** Bytes of each answer. */
  readonly length: number;
  /** The answers, one after another in the order of `ids`. */
  readonly rows: Uint8Array;
  readonly view: DataView;
  /** The error byte of each. */
  readonly errors: Uint8Array;
  /** 1 for those that answered. */
  readonly answered: Uint8Array;
  missing: number;
  /** Answers that came too early, again, or to a question nobody asked. */
  dropped = 0;
  readonly #asked: Uint8Array;
  readonly #indexOf = new Int16Array(256).fill(-1);
  #last = -1;
  #lastAsked = -1;

  constructor(ids: ArrayLike<number>, length: number) {
    this.ids = Uint8Array.from(ids);
    this.length = length;
    this.rows = new Uint8Array(this.ids.length * length);
    this.view = new DataView(this.rows.buffer);
    this.errors = new Uint8Array(this.ids.length);
    this.answered = new Uint8Array(this.ids.length);
    this.#asked = new Uint8Array(this.ids.length);
    this.missing = this.ids.length;
    this.ids.forEach((id, index) => {
      this.#indexOf[id] = index;
    });
  }

  clear(): void {
    this.answered.fill(0);
    this.missing = this.ids.length;
  }

  /**
   * Those that have not answered are asked again, and each that answered behind one of them: a device that answers as the next
   * one is missing, and its answer stands as that of the next one if there was no other.
   */
  ask(): void {
    this.#last = -1;
    for (let index = this.ids.length - 1; index > 0; index--) {
      if (this.answered[index] === 0 || this.answered[index - 1] === 1) continue;
      this.answered[index] = 0;
      this.missing++;
    }
    for (let index = 0; index < this.ids.length; index++) {
      const asked = this.answered[index] === 0;
      this.#asked[index] = asked ? 1 : 0;
      if (asked) this.#lastAsked = index;
    }
  }

  /** Whether the last one asked has answered: whoever is missing now will not come. */
  get isOver(): boolean {
    return this.#last === this.#lastAsked;
  }

  /** Takes the parser's packet in, and answers whether it was asked for. */
  take({ id, error, count, params }: StatusParser): boolean {
    const index = this.#indexOf[id] as number;
    const isRefusal = (error & requestError) !== 0;
    if (index < 0 || this.#asked[index] === 0 || (count !== this.length && !isRefusal)) {
      this.dropped++;
      return false;
    }
    if (index < this.#last) this.#takeBack(index + 1);
    if (this.answered[index] === 0) this.missing--;
    else this.dropped++;
    this.answered[index] = 1;
    this.errors[index] = error;
    if (!isRefusal)
      for (let byte = 0; byte < count; byte++) this.rows[index * this.length + byte] = params[byte] as number;
    this.#last = index;
    return true;
  }

  #takeBack(from: number): void {
    for (let index = from; index <= this.#last; index++) {
      if (this.#asked[index] === 0 || this.answered[index] === 0) continue;
      this.answered[index] = 0;
      this.missing++;
      this.dropped++;
    }
  }

  /** The error bytes of those that answered, together. */
  get allErrors(): number {
    let all = 0;
    for (let index = 0; index < this.ids.length; index++)
      if (this.answered[index] === 1) all |= this.errors[index] as number;
    return all;
  }
}
