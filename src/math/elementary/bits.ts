/** The bit pattern of a number, and powers of two: the only way in which elementary functions look inside a double. */

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1; // 0x3ff00000_00000000: the half that is not zero is the high word, whatever the machine's byte order
const HIGH = words[0] === 0 ? 1 : 0;

/** Sign, exponent and the upper 20 bits of the significand. */
export function highWord(x: number): number {
  double[0] = x;
  return words[HIGH] as number;
}

/** The number that has the low word of `x` under another high word. */
export function withHighWord(x: number, high: number): number {
  double[0] = x;
  words[HIGH] = high;
  return double[0];
}

const LEAST = -1074;
/** Every power of two a double can hold, 2⁻¹⁰⁷⁴ … 2¹⁰²³, by doubling, which is exact. */
const powers = new Float64Array(1023 - LEAST + 1);
powers[0] = Number.MIN_VALUE;
for (let i = 1; i < powers.length; i++) powers[i] = 2 * (powers[i - 1] as number);

/** 2ᵏ for a whole k, −1074 … 1023. */
export function powerOfTwo(k: number): number {
  return powers[k - LEAST] as number;
}

/** y·2ᵏ for ½ < y < 2 and |k| ≤ 2000, rounded once: exact unless it overflows or the result is subnormal. */
export function scale(y: number, k: number): number {
  if (k > 1022) return y * powerOfTwo(1023) * powerOfTwo(k - 1023);
  if (k < -1020) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return y * powerOfTwo(k);
}
