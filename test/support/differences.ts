/** Derivatives by differences of functions of a distribution's inputs and own parameters, and means held against what they should be. */
import assert from "node:assert/strict";
import { mean, standardError } from "../../src/math/statistics.ts";
import type { Distribution, HeadGradient } from "../../src/policy/head/head.ts";

type Of = (distribution: Distribution) => number;
const step = 2 ** -6;

export const at = (values: ArrayLike<number>, i: number): number => values[i] as number;

/** The i-th number of [inputs, own] moved by `by`. */
export function moved({ inputs, own }: Distribution, i: number, by: number): Distribution {
  const [x, y] = [Float32Array.from(inputs), Float64Array.from(own)];
  if (i < x.length) x[i] = at(x, i) + by;
  else y[i - x.length] = at(y, i - x.length) + by;
  return { inputs: x, own: y };
}

export function unit({ inputs, own }: Distribution, i: number): HeadGradient {
  return moved({ inputs: new Float32Array(inputs.length), own: new Float64Array(own.length) }, i, 1);
}

/** ∂f/∂xᵢ ≈ (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h */
export function slope(f: Of, p: Distribution, i: number): number {
  const odd = (h: number) => f(moved(p, i, h)) - f(moved(p, i, -h));
  return (8 * odd(step) - odd(2 * step)) / (12 * step);
}

/** ∂²f/∂xᵢ∂xⱼ ≈ (4 D(h) − D(2h))/3, D(h) = (f(h, h) − f(h, −h) − f(−h, h) + f(−h, −h)) / 4h² */
export function entry(f: Of, p: Distribution, i: number, j: number): number {
  const corner = (a: number, b: number) => f(moved(moved(p, i, a), j, b));
  const second = (h: number) => (corner(h, h) - corner(h, -h) - corner(-h, h) + corner(-h, -h)) / (4 * h * h);
  return (4 * second(step) - second(2 * step)) / 3;
}

/** Within `tolerance` of `expected`, relative to it where it is above 1. */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (const [i, value] of Array.from(expected).entries())
    assert.ok(
      Math.abs(at(actual, i) - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${what}: element ${i} is ${at(actual, i)}, expected ${value}`,
    );
}

/** The mean of the samples is within 4 standard errors of `expected`, and of what float32 loses. */
export function assertMean(samples: readonly number[], expected: number, what: string): void {
  const [found, error] = [mean(samples), standardError(samples)];
  assert.ok(
    Math.abs(found - expected) <= 4 * error + 1e-6 * Math.max(1, Math.abs(expected)),
    `${what}: the mean of ${samples.length} is ${found} ± ${error}, expected ${expected}`,
  );
}
