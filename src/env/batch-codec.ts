/**
 * Batches of a space as tensors and back: one tensor a leaf, depth first, the environments as its first extent.
 *
 * Floats are Float64Array here and float32 or float64 there; whole numbers are Int32Array here and int64 there; text is
 * strings here and zero-padded rows of 4 × maxLength bytes of UTF-8 there. Everything else is the same array.
 */
import type { Dtype, Tensor } from "../transport/tensor.ts";
import type { Leaf, LeafBatch } from "./leaves.ts";
import { flatten, leaves, unflatten } from "./leaves.ts";
import type { Batch, BoxSpace, LeafSpace, Space } from "./space.ts";

export interface BatchCodec<S> {
  /** Arrays of the batch are borrowed where they travel as they are. The batch has been checked against the space. */
  toTensors(count: number, batch: Batch<S>): readonly Tensor[];
  /** Calls `refuse` for tensors that are not `count` rows of the space. */
  fromTensors(count: number, tensors: readonly Tensor[]): Batch<S>;
}

/** What to do with tensors that do not fit: throw, with what was expected and what came. */
type Refuse = (mismatch: string) => never;

/** `path` is what the batch is called in a refusal: "observation", "action". */
export function batchCodec<S extends Space>(space: S, path: string, refuse: Refuse): BatchCodec<S> {
  if (space.type === "box" && space.dtype === "float64") {
    return float64Codec(space as BoxSpace<"float64">, path, refuse) as unknown as BatchCodec<S>;
  }
  const all = leaves(space, path);
  return {
    toTensors(count, batch) {
      const batches = flatten(space, batch);
      return all.map((leaf, i) => encodeLeaf(leaf.space, count, batches[i] as LeafBatch));
    },
    fromTensors(count, tensors) {
      if (tensors.length !== all.length) refuse(differs(all, count, tensors));
      return unflatten(
        space,
        all.map((leaf, i) => {
          const tensor = tensors[i] as Tensor;
          if (!fits(leaf.space, count, tensor)) refuse(differs(all, count, tensors));
          return decodeLeaf(leaf, count, tensor, refuse);
        }),
      );
    },
  };
}

/** The space of most robots by its own way: nothing to convert, and one tensor. */
function float64Codec(space: BoxSpace<"float64">, path: string, refuse: Refuse): BatchCodec<BoxSpace> {
  return {
    toTensors: (count, data) => [{ dtype: "float64", shape: [count, ...space.shape], data }],
    fromTensors(count, tensors) {
      const tensor = tensors[0];
      if (tensor === undefined || tensors.length !== 1 || !fits(space, count, tensor)) {
        return refuse(differs([{ path, space }], count, tensors));
      }
      return tensor.data as Float64Array;
    },
  };
}

function fits(space: LeafSpace, count: number, { dtype, shape }: Tensor): boolean {
  const expected = rowShape(space);
  if (dtype !== dtypeOf(space) || shape.length !== expected.length + 1 || shape[0] !== count) return false;
  for (let i = 0; i < expected.length; i++) if (shape[i + 1] !== expected[i]) return false;
  return true;
}

function dtypeOf(space: LeafSpace): Dtype {
  if (space.type === "box") return space.dtype;
  if (space.type === "text") return "uint8";
  return space.type === "multiBinary" ? "bool" : "int64";
}

function rowShape(space: LeafSpace): readonly number[] {
  if (space.type === "discrete") return [];
  return space.type === "text" ? [4 * space.maxLength] : space.shape;
}

function encodeLeaf(space: LeafSpace, count: number, batch: LeafBatch): Tensor {
  return { dtype: dtypeOf(space), shape: [count, ...rowShape(space)], data: encodeData(space, batch) };
}

function encodeData(space: LeafSpace, batch: LeafBatch): Tensor["data"] {
  if (space.type === "text") return encodeText(batch as readonly string[], 4 * space.maxLength);
  if (space.type === "discrete" || space.type === "multiDiscrete") return widen(batch as Int32Array);
  if (space.type === "box" && space.dtype === "float32") return new Float32Array(batch as Float64Array);
  return batch as Tensor["data"];
}

function decodeLeaf({ path, space }: Leaf, count: number, { data }: Tensor, refuse: Refuse): LeafBatch {
  if (space.type === "text") return decodeText(path, count, data as Uint8Array, refuse);
  if (space.type === "discrete" || space.type === "multiDiscrete")
    return narrow(path, data as BigInt64Array, refuse);
  if (space.type === "box" && space.dtype === "float32") return new Float64Array(data as Float32Array);
  return data;
}

/** int64 is two words of 32 bits, the lower one first; the upper one of a small number repeats its sign. */
function widen(numbers: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(numbers.length);
  const words = new Int32Array(wide.buffer);
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] as number;
    words[2 * i] = value;
    words[2 * i + 1] = value >> 31;
  }
  return wide;
}

function narrow(path: string, wide: BigInt64Array, refuse: Refuse): Int32Array {
  const words = new Int32Array(wide.buffer, wide.byteOffset, wide.length * 2);
  const numbers = new Int32Array(wide.length);
  for (let i = 0; i < numbers.length; i++) {
    const value = words[2 * i] as number;
    if (words[2 * i + 1] !== value >> 31)
      refuse(`${path}: expected whole numbers of 32 bits, got ${wide[i]}`);
    numbers[i] = value;
  }
  return numbers;
}

const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder("utf-8", { fatal: true }) };

function encodeText(texts: readonly string[], width: number): Uint8Array {
  const bytes = new Uint8Array(texts.length * width);
  texts.forEach((text, i) => {
    utf8.encoder.encodeInto(text, bytes.subarray(i * width, (i + 1) * width));
  });
  return bytes;
}

function decodeText(path: string, count: number, bytes: Uint8Array, refuse: Refuse): readonly string[] {
  const width = bytes.length / count;
  return Array.from({ length: count }, (_, i) => {
    const row = bytes.subarray(i * width, (i + 1) * width);
    const end = row.indexOf(0);
    try {
      return utf8.decoder.decode(end < 0 ? row : row.subarray(0, end));
    } catch {
      return refuse(`${path}: expected text in UTF-8, got bytes that are none`);
    }
  });
}

function differs(all: readonly Leaf[], count: number, tensors: readonly Tensor[]): string {
  const describe = (dtype: string, shape: readonly number[]) => `${dtype} [${shape.join(", ")}]`;
  const expected = all.map(({ path, space }) => {
    const tensor = describe(dtypeOf(space), [count, ...rowShape(space)]);
    return all.length === 1 ? tensor : `${path} ${tensor}`;
  });
  const got = tensors.map(({ dtype, shape }) => describe(dtype, shape)).join(", ") || "none";
  const number = all.length === 1 ? "one tensor" : `${all.length} tensors`;
  return `expected ${number} ${expected.join(", ")}, got ${got}`;
}
