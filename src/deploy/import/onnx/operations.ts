/** The operations of ONNX that a row may meet on its way, each as stages of what it does to it. */
import type { Activation } from "../../../policy/network/dense/layers.ts";
import { dataTypes, type Node } from "../../export/onnx/messages.ts";
import { type Constant, transposed } from "./constants.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

/** One number for all elements, or one an element. */
export type PerElement = Float64Array;

export type Stage =
  | {
      readonly kind: "linear";
      readonly node: string;
      readonly inputs: number;
      readonly outputs: number;
      /** [inputs × outputs], row by row of the inputs. */
      readonly weights: Float64Array;
      readonly biases: Float64Array;
    }
  /** x · gain + offset */
  | { readonly kind: "affine"; readonly node: string; readonly gain: PerElement; readonly offset: PerElement }
  | { readonly kind: "clip"; readonly node: string; readonly low: PerElement; readonly high: PerElement }
  | { readonly kind: "activation"; readonly node: string; readonly name: Activation }
  /** Other numbers in the same order, of which only the greatest will count. */
  | { readonly kind: "ranked"; readonly node: string }
  | { readonly kind: "greatest"; readonly node: string };

export interface Rows {
  readonly kind: "rows";
  readonly stages: readonly Stage[];
}

/** log Σ exp of rows: nothing but what makes log-probabilities of preferences. */
export interface LogSum {
  readonly kind: "logSum";
  readonly of: Rows;
}

export type Value = Constant | Rows | LogSum;
type Input = Value | undefined;
type Operation = (node: Node, inputs: readonly Input[]) => Value | undefined;

export const rowOperations: Readonly<Record<string, Operation>> = {
  Gemm: gemm,
  MatMul: (node, [x, w]) => (isRows(x) && isConstant(w) ? linear(node, x, w, undefined) : undefined),
  Add: affine(
    (c) => ({ gain: of(c, 1), offset: c }),
    (c) => ({ gain: of(c, 1), offset: c }),
  ),
  Sub: (node, inputs) => withoutSum(node, inputs) ?? subtract(node, inputs),
  Mul: affine(
    (c) => ({ gain: c, offset: of(c, 0) }),
    (c) => ({ gain: c, offset: of(c, 0) }),
  ),
  Div: affine((c) => ({ gain: c.map((x) => 1 / x), offset: of(c, 0) })),
  Neg: (node, [x]) =>
    then(x, { kind: "affine", node: node.name, gain: Float64Array.of(-1), offset: Float64Array.of(0) }),
  Tanh: activation("tanh"),
  Relu: activation("relu"),
  Elu: (node, inputs) => {
    const alpha = attribute(node, "alpha") ?? 1;
    if (alpha === 1) return activation("elu")(node, inputs);
    throw new UnsupportedGraph(`node "${node.name}" is Elu with alpha ${alpha}; expected 1`);
  },
  Clip: clip,
  Max: bound((c) => ({ low: c, high: of(c, Infinity) })),
  Min: bound((c) => ({ low: of(c, -Infinity), high: c })),
  Identity: pass,
  Dropout: pass,
  Flatten: pass,
  Reshape: pass,
  Squeeze: pass,
  Unsqueeze: pass,
  Expand: pass,
  Cast: cast,
  Softmax: (node, [x]) => then(x, { kind: "ranked", node: node.name }),
  LogSoftmax: (node, [x]) => then(x, { kind: "ranked", node: node.name }),
  ReduceLogSumExp: (_, [x]) => (isRows(x) ? { kind: "logSum", of: x } : undefined),
  ArgMax: (node, [x]) => then(x, { kind: "greatest", node: node.name }),
};

function isRows(value: Input): value is Rows {
  return value?.kind === "rows";
}

function isConstant(value: Input): value is Constant {
  return value?.kind === "constant";
}

function then(x: Input, stage: Stage): Rows | undefined {
  return isRows(x) ? { ...x, stages: [...x.stages, stage] } : undefined;
}

function of(like: Float64Array, value: number): Float64Array {
  return new Float64Array(like.length).fill(value);
}

function attribute({ attribute: all }: Node, name: string): number | undefined {
  const found = all.find((each) => each.name === name);
  return found?.f ?? found?.i;
}

function pass(_: Node, [x]: readonly Input[]): Rows | undefined {
  return isRows(x) ? x : undefined;
}

