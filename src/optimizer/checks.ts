/** What the moving averages of Adam and RMSProp take as options. */

/** Throws `RangeError` unless 0 ≤ decay < 1. */
export function checkDecay(what: string, decay: number): void {
  if (!(decay >= 0 && decay < 1)) throw new RangeError(`${what} has to be in [0, 1), not ${decay}`);
}

/** Throws `RangeError` unless ε > 0: it keeps the step finite where the gradient has always been 0. */
export function checkEpsilon(what: string, epsilon: number): void {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    throw new RangeError(`${what} has to be a finite number above 0, not ${epsilon}`);
}
