/**
 * Plain data with vectors as JSON that reads back as the same bits: a vector is {"f64": base64 of its little-endian doubles}, a number that
 * JSON has not {"number": "NaN"}, {"number": "-0"}.
 */
export function pack(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (item instanceof Float64Array) return { f64: Buffer.from(littleEndian(item)).toString("base64") };
    if (Object.is(item, -0)) return { number: "-0" };
    if (typeof item === "number" && !Number.isFinite(item)) return { number: String(item) };
    return item;
  });
}

/** What `pack` was given; throws `SyntaxError` where the text is no JSON. */
export function unpack(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (item === null || typeof item !== "object") return item;
    const { f64, number } = item as { f64?: unknown; number?: unknown };
    if (typeof f64 === "string" && Object.keys(item).length === 1) return doubles(Buffer.from(f64, "base64"));
    if (typeof number === "string" && Object.keys(item).length === 1) return Number(number);
    return item;
  });
}

function littleEndian(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i] as number, true);
  return bytes;
}

function doubles(bytes: Buffer): Float64Array {
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(i * 8));
}
