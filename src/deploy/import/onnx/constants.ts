/** Numbers that a graph carries, and what is computed from them alone before anything is observed. */
import { exp } from "../../../math/elementary.ts";
import { dataTypes, type Node, type Tensor } from "../../export/onnx/messages.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

export interface Constant {
  readonly kind: "constant";
  readonly dims: readonly number[];
  readonly values: Float64Array;
}

/** Throws UnsupportedGraph for numbers that are elsewhere, of another type, or fewer than they should be. */
export function constantOf(tensor: Tensor): Constant {
  const { name, dims, dataLocation } = tensor;
  if (dataLocation === 1)
    throw new UnsupportedGraph(
      `the numbers of "${name}" are in another file; save the model as one (torch.onnx.export(…, external_data=False), or onnx.save of what onnx.load reads)`,
    );
  const values = numbersOf(tensor);
  const size = dims.reduce((product, extent) => product * extent, 1);
  if (values.length !== size)
    throw new UnsupportedGraph(
      `"${name}" of shape ${dims.join(" × ") || "1"} holds ${values.length} numbers, expected ${size}: the file is cut short or altered`,
    );
  return { kind: "constant", dims, values };
}

function numbersOf({ name, dataType, rawData, floatData, doubleData, int64Data }: Tensor): Float64Array {
  const raw = rawData !== undefined && rawData.length > 0 ? Uint8Array.from(rawData).buffer : undefined;
  switch (dataType) {
    case dataTypes.float:
      return Float64Array.from(raw ? new Float32Array(raw) : (floatData ?? []));
    case dataTypes.double:
      return Float64Array.from(raw ? new Float64Array(raw) : (doubleData ?? []));
    case dataTypes.int64:
      return Float64Array.from(raw ? Array.from(new BigInt64Array(raw), Number) : (int64Data ?? []));
    default:
      throw new UnsupportedGraph(
        `"${name}" has numbers of the ONNX type ${dataType}; expected float (1), double (11) or int64 (7): export the model in 32 bits`,
      );
  }
}

/** What `node` makes of constants alone; undefined for an operation that is not known here. */
export function folded({ opType }: Node, inputs: readonly Constant[]): Constant | undefined {
  const [a, b] = inputs;
  if (a === undefined) return undefined;
  const one = unary[opType];
  if (one !== undefined) return { ...a, values: a.values.map(one) };
  const two = binary[opType];
  if (two !== undefined && b !== undefined) return paired(a, b, two);
  if (opType === "Transpose" && a.dims.length === 2) return transposed(a);
  return undefined;
}

const same = (x: number): number => x;

const unary: Readonly<Record<string, (x: number) => number>> = {
  Identity: same,
  Cast: same,
  Reshape: same,
  Squeeze: same,
  Unsqueeze: same,
  Flatten: same,
  Expand: same,
  Neg: (x) => -x,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Exp: exp,
};

const binary: Readonly<Record<string, (x: number, y: number) => number>> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Max: Math.max,
  Min: Math.min,
};

function paired(a: Constant, b: Constant, of: (x: number, y: number) => number): Constant | undefined {
  if (a.values.length === b.values.length)
    return { ...a, values: a.values.map((x, i) => of(x, b.values[i] as number)) };
  if (b.values.length === 1) return { ...a, values: a.values.map((x) => of(x, b.values[0] as number)) };
  if (a.values.length === 1) return { ...b, values: b.values.map((y) => of(a.values[0] as number, y)) };
  return undefined;
}

export function transposed({ dims, values }: Constant): Constant {
  const [rows = 0, columns = 0] = dims;
  const turned = Float64Array.from(
    values,
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number,
  );
  return { kind: "constant", dims: [columns, rows], values: turned };
}
