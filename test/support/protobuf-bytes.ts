/** Protobuf written by hand, field by field: what no encoder would make is what a decoder has to be asked. */

export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export const wireTypes = { varint: 0, fixed64: 1, length: 2, open: 3, close: 4, fixed32: 5 } as const;

export function tag(field: number, type: number): Uint8Array {
  return varint((field << 3) | type);
}

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

export function number(field: number, value: number | bigint): Uint8Array {
  return concat(tag(field, wireTypes.varint), varint(value));
}

/** A text, a nested message or packed numbers. */
export function bytes(field: number, content: Uint8Array | string): Uint8Array {
  const raw = typeof content === "string" ? Buffer.from(content) : content;
  return concat(tag(field, wireTypes.length), varint(raw.length), raw);
}

export function doubles(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export function double(field: number, value: number): Uint8Array {
  return concat(tag(field, wireTypes.fixed64), doubles(value));
}

export function packed(field: number, ...values: readonly number[]): Uint8Array {
  return bytes(field, concat(...values.map(varint)));
}

/** `inner` inside `depth` nestings of whatever `wrap` does. */
export function nest(depth: number, inner: Uint8Array, wrap: (inner: Uint8Array) => Uint8Array): Uint8Array {
  let nested = inner;
  for (let i = 0; i < depth; i++) nested = wrap(nested);
  return nested;
}
