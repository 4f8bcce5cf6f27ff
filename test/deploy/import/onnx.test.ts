/**
 * Models as Stable-Baselines3, rsl_rl and rl_games export them (test/golden/onnx) become policies that give what onnxruntime gave; what is
 * no multilayer perceptron is refused by the node that is in the way.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { inferenceOf } from "../../../src/deploy/export/inference.ts";
import { decodeModel, encodeModel, type Model, type Node } from "../../../src/deploy/export/onnx/messages.ts";
import { onnxModel } from "../../../src/deploy/export/onnx/onnx.ts";
import {
  type ContractFile,
  contractSchema,
  termsOfFile,
  termsOfPolicy,
} from "../../../src/deploy/import/contract.ts";
import { mlpOf } from "../../../src/deploy/import/onnx/mlp.ts";
import { stagesOf } from "../../../src/deploy/import/onnx/stages.ts";
import { importedPolicy } from "../../../src/deploy/import/policy.ts";
import type { NetworkPolicyRecord } from "../../../src/policy/saved-network.ts";
import { packageRoot } from "../../support/package-root.ts";
import { observationSize, observations, subjects, trained } from "../export/subjects.ts";

const folder = join(packageRoot, "test", "golden", "onnx");

async function golden(name: string): Promise<{ model: Model; rows: number[][]; outputs: number[][] }> {
  const { rows, outputs } = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8"));
  return { model: decodeModel(await readFile(join(folder, `${name}.onnx`))), rows, outputs };
}

const observation = Array.from({ length: 6 }, (_, j) => ({ name: `sensor ${j}`, unit: "1" }));
const environment = { name: "robot", version: 1 };
type Bounds = { low?: number; high?: number; scale?: number; offset?: number };

function contract(action: unknown): ContractFile {
  return contractSchema.parse({ environment, controlPeriod: 0.02, observation, action });
}

const joints = (bounds: Bounds) =>
  Array.from({ length: 3 }, (_, j) => ({ name: `j${j}`, unit: "rad", ...bounds }));

function imported(model: Model, file: ContractFile): NetworkPolicyRecord {
  return importedPolicy(mlpOf(stagesOf(model).stages), termsOfFile(file), {});
}

function actions(record: NetworkPolicyRecord, rows: readonly (readonly number[])[]): number[][] {
  const policy = { ...record, ...record.spec, environment, head: record.model.head } as never;
  return rows.map((row) => [...goldenAt(policy, Float64Array.from(row)).action]);
}

function worst(got: readonly number[][], wanted: readonly number[][]): number {
  return Math.max(
    ...got.flatMap((row, k) => row.map((value, j) => Math.abs(value - (wanted[k]?.[j] as number)))),
  );
}

const clipped =
  (low: number, high: number) =>
  (value: number): number =>
    Math.min(Math.max(value, low), high);

for (const [name, bounds, action] of [
  ["sb3-ppo", { low: -2, high: 2 }, clipped(-2, 2)],
  ["rsl-rl-script", {}, (y: number) => y],
  [
    "rsl-rl-dynamo",
    { scale: 0.25, offset: 0.1, low: -0.3, high: 0.3 },
    (y: number) => clipped(-0.3, 0.3)(0.25 * y + 0.1),
  ],
  ["rl-games", { low: -1 }, clipped(-1, Infinity)],
  ["clipped-relu", { low: -1, high: 1 }, clipped(-1, 1)],
  // tanh alone is a share of the range: −1 … 1 to −2 … 2.
  ["sb3-sac", { low: -2, high: 2 }, (y: number) => 2 * y],
] as const)
  test(`${name}: the imported policy gives what onnxruntime gave, within 1e-6`, async () => {
    const { model, rows, outputs } = await golden(name);
    const got = actions(imported(model, contract(joints(bounds))), rows);
    const wanted = outputs.map((row) => row.map(action));
    assert.ok(worst(got, wanted) < 1e-6, `${worst(got, wanted)}`);
    // Not because all is clipped to the same.
    assert.ok(new Set(got.flat()).size > 50);
  });

test("sb3-ppo-discrete: the imported policy takes the actions that onnxruntime took", async () => {
  const { model, rows, outputs } = await golden("sb3-ppo-discrete");
  const got = actions(imported(model, contract({ count: 4 })), rows);
  assert.deepEqual(got, outputs);
  assert.ok(new Set(got.flat()).size > 1);
});

test("what was exported comes back as the same function, in the other's terms", () => {
  for (const name of ["tanh", "relu", "elu", "linear", "no normalizer", "a squashed Gaussian"]) {
    const policy = trained(subjects[name] ?? assert.fail(name));
    const { stages } = stagesOf(decodeModel(onnxModel(inferenceOf(policy), {})));
    const record = importedPolicy(mlpOf(stages), termsOfPolicy(policy), {});
    const rows = Array.from({ length: 100 }, (_, k) => Array.from(observations(1, observationSize, k)));
    // 1e30 is nothing that a normalizer would let through.
    const sane = rows.filter((row) => row.every((x) => Math.abs(x) < 1e3));
    assert.ok(sane.length > 50);
    const wanted = sane.map((row) => [...goldenAt(policy, Float64Array.from(row)).action]);
    assert.ok(
      worst(actions(record, sane), wanted) < 1e-5,
      `${name}: ${worst(actions(record, sane), wanted)}`,
    );
  }
});

/** The graph with one node changed. */
function changed(model: Model, opType: string, change: (node: Node) => Node): Model {
  const node = model.graph.node.map((each) => (each.opType === opType ? change(each) : each));
  return decodeModel(encodeModel({ ...model, graph: { ...model.graph, node } }));
}

