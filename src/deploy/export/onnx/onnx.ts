/**
 * A saved network policy as an ONNX model: observation [rows × n] in, as the sensors give it; deterministic action [rows × m] out.
 *
 *     observation ─ Cast ─ Sub ─ Div ─ Clip (double, as in training) ─ Cast ─ Gemm ─ Tanh … Gemm ─ Mul ─ Add ─ Max ─ Min ─▶ action
 *
 * A runtime sums in an order of its own, so it agrees within rounding of float32 and not to the bit. A number that is none stays none or is
 * clipped as the runtime likes: who deploys checks before. Flows in: what a policy computes, its manifest. Flows out: bytes.
 */
import { packageVersion } from "../../../transport/package-version.ts";
import { actionCount, type Inference, type InferenceLayer, type Output, type Scaling } from "../inference.ts";
import { GraphWriter, type Port, whole } from "./graph.ts";
import { dataTypes, encodeModel } from "./messages.ts";

/** What every runtime since 2021 reads. */
const opset = 15;
const irVersion = 8;

/** `manifest` is mirrored in the metadata, a property a key: text as it is, all else as JSON, so that no digit is lost. */
export function onnxModel(inference: Inference, manifest: Readonly<Record<string, unknown>>): Uint8Array {
  const { environment, observation, model } = inference;
  const graph = new GraphWriter();
  const seen = inference.normalizer ? normalized(graph, inference.normalizer) : "observation";
  action(graph, inference.output, network(graph, inference, seen));
  const docString = `The deterministic action of a policy for ${environment.name} ${environment.version}: ${model}.`;
  return encodeModel({
    irVersion,
    producerName: "gaitway",
    producerVersion: packageVersion,
    docString,
    opsetImport: [{ domain: "", version: opset }],
    graph: graph.finish(
      "policy",
      { name: "observation", type: dataTypes.float, size: observation.length },
      actionPort(inference.output),
    ),
    metadataProps: Object.entries(manifest).map(([key, value]) => ({
      key,
      value: typeof value === "string" ? value : JSON.stringify(value),
    })),
  });
}

function normalized(graph: GraphWriter, { mean, deviation, clip }: Scaling): string {
  const size = [mean.length];
  graph.node("Cast", ["observation"], "exact", [whole("to", dataTypes.double)]);
  graph.node("Sub", ["exact", graph.constant("mean", size, mean)], "apart");
  graph.node("Div", ["apart", graph.constant("deviation", size, deviation)], "z");
  const bounds = [
    graph.constant("clip.low", [], Float64Array.of(-clip)),
    graph.constant("clip.high", [], Float64Array.of(clip)),
  ];
  graph.node("Clip", ["z", ...bounds], "held");
  return graph.node("Cast", ["held"], "seen", [whole("to", dataTypes.float)]);
}

const activations = { tanh: "Tanh", relu: "Relu", elu: "Elu" } as const;

function network(graph: GraphWriter, { layers, activation }: Inference, input: string): string {
  return layers.reduce((from, layer, l) => {
    const z = gemm(graph, layer, from, `layer${l}`);
    return l < layers.length - 1 ? graph.node(activations[activation], [z], `layer${l}.activity`) : z;
  }, input);
}

function gemm(
  graph: GraphWriter,
  { inputs, outputs, weights, biases }: InferenceLayer,
  from: string,
  name: string,
) {
  const w = graph.constant(`${name}.weights`, [inputs, outputs], weights);
  const b = graph.constant(`${name}.biases`, [outputs], biases);
  return graph.node("Gemm", [from, w, b], `${name}.z`);
}

function actionPort(output: Output): Port {
  const type = { box: dataTypes.float, choices: dataTypes.int64, bits: dataTypes.uint8 }[output.kind];
  return { name: "action", type, size: actionCount(output) };
}

function action(graph: GraphWriter, output: Output, from: string): void {
  switch (output.kind) {
    case "box":
      box(graph, output, from);
      return;
    case "choices":
      choices(graph, output, from);
      return;
    case "bits": {
      const above = graph.node("Greater", [from, graph.constant("zero", [], Float32Array.of(0))], "above");
      graph.node("Cast", [above], "action", [whole("to", dataTypes.uint8)]);
    }
  }
}

/** low (1 − t) + high t, t = (u + 1)/2, is u (high − low)/2 + (high + low)/2; clipped to the bounds, so is t. */
function box(
  graph: GraphWriter,
  { squashed, elements }: Extract<Output, { kind: "box" }>,
  from: string,
): void {
  const row = (name: string, of: (low: number, high: number) => number): string =>
    graph.constant(
      name,
      [elements.length],
      Float32Array.from(elements, ({ low, high }) => of(low, high)),
    );
  const isBounded = (low: number, high: number): boolean => Number.isFinite(low) && Number.isFinite(high);
  const u = squashed ? graph.node("Tanh", [from], "squashed") : from;
  const gain = row("gain", (low, high) => (isBounded(low, high) ? high / 2 - low / 2 : 1));
  const offset = row("offset", (low, high) => (isBounded(low, high) ? high / 2 + low / 2 : 0));
  const scaled = graph.node("Mul", [u, gain], "scaled");
  const moved = graph.node("Add", [scaled, offset], "moved");
  const raised = graph.node("Max", [moved, row("low", (low) => low)], "raised");
  graph.node("Min", [raised, row("high", (_, high) => high)], "action");
}

function choices(
  graph: GraphWriter,
  { counts, starts }: Extract<Output, { kind: "choices" }>,
  from: string,
): void {
  const sizes = graph.constant("counts", [counts.length], BigInt64Array.from(counts, BigInt));
  const parts = graph.nodes(
    "Split",
    [from, sizes],
    counts.map((_, j) => `choice${j}`),
    [whole("axis", 1)],
  );
  const indices = parts.map((part) =>
    graph.node("ArgMax", [part], `${part}.index`, [whole("axis", 1), whole("keepdims", 1)]),
  );
  const joined = graph.node("Concat", indices, "indices", [whole("axis", 1)]);
  graph.node(
    "Add",
    [joined, graph.constant("starts", [starts.length], BigInt64Array.from(starts, BigInt))],
    "action",
  );
}
