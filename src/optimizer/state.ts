/** What every optimizer does alike: an empty state, and the check of a gradient. */
import type { OptimizerState } from "./optimizer.ts";

/** No updates made; every moment zero. */
export function emptyState(parameterCount: number, ...moments: readonly string[]): OptimizerState {
  return {
    count: 0,
    moments: Object.fromEntries(moments.map((name) => [name, new Float64Array(parameterCount)])),
  };
}

/** A moment to be written over: itself where it is spent, else a copy. */
export function writable({ moments }: OptimizerState, name: string, isSpent = false): Float64Array {
  const moment = moments[name] as Float64Array;
  return isSpent ? moment : moment.slice();
}

/** A gradient nobody should step along. Nothing was changed: state and parameters are those from before. */
export class InvalidGradient extends Error {
  override readonly name = "InvalidGradient";
}

/** Throws `InvalidGradient` unless every element is finite, and small enough to be squared, and the moments named are there and as long. */
export function checkGradient(
  name: string,
  gradient: Float64Array,
  { moments }: OptimizerState,
  ...needed: readonly string[]
): void {
  const bad = firstBad(gradient);
  if (bad >= 0)
    throw new InvalidGradient(
      `${name}: element ${bad} of the gradient is ${gradient[bad]}; expected a finite number up to 1e150. Look at the returns it was made of`,
    );
  for (const moment of needed) {
    const length = moments[moment]?.length;
    if (length !== gradient.length)
      throw new InvalidGradient(
        `${name}: expected a state whose moment "${moment}" has ${gradient.length} elements, as many as the gradient, got ${length ?? "none"}; make it with this optimizer's init(${gradient.length})`,
      );
  }
}

/** The first element that is not finite or whose square is not; −1 where there is none. */
function firstBad(gradient: Float64Array): number {
  // The square of 10¹⁵⁰ is finite. A moment that overflowed once would be ∞ for good, and its parameter would never move again.
  for (let j = 0; j < gradient.length; j++) if (!(Math.abs(gradient[j] as number) <= 1e150)) return j;
  return -1;
}
