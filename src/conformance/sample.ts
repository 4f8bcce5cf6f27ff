/** Elements of a space at random, as the tensors they travel as. */
import type { Rng } from "../math/random.ts";
import type { WireSpace } from "../transport/spec-message.ts";
import type { Dtype, Tensor, TensorData } from "../transport/tensor.ts";
import { type Leaf, leavesOf, type WireLeaf } from "./leaves.ts";

type Box = Extract<WireLeaf, { readonly type: "box" }>;
type TextSpace = Extract<WireLeaf, { readonly type: "text" }>;

/** One element a row, one tensor a leaf; `rngs` has a generator for each row. */
export function sample(space: WireSpace, rngs: readonly Rng[]): readonly Tensor[] {
  return leavesOf(space).map((leaf) => {
    const data = newArray(leaf.dtype, rngs.length * leaf.size);
    for (const [row, rng] of rngs.entries()) fillRow(leaf, data, row * leaf.size, rng);
    return { dtype: leaf.dtype, shape: [rngs.length, ...leaf.shape], data };
  });
}

function newArray(dtype: Dtype, length: number): TensorData {
  switch (dtype) {
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
    case "int8":
      return new Int8Array(length);
    case "int16":
      return new Int16Array(length);
    case "int32":
      return new Int32Array(length);
    case "int64":
      return new BigInt64Array(length);
    case "uint16":
      return new Uint16Array(length);
    case "uint32":
      return new Uint32Array(length);
    case "uint64":
      return new BigUint64Array(length);
    default:
      return new Uint8Array(length);
  }
}

export function setElement(data: TensorData, at: number, value: number): void {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[at] = BigInt(value);
  else data[at] = value;
}

function fillRow({ space, size }: Leaf, data: TensorData, at: number, rng: Rng): void {
  if (space.type === "text") {
    (data as Uint8Array).set(sampleText(space, rng), at);
    return;
  }
  for (let i = 0; i < size; i++) setElement(data, at + i, sampleElement(space, i, rng));
}

function sampleElement(space: Exclude<WireLeaf, TextSpace>, i: number, rng: Rng): number {
  switch (space.type) {
    case "box":
      return sampleBox(space, i, rng);
    case "discrete":
      return space.start + rng.integer(space.count);
    case "multiDiscrete":
      return (space.starts[i] ?? 0) + rng.integer(space.counts[i] ?? 1);
    case "multiBinary":
      return rng.integer(2);
  }
}

/** Uniform between two bounds, an exponential step from one, normal without any. */
function sampleBox(box: Box, i: number, rng: Rng): number {
  const low = box.low[i] ?? box.low[0] ?? 0;
  const high = box.high[i] ?? box.high[0] ?? 0;
  if (!box.dtype.startsWith("float")) return sampleInteger(low, high, rng);
  const value = sampleReal(low, high, rng);
  // Rounding to float32 must not leave the box.
  if (box.dtype === "float64" || (Math.fround(value) >= low && Math.fround(value) <= high)) return value;
  return sampleReal((low + high) / 2, (low + high) / 2, rng);
}

function sampleReal(low: number, high: number, rng: Rng): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return low + rng.uniform() * (high - low);
  if (Number.isFinite(low)) return low + Math.abs(rng.normal());
  if (Number.isFinite(high)) return high - Math.abs(rng.normal());
  return rng.normal();
}

/** Numbers beyond 2⁵³ are not needed to see whether a server works. */
function sampleInteger(low: number, high: number, rng: Rng): number {
  const from = Math.max(low, -(2 ** 31));
  const to = Math.min(high, 2 ** 31 - 1);
  return Math.ceil(from) + rng.integer(Math.floor(to) - Math.ceil(from) + 1);
}

const ANY_CHARACTERS = "abcdefghijklmnopqrstuvwxyz";

function sampleText({ minLength, maxLength, charset }: TextSpace, rng: Rng): Uint8Array {
  const characters = [...(charset || ANY_CHARACTERS)];
  const length = minLength + rng.integer(maxLength - minLength + 1);
  const text = Array.from({ length }, () => characters[rng.integer(characters.length)]).join("");
  return new TextEncoder().encode(text);
}
