import type { Fault, Frames } from "./fault.ts";

const TENSORS_FIELD = 7;

/** One bit of the magic is another. */
export const corruptMagic: Fault = (frames, rng) => [
  { frames: withFlippedBit(frames, 1 + rng.integer(4), rng.integer(8)) },
];

/** One bit of the envelope is another, any but those that say whose and which request it is. */
export const corruptEnvelope: Fault = (frames, rng) => {
  const length = frames[0]?.length ?? 0;
  return [{ frames: withFlippedBit(frames, rng.integer(length), rng.integer(8)) }];
};

/** The byte length that the first tensor's header declares is another; a message without tensors passes. */
export const corruptTensorHeader: Fault = (frames) => {
  const end = endOfField(frames[0] as Uint8Array, TENSORS_FIELD);
  // byte_length is the last field of a header, its last byte the last but one of the field.
  return [{ frames: end === undefined ? frames : withFlippedBit(frames, end - 1, 0) }];
};

function withFlippedBit([envelope, ...tensors]: Frames, at: number, bit: number): Frames {
  const changed = Uint8Array.from(envelope as Uint8Array);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return [changed, ...tensors];
}

/** Where the first length-delimited field of this number ends. */
function endOfField(bytes: Uint8Array, field: number): number | undefined {
  let at = 0;
  while (at < bytes.length) {
    const tag = varintAt(bytes, at);
    const wireType = tag.value % 8;
    const value = varintAt(bytes, tag.next);
    if (wireType === 0) at = value.next;
    else if (wireType === 5) at = tag.next + 4;
    else if (wireType === 1) at = tag.next + 8;
    else at = value.next + value.value;
    if (wireType === 2 && Math.floor(tag.value / 8) === field) return at;
  }
  return undefined;
}

function varintAt(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let next = at;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[next++] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) return { value, next };
  }
}
