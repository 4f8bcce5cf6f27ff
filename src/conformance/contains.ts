/** Whether tensors are elements of a space: shape, type, finite where it must be, inside its bounds. */
import type { WireSpace } from "../transport/spec-message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { type Leaf, leavesOf } from "./leaves.ts";

/** What is wrong with `tensors` as `count` elements of the space; undefined when nothing is. */
export function whyOutside(space: WireSpace, count: number, tensors: readonly Tensor[]): string | undefined {
  const leaves = leavesOf(space);
  if (tensors.length !== leaves.length) return `${tensors.length} tensors for ${leaves.length} leaves`;
  for (const [i, leaf] of leaves.entries()) {
    const wrong = whyLeafOutside(leaf, count, tensors[i] as Tensor);
    if (wrong !== undefined) return `${leaf.path === "" ? "" : `leaf "${leaf.path}": `}${wrong}`;
  }
  return undefined;
}

function whyLeafOutside(leaf: Leaf, count: number, { dtype, shape, data }: Tensor): string | undefined {
  const expected = [count, ...leaf.shape];
  if (dtype !== leaf.dtype || shape.length !== expected.length || expected.some((n, i) => shape[i] !== n)) {
    return `${dtype} [${shape.join(", ")}] instead of ${leaf.dtype} [${expected.join(", ")}]`;
  }
  if (leaf.space.type === "text") return whyTextOutside(leaf, data as Uint8Array);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    const [low, high] = boundsAt(leaf, i % leaf.size);
    // Infinity is inside a bound of infinity, NaN inside none.
    if (value >= low && value <= high && Number.isFinite(value)) continue;
    return `element ${i % leaf.size} of row ${Math.floor(i / leaf.size)} is ${value}, outside [${low}, ${high}] or not finite`;
  }
  return undefined;
}

function boundsAt({ space }: Leaf, i: number): readonly [number, number] {
  switch (space.type) {
    case "box":
      return [roundedDown(space, i), roundedUp(space, i)];
    case "discrete":
      return [space.start, space.start + space.count - 1];
    case "multiDiscrete":
      return [space.starts[i] ?? 0, (space.starts[i] ?? 0) + (space.counts[i] ?? 1) - 1];
    default:
      return [0, 1];
  }
}

type Box = Extract<WireSpace, { readonly type: "box" }>;

/** A bound of a float32 box is compared as float32: 0.1 travels as a float64, the number in the box does not. */
function roundedDown({ low, dtype }: Box, i: number): number {
  const bound = low[i] ?? low[0] ?? 0;
  return dtype === "float32" ? Math.min(bound, Math.fround(bound)) : bound;
}

function roundedUp({ high, dtype }: Box, i: number): number {
  const bound = high[i] ?? high[0] ?? 0;
  return dtype === "float32" ? Math.max(bound, Math.fround(bound)) : bound;
}

function whyTextOutside({ space, size }: Leaf, data: Uint8Array): string | undefined {
  if (space.type !== "text") return undefined;
  for (let at = 0; at < data.length; at += size) {
    const row = data.subarray(at, at + size);
    const end = row.indexOf(0) < 0 ? size : row.indexOf(0);
    const text = new TextDecoder().decode(row.subarray(0, end));
    const length = [...text].length;
    if (length < space.minLength || length > space.maxLength) return `a text of ${length} characters`;
    const odd = space.charset === "" ? undefined : [...text].find((each) => !space.charset.includes(each));
    if (odd !== undefined) return `a text with "${odd}", which is not in its charset`;
    if (row.subarray(end).some((byte) => byte !== 0)) return "a text that is not padded with zeros";
  }
  return undefined;
}
