import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, test } from "node:test";
import fc from "fast-check";
import { tanh } from "../../../src/math/elementary.ts";
import { createRng } from "../../../src/math/random.ts";
import { float32Activations } from "../../../src/policy/network/dense/float32.ts";
import { instantiate } from "../../../src/policy/network/dense/kernels.ts";
import { activations, layersOf, type MlpOptions } from "../../../src/policy/network/dense/layers.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { packageRoot } from "../../support/package-root.ts";

const f = Math.fround;

/** Bit patterns of every exponent, and the numbers where something changes. */
function trialNumbers(): Float32Array {
  const rng = createRng(7).stream("float32");
  const patterns = Uint32Array.from({ length: 60_000 }, () => rng.seed());
  const usual = Float32Array.from({ length: 60_000 }, (_, i) => rng.normal() * (i % 2 === 0 ? 1 : 8));
  const special = [
    0,
    1e-45,
    1.17549435e-38,
    1e-20,
    1e-4,
    0.5,
    1,
    9.01,
    9.011,
    9.012,
    17,
    18,
    19,
    88,
    3.4e38,
    Infinity,
  ];
  const halves = Array.from({ length: 27 }, (_, k) => (k + 0.5) * Math.LN2);
  const both = [...special, ...halves].flatMap((x) => [x, -x]);
  return Float32Array.of(...both, Number.NaN, ...usual, ...new Float32Array(patterns.buffer));
}

/** The kernel of that name on all of them. */
function byKernel(name: "relu" | "tanh" | "elu", numbers: Float32Array): Float32Array {
  const kernels = instantiate();
  kernels.memory.grow(Math.ceil((numbers.byteLength + 64) / 65536));
  const memory = new Float32Array(kernels.memory.buffer);
  memory.set(numbers);
  kernels[name](0, numbers.byteLength);
  return memory.slice(0, numbers.length);
}

describe("the activations in float32", () => {
  const numbers = trialNumbers();
  for (const name of activations)
    it(`${name} is the same bits from the kernel and from its definition in TypeScript`, () => {
      const got = byKernel(name, numbers);
      const differ = numbers.filter((z, i) => !Object.is(got[i], f(float32Activations[name](z))));
      assert.deepEqual(differ, new Float32Array(0));
    });

  it("are within 6 ulp (tanh) and 1 ulp (elu) of the functions they are called after", () => {
    const exact = { tanh, elu: (z: number) => (z > 0 ? z : Math.expm1(z)) };
    for (const [name, bound] of [
      ["tanh", 6],
      ["elu", 1],
    ] as const)
      for (const z of numbers.filter(Number.isFinite)) {
        const wanted = exact[name](z);
        const ulp = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(wanted)))) - 23);
        const away = Math.abs(float32Activations[name](z) - wanted) / ulp;
        assert.ok(away <= bound, `${name}(${z}) is ${away} ulp off`);
      }
  });

  it("reach their limits, are odd or monotonic where they should be, and pass NaN on", () => {
    const { tanh: t, elu, relu } = float32Activations;
    assert.deepEqual([t(Infinity), t(-Infinity), elu(-Infinity), elu(Infinity)], [1, -1, -1, Infinity]);
    assert.deepEqual([relu(-Infinity), relu(-1), relu(2)], [0, 0, 2]);
    for (const name of activations) assert.ok(Number.isNaN(float32Activations[name](Number.NaN)), name);
    for (const z of numbers.filter((x) => !Number.isNaN(x))) {
      assert.equal(t(-z), -t(z));
      assert.ok(Math.abs(t(z)) <= 1 && elu(z) >= -1);
    }
  });
});

/** The row of src/policy/network/README.md, operation by operation: what another language has to do. */
function rowByHand(options: MlpOptions, params: Float64Array, input: Float32Array): Float32Array {
  const layers = layersOf(options);
  let x = input;
  for (const [l, { inputs, outputs, weights, biases }] of layers.entries()) {
    const z = new Float32Array(outputs);
    for (let j = 0; j < outputs; j++) {
      let sum = f(params[biases + j]!);
      for (let i = 0; i < inputs; i++) sum = f(sum + f(x[i]! * f(params[weights + i * outputs + j]!)));
      z[j] = sum;
    }
    x = l < layers.length - 1 ? z.map(float32Activations[options.activation ?? "tanh"]) : z;
  }
  return x;
}

const anyMlp = fc.record({
  inputSize: fc.integer({ min: 1, max: 40 }),
  hidden: fc.array(fc.integer({ min: 1, max: 45 }), { maxLength: 3 }),
  outputSize: fc.integer({ min: 1, max: 40 }),
  activation: fc.constantFrom(...activations),
});