test("a node that is no part of a perceptron is named, with what is", async () => {
  const { model } = await golden("rsl-rl-script");
  const other = changed(model, "Elu", (node) => ({ ...node, opType: "LeakyRelu" }));
  assert.throws(
    () => stagesOf(other),
    /node "\/actor\/actor\.1\/Elu" is LeakyRelu.*supported are Gemm, MatMul,.*Elu/,
  );
  const steep = changed(model, "Elu", (node) => ({
    ...node,
    attribute: [{ name: "alpha", type: 1, f: 0.5 }],
  }));
  assert.throws(() => stagesOf(steep), /is Elu with alpha 0\.5; expected 1/);
});

test("weights as float_data, MatMul and Add for Gemm, and weights named among the inputs, are the same network", async () => {
  const { model } = await golden("clipped-relu");
  const { graph } = model;
  const initializer = graph.initializer.map(({ rawData, dims, name, ...tensor }) => {
    const values = Array.from(new Float32Array(Uint8Array.from(rawData ?? []).buffer));
    // MatMul takes W as it is, so it is turned here.
    const [rows = 0, columns = 1] = dims;
    const turned = values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
    return name.endsWith("weight")
      ? { ...tensor, name, dims: [columns, rows], floatData: turned }
      : { ...tensor, name, dims, floatData: values };
  });
  const node = graph.node.flatMap((each): Node[] => {
    const [x = "", w = "", b = ""] = each.input;
    if (each.opType !== "Gemm") return [each];
    const product = `${each.name} product`;
    const plain = { name: each.name, attribute: [] };
    return [
      { ...plain, opType: "MatMul", input: [x, w], output: [product] },
      { ...plain, opType: "Add", input: [b, product], output: each.output },
    ];
  });
  const input = [...graph.input, ...initializer.map(({ name }) => ({ name, type: {} }))];
  const other = decodeModel(encodeModel({ ...model, graph: { ...graph, node, initializer, input } }));
  const file = contract(joints({ low: -1, high: 1 }));
  assert.deepEqual(imported(other, file).params, imported(model, file).params);
});

test("activations that differ, or are missing between layers, are refused", async () => {
  const { model } = await golden("clipped-relu");
  let count = 0;
  const mixed = changed(model, "Relu", (node) => ({ ...node, opType: count++ === 0 ? "Tanh" : "Relu" }));
  assert.throws(() => mlpOf(stagesOf(mixed).stages), /hidden layers are tanh and relu; expected one/);
  const bare = changed(model, "Relu", (node) => ({ ...node, opType: "Identity" }));
  assert.throws(
    () => mlpOf(stagesOf(bare).stages),
    /"\/0\/0\.2\/Gemm" \(linear\) stands between hidden layers/,
  );
});

test("weights that are elsewhere, cut short or of half precision are refused by name", async () => {
  const { model } = await golden("rl-games");
  const change = (fields: object): Model => {
    const initializer = model.graph.initializer.map((tensor) =>
      tensor.name === "actor.0.weight" ? { ...tensor, ...fields } : tensor,
    );
    return { ...model, graph: { ...model.graph, initializer } };
  };
  assert.throws(() => stagesOf(change({ dataLocation: 1 })), /"actor\.0\.weight" are in another file/);
  assert.throws(() => stagesOf(change({ rawData: new Uint8Array(8) })), /holds 2 numbers, expected 96/);
  assert.throws(
    () => stagesOf(change({ dataType: 10 })),
    /"actor\.0\.weight" has numbers of the ONNX type 10/,
  );
});

test("an output that is not there is refused with those that are; another is taken where it is asked for", async () => {
  const { model } = await golden("sb3-ppo");
  assert.throws(() => stagesOf(model, "action"), /no output "action"; it has actions, 24, 51/);
  const { layers } = mlpOf(stagesOf(model, "24").stages);
  assert.deepEqual(layers.map(({ outputs }) => outputs), [16, 16, 1]); // biome-ignore format: one line
});

test("network and contract that do not fit are told apart by their numbers", async () => {
  const { model } = await golden("clipped-relu");
  const file = contract(joints({ low: -1, high: 1 }));
  const short = { ...file, observation: file.observation.slice(1) };
  assert.throws(() => imported(model, short), /takes 6 numbers, the contract's observation has 5/);
  assert.throws(
    () => imported(model, contract(joints({}).slice(1))),
    /gives 3 numbers, the contract's action has 2/,
  );
  assert.throws(
    () => imported(model, contract(joints({ low: -2, high: 2 }))),
    /element 0 \(j0\).*gives -1 to 1, the contract says -2 to 2/,
  );
  assert.throws(
    () => imported(model, contract({ count: 4 })),
    /has 3 outputs; expected a preference for each of 4/,
  );
  const discrete = (await golden("sb3-ppo-discrete")).model;
  assert.throws(
    () => imported(discrete, contract(joints({}))),
    /ArgMax\); expected a contract with a discrete action/,
  );
});
