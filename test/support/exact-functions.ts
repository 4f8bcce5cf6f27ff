/**
 * Elementary functions in whole numbers of 400 binary places, and the distance of a double from them in units in the last place.
 *
 * An independent way: other series than src/math/elementary uses wherever there are others, no reduction but the crudest, and an error
 * (a few hundred units of 2⁻⁴⁰⁰) that no double can see.
 */

/** `digits`·2^(exponent − PLACES) */
export interface Exact {
  readonly digits: bigint;
  readonly exponent: number;
}

const PLACES = 400n;
const ONE = 1n << PLACES;

/** A double as m·2ᵉ, exactly. */
export function decompose(x: number): { readonly m: bigint; readonly e: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const pattern = view.getBigUint64(0);
  const biased = Number((pattern >> 52n) & 0x7ffn);
  const fraction = pattern & 0xfffffffffffffn;
  const m = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { m: pattern >> 63n ? -m : m, e: Math.max(biased, 1) - 1075 };
}

const shift = (value: bigint, by: number): bigint => (by >= 0 ? value << BigInt(by) : value >> BigInt(-by));
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);
const bitLength = (value: bigint): number => magnitude(value).toString(2).length;
const fixed = (x: number): bigint => {
  const { m, e } = decompose(x);
  return shift(m, e + Number(PLACES));
};

/** |computed − exact| in ulp of the exact result (of the smallest subnormal number below the normal ones). */
export function ulpsFrom(computed: number, { digits, exponent }: Exact): number {
  const { m, e } = decompose(computed);
  const unit = exponent - Number(PLACES);
  const ulp = Math.max(bitLength(digits) - 1 + unit - 52, -1074);
  const least = Math.min(e, unit, ulp - 20);
  const apart = magnitude(shift(m, e - least) - shift(digits, unit - least));
  return Number(apart >> BigInt(ulp - least - 20)) / 2 ** 20;
}

/** Σ terms of `first`, each made from the one before, until they vanish. */
function series(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let sum = 0n;
  let term = first;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    sum += term;
    term = next(term, n);
  }
  return sum;
}

/** artanh(p/q) = Σ (p/q)²ⁿ⁺¹/(2n+1) */
function artanh(p: bigint, q: bigint): bigint {
  let sum = 0n;
  let power = (p << PLACES) / q;
  for (let n = 1n; magnitude(power) > 1n; n += 2n) {
    sum += power / n;
    power = (power * p * p) / (q * q);
  }
  return sum;
}

const LN2 = 2n * artanh(1n, 3n);

export function exactExp(x: number): Exact {
  const value = fixed(x);
  const k = value / LN2;
  const rest = value - k * LN2;
  return { digits: series(ONE, (term, n) => (term * rest) / (n << PLACES)), exponent: Number(k) };
}

export function exactLog(x: number): Exact {
  const { m, e } = decompose(x);
  const size = bitLength(m);
  const scaled = m << BigInt(60 - size); // m = scaled·2^(size−60), ½ ≤ scaled·2⁻⁶⁰ < 1
  const digits = 2n * artanh(scaled - (1n << 60n), scaled + (1n << 60n)) + BigInt(size + e) * LN2;
  return { digits, exponent: 0 };
}

export function exactTanh(x: number): Exact {
  const { digits, exponent } = exactExp(2 * x);
  const e2x = shift(digits, exponent);
  return { digits: ((e2x - ONE) << PLACES) / (e2x + ONE), exponent: 0 };
}

/** arctan(p/q) by Euler's series Σ 2²ⁿ(n!)²/(2n+1)! · z²ⁿ⁺¹/(1+z²)ⁿ⁺¹, |p/q| ≤ 1. */
function arctan(p: bigint, q: bigint, places: bigint): bigint {
  const sum = p * p + q * q;
  return series(((p * q) << places) / sum, (term, n) => (term * 2n * n * p * p) / ((2n * n + 1n) * sum));
}

/** π/4 = 5 arctan(1/7) + 2 arctan(3/79) (Euler) */
const pi = (places: bigint): bigint => 20n * arctan(1n, 7n, places) + 8n * arctan(3n, 79n, places);
const PI = pi(PLACES);
const LONG = 1500n;
const LONG_PI = pi(LONG);

/** x modulo 2π in 400 places; arguments of any size. */
function turned(x: number): bigint {
  const { m, e } = decompose(x);
  return (shift(m, e + Number(LONG)) % (2n * LONG_PI)) >> (LONG - PLACES);
}

export function exactSin(x: number): Exact {
  const angle = turned(x);
  const square = (angle * angle) >> PLACES;
  return {
    digits: series(angle, (term, n) => (-term * square) / ((2n * n * (2n * n + 1n)) << PLACES)),
    exponent: 0,
  };
}

export function exactCos(x: number): Exact {
  const angle = turned(x);
  const square = (angle * angle) >> PLACES;
  return {
    digits: series(ONE, (term, n) => (-term * square) / ((2n * n * (2n * n - 1n)) << PLACES)),
    exponent: 0,
  };
}

/** For |y/x| between 2⁻¹⁰⁰ and 2¹⁰⁰. */
export function exactAtan2(y: number, x: number): Exact {
  const a = decompose(y);
  const b = decompose(x);
  const e = Math.min(a.e, b.e);
  return { digits: angleOf(shift(a.m, a.e - e), shift(b.m, b.e - e)), exponent: 0 };
}

function angleOf(y: bigint, x: bigint): bigint {
  const [p, q] = [magnitude(y), magnitude(x)];
  const first = p <= q ? arctan(p, q, PLACES) : PI / 2n - arctan(q, p, PLACES);
  const upper = x < 0n ? PI - first : first;
  return y < 0n ? -upper : upper;
}

function squareRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export function exactAsin(x: number): Exact {
  const value = fixed(x);
  return { digits: angleOf(value, squareRoot(ONE * ONE - value * value)), exponent: 0 };
}

export function exactAcos(x: number): Exact {
  const value = fixed(x);
  return { digits: angleOf(squareRoot(ONE * ONE - value * value), value), exponent: 0 };
}

export function exactHypot(x: number, y: number): Exact {
  const a = decompose(x);
  const b = decompose(y);
  const e = Math.min(a.e, b.e);
  const [p, q] = [shift(a.m, a.e - e), shift(b.m, b.e - e)];
  return { digits: squareRoot((p * p + q * q) << (2n * PLACES)), exponent: e };
}
