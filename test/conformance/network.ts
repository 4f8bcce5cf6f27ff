/**
 * What every engine of networks must keep. An engine plugs in with a `NetworkSubject`; what it cannot keep it skips by name, with the
 * reason. Values and derivatives are compared with a reference in float64 that knows only the formula of the network, and the
 * derivatives with central differences of that reference: float32 is too coarse to be differenced.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng, type Rng } from "../../src/math/random.ts";
import type { Network } from "../../src/policy/network/network.ts";

export interface NetworkSubject {
  readonly name: string;
  readonly make: () => Network;
  /** f(θ, x) of one row in float64, by another way than the engine's. */
  readonly formula: (params: Float64Array, input: Float64Array) => Float64Array;
  /** Claims this engine does not make, by name, and why. */
  readonly skip?: Readonly<Record<string, string>>;
}

interface Claim {
  readonly name: string;
  readonly check: (subject: NetworkSubject) => void;
}

const ROWS = 7;

/** θ away from its start, where biases are zero, and rows of a few. */
function drawn({ make }: NetworkSubject, rows = ROWS) {
  const rng = createRng(40).stream("network");
  const network = make();
  const params = network.init(rng.stream("init")).map((value) => value + 0.1 * rng.normal());
  const inputs = normals(rng, rows * network.inputSize);
  const weights = normals(rng, rows * network.outputSize);
  const direction = Float64Array.from({ length: network.parameterCount }, () => rng.normal());
  return { network, params, inputs, weights, direction, rng };
}

function normals(rng: Rng, length: number): Float32Array {
  return Float32Array.from({ length }, () => rng.normal());
}

