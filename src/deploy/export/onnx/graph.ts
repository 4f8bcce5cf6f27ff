/** A graph that grows node by node: each call adds one and answers the name of what it computes. */
import { type Attribute, attributeTypes, dataTypes, type Graph, type Node, type Tensor } from "./messages.ts";

export class GraphWriter {
  readonly #nodes: Node[] = [];
  readonly #tensors: Tensor[] = [];

  /** Constants that the graph carries. */
  constant(
    name: string,
    dims: readonly number[],
    values: Float32Array | Float64Array | BigInt64Array,
  ): string {
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    const dataType =
      values instanceof Float32Array
        ? dataTypes.float
        : values instanceof Float64Array
          ? dataTypes.double
          : dataTypes.int64;
    this.#tensors.push({ name, dims, dataType, rawData });
    return name;
  }

  node(
    opType: string,
    input: readonly string[],
    output: string,
    attribute: readonly Attribute[] = [],
  ): string {
    this.nodes(opType, input, [output], attribute);
    return output;
  }

  nodes(
    opType: string,
    input: readonly string[],
    output: readonly string[],
    attribute: readonly Attribute[] = [],
  ): readonly string[] {
    this.#nodes.push({ name: `${opType} ${output[0]}`, opType, input, output, attribute });
    return output;
  }

  /** Rows in, rows out; the number of rows is free. */
  finish(name: string, input: Port, output: Port): Graph {
    return {
      name,
      node: this.#nodes,
      initializer: this.#tensors,
      input: [valueInfo(input)],
      output: [valueInfo(output)],
    };
  }
}

export interface Port {
  readonly name: string;
  /** One of `dataTypes`. */
  readonly type: number;
  /** Numbers of a row. */
  readonly size: number;
}

export function whole(name: string, i: number): Attribute {
  return { name, type: attributeTypes.int, i };
}

function valueInfo({ name, type, size }: Port) {
  const dim = [{ dimParam: "rows" }, { dimValue: size }];
  return { name, type: { tensorType: { elemType: type, shape: { dim } } } };
}
