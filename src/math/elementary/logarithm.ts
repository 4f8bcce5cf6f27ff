/** The natural logarithm. */
import { highWord, powerOfTwo } from "./bits.ts";

/** ln 2 in two parts. The upper has 40 bits, so its product with an exponent of 11 bits is exact. */
const LN2_HIGH = 0.6931471805592082;
const LN2_LOW = 7.371002565167799e-13;
/** From the high word of √½ to that of 1: added to a high word, it carries into the exponent at √2 instead of at 2. */
const SHIFT = 0x3ff00000 - 0x3fe6a09e;

/**
 * ln x within 1 ulp; −∞ at ±0, NaN below.
 *
 * x = 2ᵏ m with √½ ≤ m < √2, f = m − 1 (exact), s = f/(2 + f):
 * ln m = 2 artanh s = 2s + sR with R = Σ 2s²ⁿ/(2n+1), n = 1 … 10; the first term left out is 2⁻⁶⁰ of the result.
 * As 2s = f − sf, ln m = f − s(f − R): f carries no error, and what does is at most a seventh of the result.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const normal = x < 2.2250738585072014e-308 ? x * 18014398509481984 : x; // a subnormal number times 2⁵⁴ is normal
  const exponent = ((highWord(normal) + SHIFT) >>> 20) - 1023;
  const f = normal * powerOfTwo(-exponent) - 1;
  const k = normal === x ? exponent : exponent - 54;
  const s = f / (2 + f);
  return k * LN2_HIGH + (f - (s * (f - artanhSeries(s * s)) - k * LN2_LOW));
}

/** R(z) = Σ 2zⁿ/(2n+1), n = 1 … 10, with z = s². */
function artanhSeries(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = 2 / 3 + z * (2 / 5) + z2 * (2 / 7 + z * (2 / 9));
  const middle = 2 / 11 + z * (2 / 13) + z2 * (2 / 15 + z * (2 / 17));
  const high = 2 / 19 + z * (2 / 21);
  return z * (low + z4 * (middle + z4 * high));
}
