/**
 * How far values are from their targets, and which way to move them; clipped as in OpenAI's baselines when asked (the value loss of
 * its PPO, which the paper does not have): a value may not gain by moving further than ε from where it was.
 *
 *     v̄ᵢ = vᵢᵒˡᵈ + clip(vᵢ − vᵢᵒˡᵈ, −ε, ε)
 *     E  = 1/n Σᵢ ½ max((vᵢ − Rᵢ)², (v̄ᵢ − Rᵢ)²)
 *
 *     −∂(nE)/∂vᵢ = Rᵢ − vᵢ   where the first is the greater, and within the clip, where both are the same
 *                  0         where the clipped one is: it does not move with vᵢ
 *
 * We ascend, so the weights are of −E.
 */
import { requireClipRange, requireRows, within } from "./surrogate.ts";

export interface ValueClipOptions {
  /** ε, in units of the return; no clip when absent. */
  readonly clipRange?: number;
}

export interface ValueError {
  /** −∂(nE)/∂vᵢ, one a row: what V(oᵢ) is weighed with in the ascent of −E, but for the 1/n. */
  readonly weights: Float64Array;
  /** E ≥ 0. */
  readonly error: number;
  /** Share of the rows further than ε from their old value; 0 without a clip. */
  readonly clipFraction: number;
}

/** Throws `RangeError` for lengths that differ, no rows, and a clip range that is not positive. */
export function valueError(
  values: Float64Array,
  oldValues: Float64Array,
  targets: Float64Array,
  { clipRange = Number.POSITIVE_INFINITY }: ValueClipOptions = {},
): ValueError {
  requireRows("valueError", { values, oldValues, targets });
  requireClipRange("valueError", clipRange);
  const weights = new Float64Array(values.length);
  let [error, outside] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [value, old, target] = [values[i] as number, oldValues[i] as number, targets[i] as number];
    const change = value - old;
    const held = within(change, -clipRange, clipRange);
    // old + (v − old) is not v to the last bit: inside the clip v itself is meant.
    const clipped = held === change ? value : old + held;
    const [plain, limited] = [(value - target) * (value - target), (clipped - target) * (clipped - target)];
    error += Math.max(plain, limited) / 2;
    weights[i] = plain >= limited ? target - value : 0;
    if (held !== change) outside += 1;
  }
  return { weights, error: error / values.length, clipFraction: outside / values.length };
}
