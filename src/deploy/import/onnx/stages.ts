/**
 * What a graph does to a row of observations on the way to one of its outputs, node after node. Only the nodes on that way count: exporters
 * leave values, log-probabilities and standard deviations in the graph.
 *
 * Flows in: a decoded model. Flows out: the input's name and stages. Throws UnsupportedGraph naming the node that is in the way.
 */
import type { Graph, Model, Node, Tensor } from "../../export/onnx/messages.ts";
import { type Constant, constantOf, folded } from "./constants.ts";
import { rowOperations, type Stage, type Value } from "./operations.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

export interface Way {
  readonly output: string;
  readonly stages: readonly Stage[];
}

/** The way to `wanted`, or to the first output. */
export function stagesOf({ graph }: Model, wanted?: string): Way {
  const names = graph.output.map(({ name }) => name);
  const output = wanted ?? names[0];
  if (output === undefined || !names.includes(output))
    throw new UnsupportedGraph(
      `the model has no output "${output ?? ""}"; it has ${names.join(", ") || "none: it is cut short or no model"}`,
    );
  const end = new Walk(graph).value(output);
  if (end.kind === "rows") return { output, stages: end.stages };
  throw new UnsupportedGraph(
    `output "${output}" does not depend on any observation; the outputs are ${names.join(", ")}`,
  );
}

const shaping: ReadonlySet<string> = new Set(["Reshape", "Expand", "Squeeze", "Unsqueeze"]);

class Walk {
  readonly #nodes = new Map<string, Node>();
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #values = new Map<string, Value>();

  constructor({ node, initializer, input }: Graph) {
    for (const each of node) for (const name of each.output) this.#nodes.set(name, each);
    this.#tensors = new Map(initializer.map((tensor) => [tensor.name, tensor]));
    // Old files name their weights among the inputs.
    const observed = input.filter(({ name }) => !this.#tensors.has(name));
    const [first, ...others] = observed;
    if (first === undefined || others.length > 0)
      throw new UnsupportedGraph(
        `the model takes ${observed.length} inputs (${observed.map(({ name }) => name).join(", ")}); expected one, a row of observations: no memory, no dictionary`,
      );
    this.#values.set(first.name, { kind: "rows", stages: [] });
  }

  value(name: string): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const value = this.#found(name);
    this.#values.set(name, value);
    return value;
  }

  #found(name: string): Value {
    const tensor = this.#tensors.get(name);
    if (tensor !== undefined) return constantOf(tensor);
    const node = this.#nodes.get(name);
    if (node === undefined)
      throw new UnsupportedGraph(`nothing in the model computes "${name}": it is cut short or altered`);
    // A graph that bites its tail never gets here again.
    this.#nodes.delete(name);
    return this.#computed(node);
  }

  #computed(node: Node): Value {
    if (node.opType === "Constant") return constantIn(node);
    // The shape that these take is of no interest: a row stays a row.
    const names = shaping.has(node.opType) ? node.input.slice(0, 1) : node.input;
    const inputs = names.map((name) => (name === "" ? undefined : this.value(name)));
    const constants = inputs.filter((input) => input?.kind === "constant");
    const known = constants.length === inputs.length ? folded(node, constants) : undefined;
    const value = known ?? rowOperations[node.opType]?.(node, inputs);
    if (value !== undefined) return value;
    throw new UnsupportedGraph(
      `node "${node.name}" is ${node.opType}, which is no part of a multilayer perceptron; supported are ${Object.keys(rowOperations).join(", ")}, and arithmetic of constants`,
    );
  }
}

function constantIn({ name, attribute }: Node): Constant {
  const [{ t: tensor, f: number } = {} as never] = attribute;
  if (tensor !== undefined) return constantOf(tensor);
  if (number !== undefined) return { kind: "constant", dims: [], values: Float64Array.of(number) };
  throw new UnsupportedGraph(`constant "${name}" holds neither a tensor nor a number`);
}
