/** Axes whose numbers fit beside them: thousands and millions of steps, powers of a thousand of anything else. */

export interface Scaling {
  readonly factor: number;
  /** To be put behind the name of the axis; "" for none. */
  readonly suffix: string;
}

/** For an axis of steps up to `last`. */
export function stepScaling(last: number): Scaling {
  if (last >= 2e6) return { factor: 1e-6, suffix: ", million" };
  if (last >= 2e4) return { factor: 1e-3, suffix: ", thousand" };
  return { factor: 1, suffix: "" };
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** For an axis of values up to `largest` in size: as they are where five digits do. */
export function valueScaling(largest: number): Scaling {
  if (!(largest > 0) || !Number.isFinite(largest) || (largest >= 0.02 && largest < 1e5))
    return { factor: 1, suffix: "" };
  const exponent = 3 * Math.floor(Number(largest.toExponential().split("e")[1]) / 3);
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
  return { factor: Number(`1e${-exponent}`), suffix: ` × 10${exponent < 0 ? "⁻" : ""}${digits}` };
}
