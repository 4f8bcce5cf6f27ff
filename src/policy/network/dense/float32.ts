/**
 * The activations of ./kernels/activation.ts one number at a time, the same bits: what tests compare the kernels with and what a C export
 * has to say again. Every operation is rounded to float32 (`Math.fround`), products before they are added.
 *
 * Errors in ulp of float32, measured at half a billion numbers of every exponent: tanh < 6, elu < 1. NaN gives NaN.
 */
import { powerOfTwo } from "../../../math/elementary/bits.ts";
import type { Activation } from "./layers.ts";

const f = Math.fround;

/** z, or 0 where z < 0. */
export function relu(z: number): number {
  return z < 0 ? 0 : z;
}

/**
 * x P(x²)/Q(x²) with x = z held in ±9.011, beyond which tanh rounds to ±1; held in ±1. P and Q are the polynomials of degree 4 with P(0) =
 * Q(0) = 1 whose quotient is nearest to tanh x/x, relatively: 2.2·10⁻⁸ off, found by iterated least squares.
 */
export function tanh(z: number): number {
  const x = Math.max(Math.min(z, f(9.011)), f(-9.011));
  const s = f(x * x);
  let p = f(1.3400315523881545e-8);
  p = f(f(p * s) + f(2.064730870188214e-5));
  p = f(f(p * s) + f(0.003498152829706669));
  p = f(f(p * s) + f(0.13383272290229797));
  p = f(f(p * s) + 1);
  let q = f(7.796783734194013e-7);
  q = f(f(q * s) + f(0.0003289656015112996));
  q = f(f(q * s) + f(0.025887003168463707));
  q = f(f(q * s) + f(0.46716591715812683));
  q = f(f(q * s) + 1);
  return Math.max(Math.min(f(f(x * p) / q), 1), -1);
}

/** z, or eᶻ − 1 where z ≤ 0. */
export function elu(z: number): number {
  return z > 0 ? z : expm1(z);
}

/**
 * eᶻ − 1 for z ≤ 0, −1 below −18. z = k ln 2 + r with |r| ≤ ½ ln 2, ln 2 in two parts, and eᶻ − 1 = 2ᵏ (eʳ − 1) + (2ᵏ − 1).
 * Series: eʳ − 1 = r + r² Σ rⁿ/(n+2)!, n = 0 … 5.
 */
function expm1(z: number): number {
  if (Number.isNaN(z)) return z;
  const x = Math.max(z, -18);
  const k = Math.floor(f(f(x * f(Math.LOG2E)) + 0.5));
  const above = f(x - f(k * f(0.693145751953125)));
  const r = f(above - f(k * f(1.428606820309417e-6)));
  let p = f(1 / 5040);
  p = f(f(p * r) + f(1 / 720));
  p = f(f(p * r) + f(1 / 120));
  p = f(f(p * r) + f(1 / 24));
  p = f(f(p * r) + f(1 / 6));
  p = f(f(p * r) + 0.5);
  const value = f(r + f(f(r * r) * p));
  const scale = powerOfTwo(k);
  return f(f(scale * value) + f(scale - 1));
}

export const float32Activations: Readonly<Record<Activation, (z: number) => number>> = { tanh, relu, elu };
