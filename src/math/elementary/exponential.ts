/** eˣ and what is made of it. */
import { scale } from "./bits.ts";

const INVERSE_LN2 = Math.LOG2E;
/** ln 2 in two parts. The upper has 40 bits, so its product with a k of 11 bits is exact. */
const LN2_HIGH = 0.6931471805592082;
const LN2_LOW = 7.371002565167799e-13;

/**
 * eˣ within 1 ulp; ∞ above 709.78, 0 below −745.13.
 *
 * x = k ln 2 + r with |r| ≤ ½ ln 2, so eˣ = 2ᵏ eʳ. r is kept as r + tail. Series: eʳ = 1 + r + r² Σ rⁿ/(n+2)!, n = 0 … 11;
 * the first term left out is r¹⁴/14! < 5·10⁻¹⁸ = 2⁻⁵⁷ of the result.
 */
export function exp(x: number): number {
  if (x > 710) return Number.POSITIVE_INFINITY;
  if (x < -746) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const above = x - k * LN2_HIGH; // exact
  const below = k * LN2_LOW;
  const r = above - below;
  const tail = above - r - below;
  const w = 1 + r;
  const lost = 1 - w + r; // by that sum: Fast2Sum, exact
  return scale(w + (r * r * exponentialSeries(r) + (tail + lost)), k);
}

/** (eʳ − 1 − r)/r² for |r| ≤ 0.35, by pairs so that the processor can work on several at a time. */
function exponentialSeries(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const low = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
  const middle = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
  const high = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
  return low + r4 * (middle + r4 * high);
}

/**
 * tanh x within 2 ulp; ±1 beyond 20, where 1 − |tanh x| < 2⁻⁵⁶.
 *
 * |x| > 0.65: tanh |x| = 1 − 2/(e²ˣ + 1), where the subtraction damps the errors of the quotient. Below, the same formula would
 * cancel, and tanh x = x − x³ G(x²).
 */
export function tanh(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude <= 0.65) return x === 0 ? x : x - x * x * x * hyperbolicSeries(x * x);
  const value = magnitude > 20 ? 1 : 1 - 2 / (exp(2 * magnitude) + 1);
  return Number.isNaN(x) ? x : x < 0 ? -value : value;
}

/**
 * G(z) = (√z − tanh √z)/√z³ on 0 ≤ z ≤ 0.65²: the polynomial of degree 12 that equals G in the 13 Chebyshev points of that interval
 * (in 300 bits, then rounded). The series of tanh itself would need twice the terms: its radius is only π/2. The error adds
 * less than 2⁻⁵⁶ to tanh, relatively.
 */
function hyperbolicSeries(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const low =
    0.3333333333333333 + z * -0.13333333333333303 + z2 * (0.05396825396821423 + z * -0.021869488534076168);
  const middle =
    0.00886323547325761 +
    z * -0.0035921271155005155 +
    z2 * (0.0014558247379056523 + z * -0.0005899593550967243);
  const high =
    0.0002387977321715801 +
    z * -9.579417888875415e-5 +
    z2 * (3.666018371295301e-5 + z * -1.17983555469962e-5) +
    z4 * 2.2629737433667127e-6;
  return low + z4 * (middle + z4 * high);
}
