/** σ of every number, in place, and g ⊙ σ′; four at a time. ../float32.ts says the same in TypeScript, and why. */

export function relu(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, f32x4.pmax(v128.load(at), f32x4.splat(0)));
}

export function tanh(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, tanhOf(v128.load(at)));
}

export function elu(at: usize, end: usize): void {
  for (; at < end; at += 16) v128.store(at, eluOf(v128.load(at)));
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

function tanhOf(z: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(z, f32x4.splat(9.011)), f32x4.splat(-9.011));
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(1.3400315523881545e-8);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.064730870188214e-5));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.003498152829706669));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(0.13383272290229797));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(1));
  let q = f32x4.splat(7.796783734194013e-7);
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.0003289656015112996));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.025887003168463707));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(0.46716591715812683));
  q = f32x4.add(f32x4.mul(q, s), f32x4.splat(1));
  const value = f32x4.div(f32x4.mul(x, p), q);
  return f32x4.pmax(f32x4.pmin(value, f32x4.splat(1)), f32x4.splat(-1));
}

function eluOf(z: v128): v128 {
  return v128.bitselect(z, expm1Of(f32x4.pmin(z, f32x4.splat(0))), f32x4.gt(z, f32x4.splat(0)));
}

function expm1Of(z: v128): v128 {
  const x = f32x4.pmax(z, f32x4.splat(-18));
  const k = f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(Mathf.LOG2E)), f32x4.splat(0.5)));
  const above = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693145751953125)));
  const r = f32x4.sub(above, f32x4.mul(k, f32x4.splat(1.428606820309417e-6)));
  let p = f32x4.splat(1.0 / 5040);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  const value = f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127));
  const scale = i32x4.shl(exponent, 23);
  return f32x4.add(f32x4.mul(scale, value), f32x4.sub(scale, f32x4.splat(1)));
}
