/**
 * σ of every number, in place, and g ⊙ σ′. ../float32.ts says the same in TypeScript, and why.
 *
 * tanh and elu take four vectors in one go, so that each constant is made once for all of them: up to 48 bytes (twelve numbers) behind the end
 * are overwritten. The formulas stand in pieces of a line or two because the compiler puts only such in place of their calls.
 */

export function relu(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, f32x4.pmax(v128.load(at), f32x4.splat(0)));
}

export function tanh(at: usize, end: usize): void {
  for (; at < end; at += 64) {
    const a = within(v128.load(at), 9.011);
    const b = within(v128.load(at, 16), 9.011);
    const c = within(v128.load(at, 32), 9.011);
    const d = within(v128.load(at, 48), 9.011);
    const a2 = f32x4.mul(a, a);
    const b2 = f32x4.mul(b, b);
    const c2 = f32x4.mul(c, c);
    const d2 = f32x4.mul(d, d);
    v128.store(at, within(f32x4.div(f32x4.mul(a, tanhOver(a2)), tanhUnder(a2)), 1));
    v128.store(at, within(f32x4.div(f32x4.mul(b, tanhOver(b2)), tanhUnder(b2)), 1), 16);
    v128.store(at, within(f32x4.div(f32x4.mul(c, tanhOver(c2)), tanhUnder(c2)), 1), 32);
    v128.store(at, within(f32x4.div(f32x4.mul(d, tanhOver(d2)), tanhUnder(d2)), 1), 48);
  }
}

export function elu(at: usize, end: usize): void {
  for (; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const ak = exponent(below(a));
    const bk = exponent(below(b));
    const ck = exponent(below(c));
    const dk = exponent(below(d));
    const ar = remainder(below(a), ak);
    const br = remainder(below(b), bk);
    const cr = remainder(below(c), ck);
    const dr = remainder(below(d), dk);
    const as = powerOfTwo(ak);
    const bs = powerOfTwo(bk);
    const cs = powerOfTwo(ck);
    const ds = powerOfTwo(dk);
    v128.store(at, above0(a, scaled(as, series(ar, lateTerms(ar)))));
    v128.store(at, above0(b, scaled(bs, series(br, lateTerms(br)))), 16);
    v128.store(at, above0(c, scaled(cs, series(cr, lateTerms(cr)))), 32);
    v128.store(at, above0(d, scaled(ds, series(dr, lateTerms(dr)))), 48);
  }
}

/** g ← g where a > 0, else 0; a = σ(z). */
export function reluSlope(a: usize, g: usize, end: usize): void {
  for (; g < end; g += 16, a += 16)
    v128.store(g, v128.and(v128.load(g), f32x4.gt(v128.load(a), f32x4.splat(0))));
}

/** g ← g (1 − a²) */
export function tanhSlope(a: usize, g: usize, end: usize): void {
  for (; g < end; g += 16, a += 16) {
    const value = v128.load(a);
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(value, value));
    v128.store(g, f32x4.mul(v128.load(g), slope));
  }
}

/** g ← g where a > 0, else g (a + 1) */
export function eluSlope(a: usize, g: usize, end: usize): void {
  for (; g < end; g += 16, a += 16) {
    const value = v128.load(a);
    const weight = v128.load(g);
    const below = f32x4.mul(weight, f32x4.add(value, f32x4.splat(1)));
    v128.store(g, v128.bitselect(weight, below, f32x4.gt(value, f32x4.splat(0))));
  }
}

/** x held in ±most. */
function within(x: v128, most: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(most)), f32x4.splat(-most));
}

/** P(s) of tanh, c₀ + s (c₁ + s (…)). */
function tanhOver(s: v128): v128 {
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.3400315523881545e-8), s), f32x4.splat(2.064730870188214e-5));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.003498152829706669));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.13383272290229797));
  return f32x4.add(f32x4.mul(p, s), f32x4.splat(1));
}

/** Q(s) of tanh. */
function tanhUnder(s: v128): v128 {
  let q = f32x4.add(f32x4.mul(f32x4.splat(7.796783734194013e-7), s), f32x4.splat(0.0003289656015112996));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.025887003168463707));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.46716591715812683));
  return f32x4.add(f32x4.mul(q, s), f32x4.splat(1));
}

/** z held in −18 … 0: where elu is eᶻ − 1 and not yet −1. */
function below(z: v128): v128 {
  return f32x4.pmax(f32x4.pmin(z, f32x4.splat(0)), f32x4.splat(-18));
}

/** k, the whole number nearest to x/ln 2. */
function exponent(x: v128): v128 {
  return f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)), f32x4.splat(0.5)));
}

/** r = x − k ln 2, ln 2 in two parts. */
function remainder(x: v128, k: v128): v128 {
  const above = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693145751953125)));
  return f32x4.sub(above, f32x4.mul(k, f32x4.splat(1.428606820309417e-6)));
}

/** 1/4! + r/5! + r²/6! + r³/7! */
function lateTerms(r: v128): v128 {
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.0 / 5040), r), f32x4.splat(1.0 / 720));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  return f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
}

/** eʳ − 1 = r + r² (1/2! + r (1/3! + r late)) */
function series(r: v128, late: v128): v128 {
  const p = f32x4.add(f32x4.mul(late, r), f32x4.splat(1.0 / 6));
  return f32x4.add(r, f32x4.mul(f32x4.mul(r, r), f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5))));
}

/** 2ᵏ */
function powerOfTwo(k: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
}

/** 2ᵏ (eʳ − 1) + (2ᵏ − 1) */
function scaled(power: v128, value: v128): v128 {
  return f32x4.add(f32x4.mul(power, value), f32x4.sub(power, f32x4.splat(1)));
}

/** z where it is above 0, else the other. */
function above0(z: v128, other: v128): v128 {
  return v128.bitselect(z, other, f32x4.gt(z, f32x4.splat(0)));
}
