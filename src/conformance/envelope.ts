/** Envelopes with something done to their bytes. Protobuf lets fields be appended: what comes last counts, or is added. */

/** magic (5 bytes), major (2), minor (2): below 128 each is one byte. */
const MAJOR_AT = 6;
const MINOR_AT = 8;
const TENSORS_TAG = 0x3a;
/** The bytes "GWY!" with their tag and major version 1: what every reply opens with. */
export const REPLY_OPENS = Buffer.from([0x0d, 0x47, 0x57, 0x59, 0x21, 0x10, 0x01, 0x18]);

export function withVersion(
  [envelope, ...tensors]: readonly Uint8Array[],
  version: { readonly major?: number; readonly minor?: number },
): Uint8Array[] {
  const changed = Uint8Array.from(envelope as Uint8Array);
  if (version.major !== undefined) changed[MAJOR_AT] = version.major;
  if (version.minor !== undefined) changed[MINOR_AT] = version.minor;
  return [changed, ...tensors];
}

export function withBytes(
  [envelope, ...tensors]: readonly Uint8Array[],
  bytes: readonly number[],
): Uint8Array[] {
  return [Buffer.concat([envelope as Uint8Array, Uint8Array.from(bytes)]), ...tensors];
}

/** A field that no version knows: number 1000, `text`. */
export function withUnknownField(frames: readonly Uint8Array[], text = "from a later version"): Uint8Array[] {
  return withBytes(frames, lengthDelimited(1000, Buffer.from(text)));
}

/** A header of a tensor, whatever its frame is. */
export function withTensorHeader(
  frames: readonly Uint8Array[],
  {
    dtype,
    shape,
    byteLength,
  }: { readonly dtype: number; readonly shape: readonly number[]; readonly byteLength: number },
): Uint8Array[] {
  const extents = shape.flatMap(varint);
  const header = [
    0x08,
    ...varint(dtype),
    0x12,
    ...varint(extents.length),
    ...extents,
    0x18,
    ...varint(byteLength),
  ];
  return withBytes(frames, [TENSORS_TAG, ...varint(header.length), ...header]);
}

/** An empty message of a kind that this version does not have. */
export function withKind(frames: readonly Uint8Array[], field: number): Uint8Array[] {
  return withBytes(frames, lengthDelimited(field, Buffer.alloc(0)));
}

function lengthDelimited(field: number, bytes: Buffer): number[] {
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
