/** x modulo π/2, to more bits than a double holds. */
import { highWord, withHighWord } from "./bits.ts";

const TWO_OVER_PI = 0.6366197723675814;
/** π/2 in four parts. The first three have 33 bits each, so their products with a q of 20 bits are exact; together 152 bits. */
const PART_1 = 1.5707963267341256;
const PART_2 = 6.077100506303966e-11;
const PART_3 = 2.0222662487111665e-21;
const PART_4 = 8.4784276603689e-32;
const MANY = 1.6e6; // q < 2²⁰ below

/** What `reduce` left: r, and its tail below the last place of r. Read it before the next call. */
export const remainder = new Float64Array(2);

/**
 * Finds x = qπ/2 + r + tail with |r| ≤ π/4 (and a last place); returns q modulo 4. NaN unless x is finite.
 *
 * Up to 1.6e6, r is at least 2⁻⁶⁰ and the parts leave out q·2⁻¹⁵³: the error is below 2⁻⁷² of r.
 */
export function reduce(x: number): number {
  if (!(Math.abs(x) < MANY)) return reduceExactly(x);
  const q = Math.floor(x * TWO_OVER_PI + 0.5);
  const a = x - q * PART_1; // exact
  const p2 = q * PART_2;
  const b = a - p2;
  const bTail = differenceError(a, p2, b);
  const p3 = q * PART_3;
  const c = b - p3;
  const low = differenceError(b, p3, c) + bTail - q * PART_4;
  const r = c + low;
  remainder[0] = r;
  remainder[1] = c - r + low;
  return q & 3;
}

/** TwoSum (Knuth): what rounding took from d = a − b, exactly. */
function differenceError(a: number, b: number, d: number): number {
  const bSeen = a - d;
  return a - (d + bSeen) + (bSeen - b);
}

const PRECISION = 1280n;
const UNIT = 6.525304467998525e-55; // 2⁻¹⁸⁰
let halfPi = 0n;

/** Large x, in whole numbers: x = m·2ᵉ modulo π/2, both times 2¹²⁸⁰. Microseconds instead of nanoseconds, and nobody turns that often. */
function reduceExactly(x: number): number {
  if (!(Math.abs(x) < Number.POSITIVE_INFINITY)) {
    remainder.fill(Number.NaN);
    return 0;
  }
  if (halfPi === 0n) halfPi = 8n * inverseArctangent(5n) - 2n * inverseArctangent(239n);
  const high = highWord(x);
  const exponent = ((high >>> 20) & 0x7ff) - 1023 - 52;
  const m = withHighWord(x, (high & 0xfffff) | 0x3ff00000) * 4503599627370496; // 2⁵² ≤ m < 2⁵³, whole
  const scaled = BigInt(x < 0 ? -m : m) << (PRECISION + BigInt(exponent));
  const q = floorDivide(2n * scaled + halfPi, 2n * halfPi);
  // |r| > 2⁻⁷⁰ for every double, so 2⁻¹⁸⁰ is far below the tail of r.
  const rest = (scaled - q * halfPi) >> (PRECISION - 180n);
  const r = Number(rest);
  remainder[0] = r * UNIT;
  remainder[1] = Number(rest - BigInt(r)) * UNIT;
  return Number(q & 3n);
}

/** arctan(1/n)·2¹²⁸⁰ = Σ (−1)ᵏ / ((2k+1) n²ᵏ⁺¹); π/4 = 4 arctan(1/5) − arctan(1/239) (Machin 1706). */
function inverseArctangent(n: bigint): bigint {
  let power = (1n << PRECISION) / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n, power /= -n * n) sum += power / k;
  return sum;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
