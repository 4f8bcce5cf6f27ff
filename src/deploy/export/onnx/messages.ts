/**
 * ONNX files: the protobuf messages that a graph of tensors needs, written from the published field numbers (onnx/onnx.proto), and
 * nothing of the rest. Fields left out are skipped in reading.
 */
import protobuf from "protobufjs";

export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** One of `dataTypes`. */
  readonly dataType: number;
  readonly floatData?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly doubleData?: readonly number[];
  /** Little-endian. */
  readonly rawData?: Uint8Array;
  /** 1: the numbers are in another file. */
  readonly dataLocation?: number;
}

export interface Attribute {
  readonly name: string;
  /** One of `attributeTypes`. */
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly t?: Tensor;
  readonly ints?: readonly number[];
}

export interface Node {
  readonly name: string;
  readonly opType: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly Attribute[];
}

export interface ValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: {
        readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[];
      };
    };
  };
}

export interface Graph {
  readonly name: string;
  readonly node: readonly Node[];
  readonly initializer: readonly Tensor[];
  readonly input: readonly ValueInfo[];
  readonly output: readonly ValueInfo[];
}

export interface Model {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly docString: string;
  readonly opsetImport: readonly { readonly domain?: string; readonly version: number }[];
  readonly graph: Graph;
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}

export const dataTypes = { float: 1, uint8: 2, int64: 7, double: 11 } as const;
export const attributeTypes = { float: 1, int: 2, tensor: 4, ints: 7 } as const;

type Field = readonly [id: number, type: string, rule?: "repeated" | "unpacked"];

const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Entry: { key: [1, "string"], value: [2, "string"] },
  OperatorSet: { domain: [1, "string"], version: [2, "int64"] },
  Tensor: {
    dims: [1, "int64", "unpacked"],
    dataType: [2, "int32"],
    floatData: [4, "float", "repeated"],
    int64Data: [7, "int64", "repeated"],
    name: [8, "string"],
    rawData: [9, "bytes"],
    doubleData: [10, "double", "repeated"],
    dataLocation: [14, "int32"],
  },
  Attribute: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    t: [5, "Tensor"],
    ints: [8, "int64", "unpacked"],
    type: [20, "int32"],
  },
  Node: {
    input: [1, "string", "repeated"],
    output: [2, "string", "repeated"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "Attribute", "repeated"],
    domain: [7, "string"],
  },
  Dimension: { dimValue: [1, "int64"], dimParam: [2, "string"] },
  Shape: { dim: [1, "Dimension", "repeated"] },
  TensorType: { elemType: [1, "int32"], shape: [2, "Shape"] },
  ValueType: { tensorType: [1, "TensorType"] },
  ValueInfo: { name: [1, "string"], type: [2, "ValueType"] },
  Graph: {
    node: [1, "Node", "repeated"],
    name: [2, "string"],
    initializer: [5, "Tensor", "repeated"],
    input: [11, "ValueInfo", "repeated"],
    output: [12, "ValueInfo", "repeated"],
  },
  Model: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    producerVersion: [3, "string"],
    docString: [6, "string"],
    graph: [7, "Graph"],
    opsetImport: [8, "OperatorSet", "repeated"],
    metadataProps: [14, "Entry", "repeated"],
  },
};

const model = protobuf.Root.fromJSON({
  nested: Object.fromEntries(
    Object.entries(messages).map(([name, fields]) => [
      name,
      { fields: Object.fromEntries(Object.entries(fields).map(([field, of]) => [field, inJson(of)])) },
    ]),
  ),
}).lookupType("Model");

function inJson([id, type, rule]: Field): protobuf.IField {
  if (rule === undefined) return { id, type };
  return { id, type, rule: "repeated", options: { packed: rule === "repeated" } };
}

export function encodeModel(content: Model): Uint8Array {
  return model.encode(model.fromObject(content)).finish();
}

/** Throws where the bytes are no such message. Repeated fields are there, empty or not; whole numbers are numbers. */
export function decodeModel(bytes: Uint8Array): Model {
  return model.toObject(model.decode(bytes), { longs: Number, arrays: true }) as Model;
}
