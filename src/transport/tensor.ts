/** Arrays of numbers as they travel: a header in the envelope, the elements as one frame of little-endian bytes. */
import { endianness } from "node:os";

if (endianness() !== "LE")
  throw new Error("Gaitway's wire is little-endian, and so must be the processor it runs on");

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

type ArrayType = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => TensorData;

/** Number of the type on the wire, and the array that holds it. Index 0 is invalid. */
const DTYPES = [
  undefined,
  { name: "float32", array: Float32Array, bytes: 4 },
  { name: "float64", array: Float64Array, bytes: 8 },
  { name: "int8", array: Int8Array, bytes: 1 },
  { name: "int16", array: Int16Array, bytes: 2 },
  { name: "int32", array: Int32Array, bytes: 4 },
  { name: "int64", array: BigInt64Array, bytes: 8 },
  { name: "uint8", array: Uint8Array, bytes: 1 },
  { name: "uint16", array: Uint16Array, bytes: 2 },
  { name: "uint32", array: Uint32Array, bytes: 4 },
  { name: "uint64", array: BigUint64Array, bytes: 8 },
  { name: "bool", array: Uint8Array, bytes: 1 },
] as const;

export type Dtype = NonNullable<(typeof DTYPES)[number]>["name"];

/** Every element type, in the order of their numbers on the wire. */
export const dtypes: readonly Dtype[] = DTYPES.flatMap((type) => (type ? [type.name] : []));

const codes = new Map<Dtype, number>(dtypes.map((name, index) => [name, index + 1]));

export interface Tensor {
  readonly dtype: Dtype;
  /** Outermost extent first, row-major. */
  readonly shape: readonly number[];
  /** product(shape) elements. */
  readonly data: TensorData;
}

export function dtypeCode(dtype: Dtype): number {
  return codes.get(dtype) ?? 0;
}

/** What the number stands for, undefined when it stands for nothing. */
export function dtypeOf(code: number): { readonly name: Dtype; readonly bytes: number } | undefined {
  return DTYPES[code];
}

/** Elements of a shape; 1 for the empty shape. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === 0) return 0; // even where the others multiply to infinity
    count *= shape[i] as number;
  }
  return count;
}

/** The tensor's own bytes, not a copy: leave the tensor alone until they are sent. */
export function borrowBytes({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The elements in `bytes`: a view on them where their address allows, else a copy. Received frames are never reused, so
 * either may be kept.
 */
export function elementsOf(bytes: Uint8Array, dtype: Dtype): TensorData {
  // The common case by its own path: the engine makes an array faster when it knows of which class.
  if (dtype === "float64" && bytes.byteOffset % 8 === 0) {
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
  }
  const type = DTYPES[dtypeCode(dtype)] ?? DTYPES[7];
  const Elements: ArrayType = type.array;
  const length = bytes.byteLength / type.bytes;
  if (bytes.byteOffset % type.bytes === 0) return new Elements(bytes.buffer, bytes.byteOffset, length);
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return new Elements(copy, 0, length);
}

/** A tensor of float64 numbers around `data`, which is borrowed until the message is sent. */
export function float64Tensor(data: Float64Array, shape: readonly number[]): Tensor {
  return { dtype: "float64", shape, data };
}