/** All rows by the formula. */
function reference(
  { formula }: NetworkSubject,
  { inputSize }: Network,
  params: Float64Array,
  inputs: ArrayLike<number>,
) {
  const all = Float64Array.from(inputs);
  const rows = Array.from({ length: all.length / inputSize }, (_, n) =>
    formula(params, all.slice(n * inputSize, (n + 1) * inputSize)),
  );
  return Float64Array.from(rows.flatMap((row) => Array.from(row)));
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Within `tolerance` of the largest number expected. */
function close(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(got.length, expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  const wrong = Array.from(got, (value, i) => [i, value, expected[i]!] as const).filter(
    ([, value, wanted]) => !(Math.abs(value - wanted) <= tolerance * size),
  );
  assert.ok(wrong.length === 0, `[index, got, expected]: ${wrong.slice(0, 3).join("; ")}`);
}

/** (f(+h) − f(−h))/2h with h = 10⁻⁵: off by about h² and 10⁻¹⁶/h, 10⁻¹⁰ and 10⁻¹¹. */
function difference(f: (step: number) => Float64Array): Float64Array {
  const h = 1e-5;
  const below = f(-h);
  return f(h).map((value, i) => (value - below[i]!) / (2 * h));
}

/** Float32 has 6·10⁻⁸; a few hundred sums and products in a row lose two places at most. */
const FLOAT32 = 1e-5;

export const networkClaims: readonly Claim[] = [
  {
    name: "is its formula, as far as float32 goes",
    check: (subject) => {
      const { network, params, inputs } = drawn(subject);
      close(network.forward(params, inputs).outputs, reference(subject, network, params, inputs), FLOAT32);
    },
  },
  {
    name: "infer and forward give the same bits",
    check: (subject) => {
      const { network, params, inputs } = drawn(subject, 133);
      const outputs = new Float32Array(133 * network.outputSize);
      network.infer(params, inputs, outputs);
      assert.deepEqual(outputs, network.forward(params, inputs).outputs);
    },
  },
  {
    name: "gives a row the same bits alone and among others, wherever it stands",
    check: (subject) => {
      const { network, params, inputs, rng } = drawn(subject, 131);
      const { inputSize, outputSize } = network;
      const together = network.forward(params, inputs).outputs.slice();
      const one = new Float32Array(outputSize);
      for (let n = 0; n < 131; n++) {
        network.infer(params, inputs.slice(n * inputSize, (n + 1) * inputSize), one);
        assert.deepEqual(one, together.slice(n * outputSize, (n + 1) * outputSize), `row ${n}`);
      }
      for (let i = 0; i < 20; i++) {
        const first = rng.integer(130);
        const end = first + 1 + rng.integer(131 - first);
        const some = network.forward(params, inputs.slice(first * inputSize, end * inputSize)).outputs;
        assert.deepEqual(some, together.slice(first * outputSize, end * outputSize), `${first} … ${end}`);
      }
    },
  },
  {
    name: "a row of NaN or infinity changes no other row",
    check: (subject) => {
      const { network, params, inputs } = drawn(subject);
      const clean = network.forward(params, inputs).outputs.slice();
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const spoilt = inputs.slice().fill(bad, 2 * network.inputSize, 3 * network.inputSize);
        const { outputs } = network.forward(params, spoilt);
        const others = (all: Float32Array) => all.filter((_, i) => Math.floor(i / network.outputSize) !== 2);
        assert.deepEqual(others(outputs), others(clean));
      }
    },
  },
  {
    name: "NaN in an input comes out as NaN in every output of its row",
    check: (subject) => {
      const { network, params, inputs } = drawn(subject, 1);
      inputs[network.inputSize - 1] = Number.NaN;
      assert.ok(network.forward(params, inputs).outputs.every(Number.isNaN));
    },
  },
  {
    name: "backward is the derivative of w · f along any direction in θ",
    check: (subject) => {
      const { network, params, inputs, weights } = drawn(subject);
      const gradient = network.forward(params, inputs).backward(weights);
      assert.equal(gradient.length, network.parameterCount);
      const expected = params.map((_, k) => {
        const moved = (step: number) => {
          const at = params.slice();
          at[k] = at[k]! + step;
          return Float64Array.of(dot(weights, reference(subject, network, at, inputs)));
        };
        return difference(moved)[0]!;
      });
      close(gradient, expected, FLOAT32);
    },
  },
  {
    name: "backward fills the array it is given with what it would have given back, whatever stood there",
    check: (subject) => {
      const { network, params, inputs, weights } = drawn(subject, 70);
      const { backward } = network.forward(params, inputs);
      const whole = new Float64Array(network.parameterCount + 2).fill(7);
      const into = whole.subarray(1, -1);
      assert.equal(backward(weights, into), into);
      assert.deepEqual(into, backward(weights));
      assert.deepEqual([whole[0], whole.at(-1)], [7, 7], "its neighbors");
      const narrow = into.subarray(1);
      assert.throws(() => backward(weights, narrow), {
        name: "RangeError",
        message: new RegExp(`expected ${into.length}.*got ${narrow.length}`),
      });
    },
  },
  {
    name: "tangent is the derivative of f along its direction",
    check: (subject) => {
      const { network, params, inputs, direction } = drawn(subject);
      const { tangent } = network.forward(params, inputs);
      assert.ok(tangent !== undefined, "no tangent");
      const along = (step: number) =>
        reference(
          subject,
          network,
          params.map((value, k) => value + step * direction[k]!),
          inputs,
        );
      close(tangent(direction), difference(along), FLOAT32);
    },
  },
  {
    name: "inputGradient is the derivative of w · f in every input",
    check: (subject) => {
      const { network, params, inputs, weights } = drawn(subject);
      const { inputGradient } = network.forward(params, inputs);
      assert.ok(inputGradient !== undefined, "no inputGradient");
      const expected = Float64Array.from(inputs, (_, k) => {
        const moved = (step: number) => {
          const at = Float64Array.from(inputs);
          at[k] = at[k]! + step;
          return Float64Array.of(dot(weights, reference(subject, network, params, at)));
        };
        return difference(moved)[0]!;
      });
      close(inputGradient(weights), expected, FLOAT32);
    },
  },
  {
    name: "backward and tangent are transposes of each other: ⟨w, Jv⟩ = ⟨Jᵀw, v⟩",
    check: (subject) => {
      const { network, params, inputs, weights, direction } = drawn(subject, 150);
      const { tangent, backward } = network.forward(params, inputs);
      assert.ok(tangent !== undefined, "no tangent");
      const [forwards, backwards] = [tangent(direction), backward(weights)];
      const size = Math.sqrt(dot(backwards, backwards) * dot(direction, direction));
      assert.ok(Math.abs(dot(weights, forwards) - dot(backwards, direction)) <= 1e-6 * size);
    },
  },
  {
    name: "backward and tangent are linear: twice the weights twice the gradient, and a sum of weights the sum",
    check: (subject) => {
      const { network, params, inputs, weights, direction, rng } = drawn(subject, 70);
      const { tangent, backward } = network.forward(params, inputs);
      const others = normals(rng, weights.length);
      const [one, two] = [backward(weights), backward(others)];
      // Doubling is exact in binary.
      assert.deepEqual(
        backward(weights.map((value) => 2 * value)),
        one.map((value) => 2 * value),
      );
      close(
        backward(weights.map((value, i) => value + others[i]!)),
        one.map((value, k) => value + two[k]!),
        FLOAT32,
      );
      if (tangent === undefined) return;
      const once = tangent(direction);
      assert.deepEqual(
        tangent(direction.map((value) => 2 * value)),
        once.map((value) => 2 * value),
      );
    },
  },
  {
    name: "the gradient of a batch is the sum of those of its rows",
    check: (subject) => {
      const { network, params, inputs, weights } = drawn(subject, 150);
      const { inputSize, outputSize } = network;
      const together = network.forward(params, inputs).backward(weights);
      const sum = new Float64Array(network.parameterCount);
      for (let n = 0; n < 150; n++) {
        const { backward } = network.forward(params, inputs.slice(n * inputSize, (n + 1) * inputSize));
        for (const [k, value] of backward(weights.slice(n * outputSize, (n + 1) * outputSize)).entries())
          sum[k] = sum[k]! + value;
      }
      close(together, sum, FLOAT32);
    },
  },
  {
    name: "answers the same twice, whatever was computed between, and leaves its arguments as they were",
    check: (subject) => {
      const { network, params, inputs, weights, direction } = drawn(subject, 90);
      const copies = structuredClone({ params, inputs, weights, direction });
      const other = params.map((value) => -value);
      const all = () => {
        const { outputs, backward, tangent, inputGradient } = network.forward(params, inputs);
        // Other parameters come between a forward pass and its derivatives.
        network.infer(other, inputs, new Float32Array(outputs.length));
        return [outputs.slice(), backward(weights), tangent?.(direction), inputGradient?.(weights)];
      };
      const first = all();
      network
        .forward(other, inputs.subarray(0, 3 * network.inputSize))
        .backward(weights.subarray(0, 3 * network.outputSize));
      assert.deepEqual(all(), first);
      assert.deepEqual(drawn(subject, 90).network.forward(params, inputs).backward(weights), first[1]);
      assert.deepEqual({ params, inputs, weights, direction }, copies);
    },
  },
  {
    name: "two networks at work in turn do not tread on each other",
    check: (subject) => {
      const { network, params, inputs, weights } = drawn(subject);
      const second = subject.make();
      const alone = network.forward(params, inputs).backward(weights);
      const mine = network.forward(params, inputs);
      const outputs = mine.outputs.slice();
      const negative = params.map((value) => -value);
      const many = Float32Array.from({ length: 40 * inputs.length }, (_, i) => inputs[i % inputs.length]!);
      second.forward(negative, many);
      assert.deepEqual(mine.outputs, outputs);
      assert.deepEqual(mine.backward(weights), alone);
    },
  },
  {
    name: "an empty batch has no outputs and a gradient of zeros",
    check: (subject) => {
      const { network, params } = drawn(subject);
      const { outputs, backward } = network.forward(params, new Float32Array(0));
      assert.equal(outputs.length, 0);
      assert.deepEqual(backward(new Float32Array(0)), new Float64Array(network.parameterCount));
    },
  },
  {
    name: "init gives the same for the same seed, another for another, all of it finite",
    check: ({ make }) => {
      const network = make();
      const params = network.init(createRng(1));
      assert.equal(params.length, network.parameterCount);
      assert.ok(params.every(Number.isFinite));
      assert.deepEqual(make().init(createRng(1)), params);
      assert.notDeepEqual(network.init(createRng(2)), params);
    },
  },
  {
    name: "refuses parameters, inputs, outputs, weights and directions of a wrong length, with both numbers",
    check: (subject) => {
      const { network, params, inputs, weights, direction } = drawn(subject);
      const { parameterCount, inputSize } = network;
      const refusal = (...parts: readonly (string | number)[]) => ({
        name: "RangeError",
        message: new RegExp(parts.join(".*")),
      });
      const short = params.slice(1);
      const lengths = refusal("expected", parameterCount, "got", parameterCount - 1);
      assert.throws(() => network.forward(short, inputs), lengths);
      assert.throws(() => network.infer(short, inputs, new Float32Array(weights.length)), lengths);
      assert.throws(
        () => network.infer(params, inputs, new Float32Array(weights.length + 1)),
        refusal("expected", weights.length, "got", weights.length + 1),
      );
      const forward = network.forward(params, inputs);
      assert.throws(
        () => forward.backward(weights.slice(1)),
        refusal("expected", weights.length, "got", weights.length - 1),
      );
      if (forward.tangent !== undefined) assert.throws(() => forward.tangent?.(direction.slice(1)), lengths);
      if (inputSize > 1)
        assert.throws(
          () => network.forward(params, inputs.slice(1)),
          refusal("expected", inputSize, "got", inputs.length - 1),
        );
      assert.deepEqual(forward.backward(weights), network.forward(params, inputs).backward(weights));
    },
  },
];

/** Registers the suite for one engine's network. */
export function networkConformance(subject: NetworkSubject): void {
  const names = new Set(networkClaims.map(({ name }) => name));
  for (const name of Object.keys(subject.skip ?? {}))
    if (!names.has(name)) throw new Error(`${subject.name} skips "${name}", which is no claim of the suite`);
  describe(`network ${subject.name}`, () => {
    for (const { name, check } of networkClaims)
      it(name, { skip: subject.skip?.[name] ?? false }, () => check(subject));
  });
}
