/** sin and cos. */
import { reduce, remainder } from "./circular-reduction.ts";

const QUARTER_PI = 0.7853981633974483;

/** sin x within 1 ulp for every finite x; NaN for ±∞. x = qπ/2 + r, |r| ≤ π/4, and q says which of ±sin r, ±cos r it is. */
export function sin(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return sinSeries(x, 0);
  const quadrant = reduce(x);
  const r = remainder[0] as number;
  const tail = remainder[1] as number;
  const value = quadrant & 1 ? cosSeries(r, tail) : sinSeries(r, tail);
  return quadrant & 2 ? -value : value;
}

/** cos x within 1 ulp for every finite x; NaN for ±∞. */
export function cos(x: number): number {
  if (Math.abs(x) <= QUARTER_PI) return cosSeries(x, 0);
  const quadrant = reduce(x);
  const r = remainder[0] as number;
  const tail = remainder[1] as number;
  const value = quadrant & 1 ? sinSeries(r, tail) : cosSeries(r, tail);
  return (quadrant + 1) & 2 ? -value : value;
}

/**
 * sin (r + tail) = r + (r³ S(r²) + tail·cos r) for |r| ≤ π/4; to first order in the tail, which is below 2⁻⁵³ |r|, and cos r by 1 − r²/2.
 * S is the Taylor series up to r¹⁷/17!; the first term left out is below 2⁻⁶² of the result.
 */
function sinSeries(r: number, tail: number): number {
  if (Math.abs(r) < 7.450580596923828e-9) return r + tail || r; // r³/6 < 2⁻⁵⁴ r; and −0 stays −0
  const z = r * r;
  const z2 = z * z;
  const low = -1 / 6 + z * (1 / 120) + z2 * (-1 / 5040 + z * (1 / 362880));
  const high = -1 / 39916800 + z * (1 / 6227020800) + z2 * (-1 / 1307674368000 + z * (1 / 355687428096000));
  return r + (r * z * (low + z2 * z2 * high) + tail * (1 - 0.5 * z));
}

/**
 * cos (r + tail) = 1 − r²/2 + (r⁴ C(r²) − tail·sin r) for |r| ≤ π/4, sin r by r. C is the Taylor series up to r¹⁶/16!; the first term left out
 * is below 2⁻⁵⁸. The rounding error of 1 − r²/2 is (1 − w) − r²/2, exactly.
 */
function cosSeries(r: number, tail: number): number {
  const z = r * r;
  const z2 = z * z;
  const half = 0.5 * z;
  const w = 1 - half;
  const low = 1 / 24 + z * (-1 / 720) + z2 * (1 / 40320 + z * (-1 / 3628800));
  const high = 1 / 479001600 + z * (-1 / 87178291200) + z2 * (1 / 20922789888000);
  return w + (1 - w - half + (z2 * (low + z2 * z2 * high) - r * tail));
}
