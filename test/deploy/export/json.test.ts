/** The document alone is enough: a reader that knows nothing of Gaitway gets the policy's actions out of it, to the last bit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { inferenceOf } from "../../../src/deploy/export/inference.ts";
import { policyDocument } from "../../../src/deploy/export/json.ts";
import { observationSize, observations, subjects, trained } from "./subjects.ts";

interface Document {
  readonly normalizer: { mean: number[]; deviation: number[]; clip: number } | null;
  readonly layers: readonly { inputs: number; outputs: number; weights: number[][]; biases: number[] }[];
  readonly output: {
    readonly rounded: boolean;
    readonly elements: readonly { low: number | null; high: number | null; name: string }[];
  };
  readonly golden: readonly { observation: number[]; action: number[] }[];
}

const f = Math.fround;

/** Relu only, whose activation needs no polynomial, and boxes; written from the document's own `arithmetic`. */
function read({ normalizer, layers, output }: Document, row: readonly number[]): number[] {
  let x = row.map((value, i) => {
    if (normalizer === null) return f(value);
    const z = (value - (normalizer.mean[i] as number)) / (normalizer.deviation[i] as number);
    return f(Math.min(Math.max(z, -normalizer.clip), normalizer.clip));
  });
  for (const [l, { weights, biases }] of layers.entries()) {
    const z = biases.map((bias, j) =>
      x.reduce((sum, value, i) => f(sum + f(value * (weights[i]?.[j] as number))), bias),
    );
    x = l < layers.length - 1 ? z.map((value) => (value < 0 ? 0 : value)) : z;
  }
  return output.elements.map(({ low, high }, j) => {
    const u = x[j] as number;
    const t = Math.min(Math.max((u + 1) / 2, 0), 1);
    const free = low === null || high === null ? u : low * (1 - t) + high * t;
    return Math.min(Math.max(output.rounded ? f(free) : free, low ?? -Infinity), high ?? Infinity);
  });
}

for (const name of ["linear", "relu", "a box of float32, open above and below"])
  test(`the document of a policy (${name}) says its actions to the last bit`, () => {
    const subject = subjects[name] ?? assert.fail(name);
    const policy = trained({ ...subject, model: { activation: "relu", ...subject.model } });
    const golden = Array.from({ length: 200 }, (_, k) =>
      goldenAt(policy, observations(1, observationSize, k)),
    );
    const document = JSON.parse(policyDocument(inferenceOf(policy), golden)) as Document;
    assert.equal(document.golden.length, 200);
    // JSON has no −0, so neither zero is told from the other.
    for (const { observation, action } of document.golden)
      assert.deepEqual(read(document, observation).map(unsigned), action.map(unsigned));
    assert.equal(document.output.elements[1]?.name, "joint 1");
  });

const unsigned = (x: number): number => x + 0;

test("a document has a row of numbers on a line", () => {
  const policy = trained(subjects.linear ?? assert.fail());
  const lines = policyDocument(inferenceOf(policy), []).split("\n");
  assert.ok(lines.some((line) => /^ +\[ -?[\d.e-]+(, -?[\d.e-]+){3} \],?$/.test(line)));
});
