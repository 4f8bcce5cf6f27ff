/** Numbers as the tables show them, and the exponent of a power law. */
import { log } from "../../../src/math/elementary.ts";
import { mean } from "../../../src/math/statistics.ts";

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10⁻³ */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** Three significant digits; powers of ten where there would be many zeros. */
export function shown(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-3 && size < 1e6))
    return String(Number(value.toPrecision(digits))).replace("-", "−");
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${String(mantissa).replace("-", "−")}·${powerOfTen(Number(exponent))}`;
}

/** k of y ≈ c xᵏ, by least squares of the logarithms. */
export function exponentOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [xs, ys] = [points.map(({ x }) => log(x)), points.map(({ y }) => log(y))];
  const [mx, my] = [mean(xs), mean(ys)];
  const above = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0);
  return above / xs.reduce((sum, x) => sum + (x - mx) * (x - mx), 0);
}

export const squaredDistance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0);
