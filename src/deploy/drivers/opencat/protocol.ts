/**
 * What is said to a Petoi board, and what it says: bytes, no port and no time.
 *
 * Source: the open firmware, PetoiCamp/OpenCat, src/io.h and reaction.h. A command is one letter and its arguments; those of small letters
 * are text up to a line feed, those of capitals signed bytes up to "~". The board says the letter again, on a line, when it is done.
 */

/** Degrees that a signed byte holds without being taken for the end sign, 126. */
export const largestAngle = 125;
/** A board has so many joints; the last eight are those of the legs. */
export const boardJoints = 16;
export const firstLegJoint = 8;

const end = 126;
const lineFeed = 10;
const carriageReturn = 13;

export const token = { move: codeOf("I"), rest: codeOf("d"), query: codeOf("?") } as const;

/** Letters that a board says without being asked: gyroscope on and off, goes on, pauses. */
const unasked: readonly number[] = ["G", "g", "p", "P"].map(codeOf);

/** Lies down and switches the servos off. */
export const restBytes = Uint8Array.of(token.rest, lineFeed);
export const queryBytes = Uint8Array.of(token.query, lineFeed);
/**
 * The same in whatever state the line is: "~" ends what a thread that died has left half said; a board that waited for nothing takes it, up
 * to the line feed, for a letter that it does not know.
 */
export const emergencyBytes = Uint8Array.of(end, lineFeed, ...restBytes);

/** Bytes of a command that moves so many joints at once. */
export function moveLength(joints: number): number {
  return 2 + 2 * joints;
}

/** Writes "I", joint, angle (degrees), joint, angle … "~". Answers its length. */
export function encodeMove(out: Uint8Array, indices: Uint8Array, degrees: Int8Array): number {
  let at = 0;
  out[at++] = token.move;
  for (let joint = 0; joint < indices.length; joint++) {
    out[at++] = indices[joint] as number;
    out[at++] = degrees[joint] as number;
  }
  out[at++] = end;
  return at;
}

/** "K", the data, "~". Throws RangeError where the data holds the end sign. */
export function skillCommand(data: Uint8Array): Uint8Array {
  if (data.includes(end))
    throw new RangeError(`skill data holds ${end}, which ends a command; use fewer frames`);
  return Uint8Array.of(codeOf("K"), ...data, end);
}

/** Lines out of bytes, one byte after the other; nothing is allocated but by `text`. */
export class AnswerReader {
  readonly #line = new Uint8Array(256);
  #length = 0;
  #isOver = true;

  /**
   * After a line's last byte: the letter where the line is one, −1 where it is another, 0 before. A letter without a carriage return is none of
   * the board's.
   */
  take(byte: number): number {
    if (this.#isOver) this.#length = 0;
    this.#isOver = byte === lineFeed;
    if (!this.#isOver) {
      if (this.#length < this.#line.length) this.#line[this.#length++] = byte;
      return 0;
    }
    if (this.#length === 0 || this.#line[this.#length - 1] !== carriageReturn) return -1;
    this.#length--;
    return this.#length === 1 ? (this.#line[0] as number) : -1;
  }

  /** The line that was over last. */
  get text(): string {
    return Buffer.from(this.#line.subarray(0, this.#length)).toString("latin1");
  }
}

export function isUnasked(letter: number): boolean {
  return unasked.includes(letter);
}

function codeOf(letter: string): number {
  return letter.charCodeAt(0);
}
