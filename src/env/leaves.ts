/**
 * A composite space, and a batch of it, as the list of its leaves: depth first, as they travel.
 *
 * `path` says where in the tree a leaf hangs, in dots: `observation.arm.0`. A space that is no composite is its own leaf.
 */
import type { TensorData } from "../transport/tensor.ts";
import type { Batch, LeafSpace, Space } from "./space.ts";

export interface Leaf {
  readonly path: string;
  readonly space: LeafSpace;
}

/** The batch of one leaf: the numbers of all environments in one array, or one string an environment. */
export type LeafBatch = TensorData | readonly string[];

export function leaves(space: Space, path: string): Leaf[] {
  if (space.type === "dict" || space.type === "tuple") {
    return Object.entries(space.spaces).flatMap(([key, member]) => leaves(member, `${path}.${key}`));
  }
  return [{ path, space }];
}

/** The same tree with other leaves. */
export function changeLeaves(space: Space, path: string, change: (leaf: Leaf) => LeafSpace): Space {
  const member = (key: string | number, of: Space) => changeLeaves(of, `${path}.${key}`, change);
  if (space.type === "tuple")
    return { type: "tuple", spaces: space.spaces.map((of, key) => member(key, of)) };
  if (space.type !== "dict") return change({ path, space });
  const entries = Object.entries(space.spaces).map(([key, of]) => [key, member(key, of)] as const);
  return { type: "dict", spaces: Object.fromEntries(entries) };
}

/** The batches of the leaves of `space`; undefined where the batch has no such branch. */
export function flatten(space: Space, batch: unknown): (LeafBatch | undefined)[] {
  if (space.type === "dict" || space.type === "tuple") {
    const branches = (batch ?? {}) as Readonly<Record<string, unknown>>;
    return Object.entries(space.spaces).flatMap(([key, member]) => flatten(member, branches[key]));
  }
  return [batch as LeafBatch | undefined];
}

/** The batch whose leaves are these: the opposite of `flatten`. */
export function unflatten<S extends Space>(space: S, batches: readonly LeafBatch[]): Batch<S> {
  const left = batches[Symbol.iterator]();
  return grow(space, () => left.next().value as LeafBatch) as Batch<S>;
}

function grow(space: Space, next: () => LeafBatch): unknown {
  if (space.type === "tuple") return space.spaces.map((member) => grow(member, next));
  if (space.type !== "dict") return next();
  return Object.fromEntries(Object.entries(space.spaces).map(([key, member]) => [key, grow(member, next)]));
}