describe("the dense engine", () => {
  it("computes every row as its README says, bit for bit, whatever the shape and the number of rows", () => {
    fc.assert(
      fc.property(anyMlp, fc.integer({ min: 1, max: 140 }), fc.integer(), (options, count, seed) => {
        const rng = createRng(seed);
        const network = mlp(options);
        const params = Float64Array.from({ length: network.parameterCount }, () => rng.normal());
        const inputs = Float32Array.from({ length: count * options.inputSize }, () => rng.normal());
        const { outputs } = network.forward(params, inputs);
        for (const n of [0, rng.integer(count), count - 1]) {
          const input = inputs.slice(n * options.inputSize, (n + 1) * options.inputSize);
          const row = outputs.slice(n * options.outputSize, (n + 1) * options.outputSize);
          assert.deepEqual(row, rowByHand(options, params, input), `row ${n} of ${count}`);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  it("takes 65,536 rows, small batches after that, and the gradient of constant rows is that of one times their number", () => {
    const network = mlp({ inputSize: 17, hidden: [64, 64], outputSize: 6 });
    const params = network.init(createRng(3));
    const count = 65_536;
    const one = Float32Array.from({ length: 17 }, (_, i) => i / 17 - 0.5);
    const weight = Float32Array.of(1, -2, 0.5, 0.25, 0, 4);
    const all = (row: Float32Array) =>
      Float32Array.from({ length: count * row.length }, (_, i) => row[i % row.length]!);
    const single = network.forward(params, one).backward(weight);
    const { outputs, backward } = network.forward(params, all(one));
    assert.deepEqual(outputs.slice(-6), outputs.slice(0, 6));
    // 64 equal numbers are summed in float32 (up to 64 · 2⁻²⁴ off) and those sums, 1024 of them, in float64.
    for (const [k, value] of backward(all(weight)).entries())
      assert.ok(Math.abs(value / count - single[k]!) <= 4e-6 * Math.abs(single[k]!), `parameter ${k}`);
    assert.deepEqual(network.forward(params, one).backward(weight), single);
  });

  it("refuses the derivatives of a forward pass whose activities are gone", () => {
    const network = mlp({ inputSize: 2, hidden: [3], outputSize: 1 });
    const params = network.init(createRng(1));
    const old = network.forward(params, Float32Array.of(1, 2));
    network.forward(params, Float32Array.of(3, 4));
    assert.throws(
      () => old.backward(Float32Array.of(1)),
      /expected the derivatives of its latest forward pass.*run forward again/,
    );
    assert.throws(() => old.tangent?.(params), /latest forward pass/);
    assert.throws(() => old.inputGradient?.(Float32Array.of(1)), /latest forward pass/);
  });

  it("has room for hundreds of networks at once", () => {
    const networks = Array.from({ length: 300 }, () => mlp({ inputSize: 3, hidden: [8], outputSize: 2 }));
    const results = networks.map((network, i) => {
      const { outputs } = network.forward(network.init(createRng(i)), Float32Array.of(1, 2, 3));
      return outputs;
    });
    assert.equal(new Set(results.map(String)).size, 300);
  });

  it("takes θ anew when another array comes, and by its identity alone", () => {
    const network = mlp({ inputSize: 1, hidden: [], outputSize: 1 });
    const output = new Float32Array(1);
    for (const [slope, bias] of [
      [2, 1],
      [3, -1],
      [2, 1],
    ] as const) {
      network.infer(Float64Array.of(slope, bias), Float32Array.of(5), output);
      assert.equal(output[0], 5 * slope + bias);
    }
  });

  it("refuses layers that no network has", () => {
    for (const hidden of [[0], [2.5], [-1], [Number.NaN]])
      assert.throws(() => mlp({ inputSize: 2, hidden, outputSize: 1 }), {
        name: "RangeError",
        message: /layers of 1 or more units, not 2-/,
      });
  });
});

describe("the orthogonal start", () => {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
  for (const [inputSize, hidden, outputSize] of [
    [17, 64, 6],
    [64, 17, 30],
    [1, 5, 1],
  ] as const)
    it(`${inputSize}-${hidden}-${outputSize}: the shorter side of each matrix is orthonormal times its gain, biases are 0`, () => {
      const options = { inputSize, hidden: [hidden], outputSize, outputGain: 0.01 };
      const params = mlp(options).init(createRng(11));
      for (const [l, { inputs, outputs, weights, biases }] of layersOf(options).entries()) {
        const gain = l === 0 ? Math.SQRT2 : 0.01;
        const at = (i: number, j: number) => params[weights + i * outputs + j]! / gain;
        const [count, length] = [Math.min(inputs, outputs), Math.max(inputs, outputs)];
        const vectors = Array.from({ length: count }, (_, k) =>
          Array.from({ length }, (_, i) => (inputs < outputs ? at(k, i) : at(i, k))),
        );
        for (const [a, u] of vectors.entries())
          for (const [b, v] of vectors.entries())
            assert.ok(Math.abs(dot(u, v) - (a === b ? 1 : 0)) < 1e-13, `layer ${l}, ${a} and ${b}`);
        assert.deepEqual(params.slice(biases, biases + outputs), new Float64Array(outputs));
      }
    });
});

test("the committed kernels are what their source compiles to", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
  try {
    const made = join(folder, "kernels.wasm.ts");
    execFileSync(process.execPath, [join(packageRoot, ".ci", "kernels.mjs"), made], { stdio: "pipe" });
    const committed = join(packageRoot, "src", "policy", "network", "dense", "kernels.wasm.ts");
    assert.ok(
      readFileSync(made).equals(readFileSync(committed)),
      'kernels.wasm.ts is stale: run "npm run kernels"',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
