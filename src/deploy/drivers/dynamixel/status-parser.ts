/**
 * Finds status packets in what comes from the bus, whatever else comes with them, and counts the rest.
 *
 * Bytes are read straight into `bytes` at `end` and reported with `received`; `next` answers whether a whole packet is there
 * and leaves it in `id`, `error`, `params`, `count`. Nothing is allocated. What it finds is well formed; whether it was asked
 * for is the caller's to say.
 */
import { crc16 } from "./crc.ts";
import { instructionAt, instructions } from "./packet.ts";

/** No packet of ours is longer, with room for stuffing; a length beyond it is damage. */
const longestLength = 512;
const capacity = 4096;
/** Up to the length field. */
const prefixLength = 7;

export class StatusParser {
  readonly bytes = new Uint8Array(capacity);
  /** Bytes from `end` on are free. */
  end = 0;
  #begin = 0;

  id = 0;
  /** Bits 0 … 6: an error of the request; bit 7: the device's hardware error register is not 0. */
  error = 0;
  /** The first `count` are the packet's parameters, stuffing removed, without the error. */
  readonly params = new Uint8Array(longestLength);
  count = 0;

  /** Bytes that belong to no packet. */
  garbage = 0;
  /** Packets with a wrong checksum or length, or cut off. */
  corrupt = 0;
  /** Instruction packets: our own coming back, or another controller's; `onInstruction` is told its checksum. */
  instructions = 0;
  onInstruction: (crc: number) => void = () => {};

  get room(): number {
    return capacity - this.end;
  }

  received(count: number): void {
    this.end += count;
  }

  /** Forgets what has come in, but not what was counted. */
  reset(): void {
    if (this.end - this.#begin > prefixLength) this.corrupt++;
    else this.garbage += this.end - this.#begin;
    this.#begin = 0;
    this.end = 0;
  }

  next(): boolean {
    while (this.#findHeader()) {
      const total = prefixLength + this.#lengthField();
      if (total > prefixLength + longestLength || total < instructionAt + 3) this.#damaged();
      else if (this.end - this.#begin < total) {
        // A packet never holds a header: where one begins before this one's checksum is due, this one was cut off.
        if (!this.#cutOff(this.#begin + total - 2)) return false;
      } else if (this.#crcField(total) !== crc16(this.bytes, this.#begin, this.#begin + total - 2))
        this.#damaged();
      else if (this.#take(total)) return true;
    }
    this.#compact();
    return false;
  }

  /** Moves to the next header. False while there are not enough bytes to read its length. */
  #findHeader(): boolean {
    const { bytes } = this;
    while (this.end - this.#begin >= prefixLength) {
      if (isHeader(bytes, this.#begin)) return true;
      this.#begin++;
      this.garbage++;
    }
    return false;
  }

  #lengthField(): number {
    return (this.bytes[this.#begin + 5] as number) | ((this.bytes[this.#begin + 6] as number) << 8);
  }

  #crcField(total: number): number {
    const at = this.#begin + total - 2;
    return (this.bytes[at] as number) | ((this.bytes[at + 1] as number) << 8);
  }

  #damaged(): void {
    this.corrupt++;
    this.#begin++;
  }

  #cutOff(crcAt: number): boolean {
    for (let at = this.#begin + 4; at + 4 <= Math.min(this.end, crcAt); at++) {
      if (!isHeader(this.bytes, at)) continue;
      this.corrupt++;
      this.#begin = at;
      return true;
    }
    this.#compact();
    return false;
  }

  /** Takes the sound packet at #begin in. False for an instruction. */
  #take(total: number): boolean {
    const at = this.#begin + instructionAt;
    const crcAt = this.#begin + total - 2;
    this.#begin += total;
    if (this.bytes[at] !== instructions.status) {
      this.instructions++;
      this.onInstruction((this.bytes[crcAt] as number) | ((this.bytes[crcAt + 1] as number) << 8));
      return false;
    }
    if (crcAt < at + 2) {
      this.corrupt++;
      return false;
    }
    this.id = this.bytes[at - 3] as number;
    this.error = this.bytes[at + 1] as number;
    this.#unstuff(at, crcAt);
    return true;
  }

  /** Parameters from behind instruction and error up to the checksum. The error may end a stuffed pattern, too. */
  #unstuff(instruction: number, crcAt: number): void {
    const { bytes, params } = this;
    let count = 0;
    for (let at = instruction + 2; at < crcAt; at++) {
      const stuffed =
        bytes[at] === 0xfd && bytes[at - 1] === 0xfd && bytes[at - 2] === 0xff && bytes[at - 3] === 0xff;
      if (!stuffed) params[count++] = bytes[at] as number;
    }
    this.count = count;
  }

  /** Brings what is left to the front, so that there is always room. */
  #compact(): void {
    if (this.#begin === 0) return;
    this.bytes.copyWithin(0, this.#begin, this.end);
    this.end -= this.#begin;
    this.#begin = 0;
  }
}

function isHeader(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === 0xff && bytes[at + 2] === 0xfd && bytes[at + 3] === 0;
}
