/** Actions that are right but for one element. */
import type { WireSpace } from "../transport/spec-message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { skip } from "./check.ts";
import type { Lab } from "./lab.ts";
import { type Leaf, leavesOf } from "./leaves.ts";
import { setElement } from "./sample.ts";

/** Where the element is: which tensor, which element of a row. */
interface Place {
  readonly leaf: number;
  readonly element: number;
}

/** Actions for these seeds; in the last row one element has `value`. */
export function withElement(
  lab: Lab,
  { leaf, element }: Place,
  value: number,
  seeds = [1],
): readonly Tensor[] {
  const actions = lab.actions(seeds);
  const { size } = leavesOf(lab.spec.actionSpace)[leaf] as Leaf;
  const { data } = actions[leaf] as Tensor;
  setElement(data, (seeds.length - 1) * size + element, value);
  return actions;
}

/** The first element that is a float; skips the check where there is none. */
export function unboundedOf(lab: Lab): Place {
  const leaf = leavesOf(lab.spec.actionSpace).findIndex(
    ({ dtype, size }) => (dtype === "float32" || dtype === "float64") && size > 0,
  );
  if (leaf < 0) skip("no element of its actions is a float, so none can be NaN");
  return { leaf, element: 0 };
}

/** Actions with one element beyond its bound; skips the check where nothing is bounded. */
export function outOfBounds(lab: Lab): readonly Tensor[] {
  for (const [leaf, { space, size }] of leavesOf(lab.spec.actionSpace).entries()) {
    for (let element = 0; element < Math.min(size, 1000); element++) {
      const value = beyond(space, element);
      if (value !== undefined) return withElement(lab, { leaf, element }, value);
    }
  }
  return skip("its action space has no bounds an action could be outside of");
}

function beyond(space: WireSpace, element: number): number | undefined {
  switch (space.type) {
    case "box":
      return beyondBox(space, element);
    case "discrete":
      return space.start + space.count;
    case "multiDiscrete":
      return (space.starts[element] ?? 0) + (space.counts[element] ?? 1);
    case "multiBinary":
      return 2;
    default:
      return undefined;
  }
}

function beyondBox(box: Extract<WireSpace, { readonly type: "box" }>, element: number): number | undefined {
  const low = box.low[element] ?? box.low[0] ?? -Infinity;
  const high = box.high[element] ?? box.high[0] ?? Infinity;
  const margin = Math.max(1, Math.abs(high), Math.abs(low));
  if (box.dtype.startsWith("float")) {
    if (Number.isFinite(high)) return high + margin;
    return Number.isFinite(low) ? low - margin : undefined;
  }
  const widest = box.dtype.endsWith("64")
    ? Number.MAX_SAFE_INTEGER
    : 2 ** Number(box.dtype.replace(/\D/g, "")) / 2 - 1;
  return Number.isFinite(high) && high < widest ? high + 1 : undefined;
}
