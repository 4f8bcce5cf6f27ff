/** Angles from ratios. */

const PI_HIGH = Math.PI;
const PI_LOW = 1.2246467991473532e-16;
/** arctan of 0, ¼, ½, ¾, 1 in two parts each: 106 bits. */
const ARCTAN_HIGH = Float64Array.of(
  0,
  0.24497866312686414,
  0.4636476090008061,
  0.6435011087932844,
  0.7853981633974483,
);
const ARCTAN_LOW = Float64Array.of(
  0,
  1.0698755618734451e-17,
  2.2698777452961687e-17,
  1.5834785051444286e-17,
  3.061616997868383e-17,
);
const HUGE = 2.037035976334486e90; // 2³⁰⁰
const TINY = 4.909093465297727e-91; // 2⁻³⁰⁰

/**
 * The angle of the point (x, y) within 3 ulp, −π … π; signs of zeros and infinities as ECMAScript's `Math.atan2` fixes them.
 *
 * The smaller of |x| and |y| over the larger gives an angle a up to π/4, counted from the nearest axis: a, π/2 ∓ a or π − a.
 */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const left = negative(x);
  const angle = upperHalf(Math.abs(y), Math.abs(x), left);
  return negative(y) ? -angle : angle;
}

/** −0 counts. */
function negative(x: number): boolean {
  return x < 0 || (x === 0 && 1 / x < 0);
}

/** The angle of (±x, y), y ≥ 0. */
function upperHalf(y: number, x: number, left: boolean): number {
  if (y > x) {
    const beside = firstOctant(x, y);
    return PI_HIGH / 2 + ((left ? beside : -beside) + PI_LOW / 2);
  }
  const above = y < x ? firstOctant(y, x) : x === 0 ? 0 : PI_HIGH / 4;
  return left ? PI_HIGH - (above - PI_LOW) : above;
}

/**
 * arctan (y/x) for 0 ≤ y < x: with c the nearest of 0, ¼, ½, ¾, 1,
 * arctan (y/x) = arctan c + arctan t, t = (y − cx)/(x + cy), |t| ≤ ⅛.
 */
function firstOctant(y: number, x: number): number {
  if (y < x * 7.450580596923828e-9) return y / x; // (y/x)³/3 < 2⁻⁵⁵ y/x; also x = ∞
  // The ratio counts, not the size: scaled by a power of two where x + cy could overflow or cx lose bits.
  const scale = x > HUGE ? TINY : x < TINY ? HUGE : 1;
  return arctan(y * scale, x * scale);
}

/** arctan (y/x) for 2⁻²⁷ ≤ y/x < 1, without care for overflow. */
function arctan(y: number, x: number): number {
  const fourths = Math.floor((4 * y) / x + 0.5);
  const c = fourths * 0.25;
  const t = (y - c * x) / (x + c * y);
  const tail = t * arctanSeries(t * t) + (ARCTAN_LOW[fourths] as number);
  return (ARCTAN_HIGH[fourths] as number) + (t + tail);
}

/** arctan t / t − 1 = Σ (−1)ⁿ zⁿ/(2n+1), n = 1 … 9, z = t² ≤ 1/64; the first term left out is below 2⁻⁶⁴. */
function arctanSeries(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const low = -1 / 3 + z * (1 / 5) + z2 * (-1 / 7 + z * (1 / 9));
  const high = -1 / 11 + z * (1 / 13) + z2 * (-1 / 15 + z * (1 / 17)) + z4 * (-1 / 19);
  return z * (low + z4 * high);
}

/** arcsin x within 3 ulp, −π/2 … π/2; NaN outside [−1, 1]. The angle of (√(1−x²), x); (1−x)(1+x) keeps the bits that 1−x² loses. */
export function asin(x: number): number {
  return atan2(x, Math.sqrt((1 - x) * (1 + x)));
}

/** arccos x within 3 ulp, 0 … π; NaN outside [−1, 1]. */
export function acos(x: number): number {
  return atan2(Math.sqrt((1 - x) * (1 + x)), x);
}

/** √(x² + y²) within 2 ulp, without overflow or underflow on the way. ∞ when either is infinite, even beside NaN. */
export function hypot(x: number, y: number): number {
  const a = Math.abs(x);
  const b = Math.abs(y);
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  const larger = Math.max(a, b);
  if (larger > HUGE) return root(a * TINY * TINY, b * TINY * TINY) * HUGE * HUGE;
  if (larger < TINY) return root(a * HUGE * HUGE, b * HUGE * HUGE) * TINY * TINY;
  return root(a, b);
}

function root(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}