/** Between floats nothing that counts is lost; an index is a whole number already. */
function cast(node: Node, [x]: readonly Input[]): Rows | undefined {
  const to = attribute(node, "to");
  const isIndex = isRows(x) && x.stages.at(-1)?.kind === "greatest";
  if (to === dataTypes.float || to === dataTypes.double || isIndex) return pass(node, [x]);
  throw new UnsupportedGraph(
    `node "${node.name}" casts to the ONNX type ${to}; expected float (1) or double (11)`,
  );
}

type Affine = Readonly<Record<"gain" | "offset", PerElement>>;

/** Of a constant on the right, and of one on the left where that is no other thing. */
function affine(right: (c: Float64Array) => Affine, left?: (c: Float64Array) => Affine): Operation {
  return (node, [a, b]) => {
    if (isRows(a) && isConstant(b)) return then(a, { kind: "affine", node: node.name, ...right(b.values) });
    if (isConstant(a) && left) return then(b, { kind: "affine", node: node.name, ...left(a.values) });
    return undefined;
  };
}

const subtract = affine(
  (c) => ({ gain: of(c, 1), offset: c.map((x) => -x) }),
  (c) => ({ gain: of(c, -1), offset: c }),
);

/** h − log Σ exp h: preferences made log-probabilities, in the same order. */
function withoutSum(node: Node, [a, b]: readonly Input[]): Rows | undefined {
  return b?.kind === "logSum" && b.of === a ? then(a, { kind: "ranked", node: node.name }) : undefined;
}

function activation(name: Activation): Operation {
  return (node, [x]) => then(x, { kind: "activation", node: node.name, name });
}

/** Bounds were attributes before opset 11. */
function clip(node: Node, [x, low, high]: readonly Input[]): Rows | undefined {
  const at = (bound: Input, name: string, missing: number): Float64Array =>
    isConstant(bound) ? bound.values : Float64Array.of(attribute(node, name) ?? missing);
  for (const bound of [low, high]) if (bound !== undefined && !isConstant(bound)) return undefined;
  return then(x, {
    kind: "clip",
    node: node.name,
    low: at(low, "min", -Infinity),
    high: at(high, "max", Infinity),
  });
}

function bound(bounds: (c: Float64Array) => Readonly<Record<"low" | "high", PerElement>>): Operation {
  return (node, [a, b]) => {
    const [x, c] = isConstant(a) ? [b, a] : [a, b];
    return isConstant(c) ? then(x, { kind: "clip", node: node.name, ...bounds(c.values) }) : undefined;
  };
}

/** α x W + β c, W as it is or turned. */
function gemm(node: Node, [x, w, c]: readonly Input[]): Rows | undefined {
  if (!isRows(x) || !isConstant(w) || (c !== undefined && !isConstant(c)) || attribute(node, "transA") === 1)
    return undefined;
  const turned = attribute(node, "transB") === 1 ? transposed(w) : w;
  const [alpha, beta] = [attribute(node, "alpha") ?? 1, attribute(node, "beta") ?? 1];
  const scaled = { ...turned, values: turned.values.map((value) => alpha * value) };
  return linear(
    node,
    x,
    scaled,
    c?.values.map((value) => beta * value),
  );
}

function linear(
  node: Node,
  x: Rows,
  { dims, values }: Constant,
  biases: Float64Array | undefined,
): Rows | undefined {
  const [inputs, outputs] = dims;
  if (dims.length !== 2 || inputs === undefined || outputs === undefined)
    throw new UnsupportedGraph(
      `node "${node.name}" multiplies by a tensor of shape ${dims.join(" × ")}; expected inputs × outputs`,
    );
  const before = x.stages.findLast((stage) => stage.kind === "linear");
  if (before?.kind === "linear" && before.outputs !== inputs)
    throw new UnsupportedGraph(
      `node "${node.name}" takes ${inputs} numbers, the layer before it gives ${before.outputs}`,
    );
  if (biases !== undefined && biases.length !== 1 && biases.length !== outputs)
    throw new UnsupportedGraph(`node "${node.name}" adds ${biases.length} numbers to ${outputs} outputs`);
  const whole = Float64Array.from({ length: outputs }, (_, j) => biases?.[biases.length === 1 ? 0 : j] ?? 0);
  return then(x, { kind: "linear", node: node.name, inputs, outputs, weights: values, biases: whole });
}
