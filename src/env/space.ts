/**
 * What an observation or an action may be, and how a batch of them is held.
 *
 * Every space of Gymnasium that has a fixed size. A composite space is a tree; its leaves, depth first, are what travels
 * (proto/gaitway/v1). The types of the numbers follow from the type of the space: `Batch<S>`.
 */
import type { Dtype } from "../transport/tensor.ts";

export interface BoxSpace<D extends Dtype = "float64" | "float32"> {
  readonly type: "box";
  readonly dtype: D;
  readonly shape: readonly number[];
  /** One lower and one upper bound an element; ±Infinity where there is none. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** One name and one unit an element (SI; "1" for a pure number), or empty when the space has no names. */
  readonly names: readonly string[];
  readonly units: readonly string[];
}

/** A whole number among start … start + count − 1. */
export interface DiscreteSpace {
  readonly type: "discrete";
  readonly count: number;
  readonly start: number;
  readonly names: readonly string[];
}

/** Element i is a whole number among starts[i] … starts[i] + counts[i] − 1. */
export interface MultiDiscreteSpace {
  readonly type: "multiDiscrete";
  readonly shape: readonly number[];
  readonly counts: readonly number[];
  /** One an element, or none when all are 0. */
  readonly starts: readonly number[];
  readonly names: readonly string[];
}

/** Zeros and ones. */
export interface MultiBinarySpace {
  readonly type: "multiBinary";
  readonly shape: readonly number[];
  readonly names: readonly string[];
}

export interface TextSpace {
  readonly type: "text";
  readonly minLength: number;
  readonly maxLength: number;
  /** The characters allowed; "" for any. */
  readonly charset: string;
}

export interface DictSpace<E extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>> {
  readonly type: "dict";
  /** In the order of the wire. */
  readonly spaces: E;
}

export interface TupleSpace<E extends readonly unknown[] = readonly unknown[]> {
  readonly type: "tuple";
  readonly spaces: E;
}

export type LeafSpace = BoxSpace<Dtype> | DiscreteSpace | MultiDiscreteSpace | MultiBinarySpace | TextSpace;
export type Space = LeafSpace | DictSpace<{ readonly [key: string]: Space }> | TupleSpace<readonly Space[]>;

interface ArrayOf {
  readonly float64: Float64Array;
  readonly float32: Float64Array;
  readonly int8: Int8Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly uint8: Uint8Array;
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly uint64: BigUint64Array;
  readonly bool: Uint8Array;
}

/**
 * Elements of a space for several environments, batch-major: the rows of one environment after another in one array.
 * Boxes of floats are Float64Array whatever travels; text is one string an environment; a composite space has the shape
 * of its tree, with one such batch at each leaf.
 */
export type Batch<S> =
  S extends BoxSpace<infer D>
    ? ArrayOf[D]
    : S extends DiscreteSpace | MultiDiscreteSpace
      ? Int32Array
      : S extends MultiBinarySpace
        ? Uint8Array
        : S extends TextSpace
          ? readonly string[]
          : S extends DictSpace<infer E>
            ? BatchesOf<E>
            : S extends TupleSpace<infer E>
              ? BatchesOf<E>
              : never;

/** Ends at branches that are known at run time only: what is in them may be as deep as it likes. */
type BatchesOf<E> = string extends keyof E
  ? { readonly [key: string]: AnyBatch }
  : E extends readonly unknown[]
    ? number extends E["length"]
      ? readonly AnyBatch[]
      : { readonly [K in keyof E]: Batch<E[K]> }
    : { readonly [K in keyof E]: Batch<E[K]> };

/** A batch of a space that is known at run time only. */
export type AnyBatch =
  | ArrayOf[Dtype]
  | readonly string[]
  | readonly AnyBatch[]
  | { readonly [key: string]: AnyBatch };

/** How many numbers one element of the space holds. */
export function spaceSize(space: { readonly shape: readonly number[] }): number {
  return space.shape.reduce((product, extent) => product * extent, 1);
}
