/** Numbers as C99 writes them, to the last bit, and text that may stand in a comment. */

const bytes = new DataView(new ArrayBuffer(8));

/** Hexadecimal, so that no compiler rounds: 0x1.8p+1. INFINITY is of <math.h>. */
export function double(x: number): string {
  if (Number.isNaN(x)) throw new RangeError("NaN has no literal in C");
  if (!Number.isFinite(x)) return x > 0 ? "INFINITY" : "-INFINITY";
  bytes.setFloat64(0, x);
  const high = bytes.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = ((high & 0xfffff).toString(16).padStart(5, "0") + hex(bytes.getUint32(4))).replace(
    /0+$/,
    "",
  );
  const sign = high >>> 31 === 1 ? "-" : "";
  const point = fraction === "" ? "" : `.${fraction}`;
  if (exponent === 0) return fraction === "" ? `${sign}0.0` : `${sign}0x0${point}p-1022`;
  return `${sign}0x1${point}p${exponent - 1023 < 0 ? "" : "+"}${exponent - 1023}`;
}

/** A number float32 holds. */
export function single(x: number): string {
  return `${double(x)}f`;
}

/** The bits of a double. */
export function bits(x: number): string {
  bytes.setFloat64(0, x);
  return `UINT64_C(0x${hex(bytes.getUint32(0))}${hex(bytes.getUint32(4))})`;
}

/** Literals behind one another, some a line. */
export function table(literals: readonly string[], perLine = 6): string {
  const lines: string[] = [];
  for (let i = 0; i < literals.length; i += perLine)
    lines.push(`  ${literals.slice(i, i + perLine).join(", ")}`);
  return lines.join(",\n");
}

/** Names come from anywhere; in C a comment can be ended, continued and, by a trigraph, surprised. */
export function remark(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, "?")
    .replaceAll("\\", "/")
    .replaceAll("*/", "* /")
    .replaceAll("/*", "/ *")
    .replaceAll("??", "? ?");
}

/** What a person calls a thing, as the beginning of identifiers. */
export function identifier(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  return /^[A-Za-z]/.test(plain) ? plain.toLowerCase() : `policy_${plain.toLowerCase()}`;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
