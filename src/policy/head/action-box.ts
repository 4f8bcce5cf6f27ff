/**
 * Stored actions of a box and those the environment takes: one rule for every head that draws real numbers.
 *
 *     an element with two finite bounds    a = low (1 − t) + high t, t = (u + 1)/2 clipped to 0 … 1: u = −1 … 1 is the whole range
 *     any other                            a = u, clipped to the bound there is
 *
 * So a network that gives 0 asks for the middle, and one standard deviation means the same for every joint. Imports: env.
 */
import type { BoxSpace } from "../../env/space.ts";

export interface ActionBox {
  /** Elements of an action. */
  readonly size: number;
  /** Rows of stored actions as the environment takes them: inside the box, whatever was drawn. */
  toEnv(stored: Float64Array): Float64Array;
  /** The same of the first `size` numbers of `stored`, one row, into `action`; allocates nothing. */
  writeRow(stored: Float32Array | Float64Array, action: Float64Array): void;
  /** ∂a/∂u of every element: 0 where it is clipped. */
  slopes(stored: Float64Array): Float64Array;
}

export function actionBox({ low, high, dtype }: BoxSpace): ActionBox {
  const size = low.length;
  const bounded = low.map((bound, j) => (Number.isFinite(bound) && Number.isFinite(high[j]) ? 1 : 0));
  // A float32 box is entered by what float32 holds: rounding must not step over a bound.
  const isSingle = dtype === "float32";
  const element = (u: number, j: number): number => {
    const least = low[j] as number;
    const most = high[j] as number;
    // Two products, for the width of the widest box is no number; clipped first, for 0 · ∞ is none either.
    const t = Math.min(Math.max((u + 1) / 2, 0), 1);
    const free = bounded[j] === 1 ? least * (1 - t) + most * t : u;
    return Math.min(Math.max(isSingle ? Math.fround(free) : free, least), most);
  };
  return {
    size,
    toEnv(stored) {
      const actions = new Float64Array(stored.length);
      for (let i = 0; i < stored.length; i++) actions[i] = element(stored[i] as number, i % size);
      return actions;
    },
    writeRow(stored, action) {
      for (let j = 0; j < size; j++) action[j] = element(stored[j] as number, j);
    },
    slopes: (stored) =>
      stored.map((u, i) => {
        const j = i % size;
        const [least, most] = [low[j] as number, high[j] as number];
        if (bounded[j] === 1) return Math.abs(u) < 1 ? most / 2 - least / 2 : 0;
        return u > least && u < most ? 1 : 0;
      }),
  };
}
