/** The tensors a space travels as: its leaves, depth first. */
import type { WireSpace } from "../transport/spec-message.ts";
import { type Dtype, elementCount } from "../transport/tensor.ts";

export type WireLeaf = Exclude<WireSpace, { readonly type: "dict" | "tuple" }>;

export interface Leaf {
  /** Where in the tree it is, "" for a space that is one leaf itself. */
  readonly path: string;
  readonly space: WireLeaf;
  readonly dtype: Dtype;
  /** Of one element of the space, without the batch. */
  readonly shape: readonly number[];
  /** product(shape). */
  readonly size: number;
}

/** Bytes of UTF-8 for one character, at most. */
const CHARACTER_BYTES = 4;

export function leavesOf(space: WireSpace, path = ""): readonly Leaf[] {
  const below = (key: string | number) => (path === "" ? String(key) : `${path}.${key}`);
  if (space.type === "dict") return space.entries.flatMap((entry) => leavesOf(entry.space, below(entry.key)));
  if (space.type === "tuple") return space.spaces.flatMap((member, i) => leavesOf(member, below(i)));
  const { dtype, shape } = tensorOf(space);
  return [{ path, space, dtype, shape, size: elementCount(shape) }];
}

function tensorOf(space: WireLeaf): { readonly dtype: Dtype; readonly shape: readonly number[] } {
  switch (space.type) {
    case "box":
      return { dtype: space.dtype, shape: space.shape };
    case "discrete":
      return { dtype: "int64", shape: [] };
    case "multiDiscrete":
      return { dtype: "int64", shape: space.shape };
    case "multiBinary":
      return { dtype: "bool", shape: space.shape };
    case "text":
      return { dtype: "uint8", shape: [CHARACTER_BYTES * space.maxLength] };
  }
}
