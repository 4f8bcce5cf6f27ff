/** Actions from −1 to 1 for an environment whose actions have bounds of their own: −1 is the lower one, 1 the upper one. */

import { rowSize } from "../batch.ts";
import { checkActions } from "../border.ts";
import type { Env } from "../env.ts";
import type { BoxSpace, Space } from "../space.ts";
import { requireFloatBox, wrap } from "./wrap.ts";

/** Any autoresetMode; throws RangeError where a bound is missing. */
export function scaleAction<O extends Space>(env: Env<O, BoxSpace>): Env<O, BoxSpace> {
  const inner = env.spec.actionSpace;
  requireFloatBox("scaleAction", "action", inner);
  const size = rowSize(inner);
  for (let i = 0; i < size; i++) {
    if (Number.isFinite(inner.low[i]) && Number.isFinite(inner.high[i])) continue;
    const name = inner.names[i] ? ` "${inner.names[i]}"` : "";
    throw new RangeError(
      `scaleAction expects bounds; action element ${i}${name} of ${env.spec.name} goes from ${inner.low[i]} to ${inner.high[i]}`,
    );
  }
  const actionSpace: BoxSpace = {
    ...inner,
    low: new Float64Array(size).fill(-1),
    high: new Float64Array(size).fill(1),
    units: inner.units.map(() => "1"),
  };
  const demand = env.spec.outOfBounds === "clip" ? "finite" : "inside";
  return wrap(env, {
    spec: { ...env.spec, actionSpace },
    reset: (request, signal) => env.reset(request, signal),
    async step({ envIds, actions }, signal) {
      checkActions(actionSpace, envIds, actions, demand);
      return env.step({ envIds, actions: actions.map((a, i) => scaled(inner, a, i % size)) }, signal);
    },
    ...(env.state && { state: env.state }),
  });
}

/** low(1 − t) + high·t with t = (a + 1)/2: the bounds exactly at −1 and 1, and nothing between them beyond them. */
function scaled({ low, high }: BoxSpace, a: number, element: number): number {
  const [l, h] = [low[element] as number, high[element] as number];
  const t = (a + 1) / 2;
  const value = l * (1 - t) + h * t;
  return t < 0 || t > 1 ? value : Math.min(Math.max(value, l), h);
}
