/** The logistic function and the logarithm of its inverse probability, without overflow or loss at either end. Imports: math. */
import { exp, log } from "../../math/elementary.ts";

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|); relative error of a few ulp, however small the result. */
export function softplus(x: number): number {
  return Math.max(x, 0) + logOnePlus(exp(-Math.abs(x)));
}

/** 1/(1 + e^−x) */
export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/** log(1 + e) for 0 ≤ e ≤ 1: what rounding takes from 1 + e is given back by the quotient (Kahan, HP-15C handbook 1982). */
function logOnePlus(e: number): number {
  const sum = 1 + e;
  return sum === 1 ? e : (log(sum) * e) / (sum - 1);
}
