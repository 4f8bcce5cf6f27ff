/**
 * What every head must keep, whatever it draws. A head plugs in with a `HeadSubject`; what it cannot keep it skips by name, with the reason. Claims are
 * values, so that test/conformance/head-mutants.test.ts can show which of them a wrong head breaks.
 *
 * Inputs are float32: those used here are multiples of 2⁻¹⁰ below 8 and are moved by 2⁻⁶, so that what is moved is what was meant, and derivatives
 * come from four points (error h⁴) or, of second order, from two steps extrapolated. Gradients by inputs are float32 as well: 1e-5 is asked of them.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Space } from "../../src/env/space.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import type { Distribution, Head, HeadGradient } from "../../src/policy/head/head.ts";
import { assertClose, assertMean, at, entry, slope, unit } from "../support/differences.ts";

export interface HeadSubject {
  readonly name: string;
  readonly make: () => Head;
  /** A head of the same kind whose stored actions can be summed over: all of them, or the numbers of a line. */
  readonly total:
    | { readonly kind: "list"; readonly make: () => Head; readonly actions: readonly (readonly number[])[] }
    | { readonly kind: "line"; readonly make: () => Head };
  /** How much a density is of, at a stored number of the line: |da/du| where it is of a function a of what is stored. Default 1. */
  readonly volume?: (stored: number) => number;
  /** Stored actions that try to leave the space. */
  readonly extremes: readonly (readonly number[])[];
  /** Own parameters that are no ordinary ones. Default: all −1e4, and all 1e4. */
  readonly extremeOwn?: readonly (readonly number[])[];
  /** Claims this head does not make, by name, and why. */
  readonly skip?: Readonly<Record<string, string>>;
}

interface Claim {
  readonly name: string;
  readonly check: (subject: HeadSubject) => void;
}

const sampleCount = 8000;
const rng = createRng(5);

/** Some distribution of `rows` rows, fixed by its name; own parameters are around those of the start. */
function distribution(head: Head, name: string, rows = 3): Distribution {
  const draw = rng.stream(name);
  const inputs = Float32Array.from(
    { length: rows * head.inputSize },
    () => Math.round(draw.normal() * 0.7 * 1024) / 1024,
  );
  return { own: head.init().map((start) => start + 0.3 * draw.normal()), inputs };
}

const streams = (name: string, count: number): Rng[] =>
  Array.from({ length: count }, (_, row) => rng.stream(name).stream(row));

/** The same row `sampleCount` times, and an action drawn for each. */
function manyOf(head: Head, row: Distribution): { all: Distribution; stored: Float64Array } {
  const inputs = new Float32Array(sampleCount * head.inputSize);
  for (let i = 0; i < sampleCount; i++) inputs.set(row.inputs, i * head.inputSize);
  const draw = rng.stream("actions");
  const rngs = new Array<Rng>(sampleCount).fill(draw);
  return { all: { own: row.own, inputs }, stored: head.sample(row.own, inputs, rngs) };
}

const rowOf = <T extends Float64Array | Float32Array>(rows: T, row: number, size: number): T =>
  rows.slice(row * size, (row + 1) * size) as T;

const flat = ({ inputs, own }: HeadGradient): Float64Array => Float64Array.of(...inputs, ...own);

const weighed = (weights: Float64Array, values: Float64Array): number =>
  values.reduce((sum, value, row) => sum + (weights[row] as number) * value, 0);

const weights = Float64Array.of(1, -0.5, 2);

/** The score of every sample, one after another: [inputs, own]. */
function scoresOf(head: Head, { own, inputs }: Distribution, stored: Float64Array): Float64Array[] {
  const one = Float64Array.of(1);
  return Array.from({ length: sampleCount }, (_, row) =>
    flat(head.scores(own, rowOf(inputs, row, head.inputSize), rowOf(stored, row, head.actionSize), one)),
  );
}

/** Every function that gives numbers, of one batch. */
function everything(head: Head, p: Distribution, q: Distribution, stored: Float64Array): number[][] {
  const w = weights.slice(0, p.inputs.length / head.inputSize);
  const tangent = { inputs: q.inputs, own: q.own };
  return [
    head.mode(p.own, p.inputs),
    head.logProbs(p.own, p.inputs, stored),
    head.entropies(p.own, p.inputs),
    head.klDivergences(p, q),
    flat(head.scores(p.own, p.inputs, stored, w)),
    flat(head.entropyGradient(p.own, p.inputs, w)),
    flat(head.fisherProduct(p.own, p.inputs, tangent)),
  ].map((values) => Array.from(values));
}

export const headClaims: readonly Claim[] = [
  {
    name: "has the sizes that it says",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "sizes");
      assert.equal(head.init().length, head.parameterCount);
      assert.equal(head.sample(p.own, p.inputs, streams("draws", 3)).length, 3 * head.actionSize);
      assert.equal(head.mode(p.own, p.inputs).length, 3 * head.actionSize);
    },
  },
  {
    name: "scores are the derivative of log π by inputs and own parameters",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "scores");
      const stored = head.sample(p.own, p.inputs, streams("draws", 3));
      const gradient = flat(head.scores(p.own, p.inputs, stored, weights));
      const f = (d: Distribution) => weighed(weights, head.logProbs(d.own, d.inputs, stored));
      assertClose(
        gradient,
        gradient.map((_, i) => slope(f, p, i)),
        1e-5,
        "score",
      );
    },
  },
  {
    name: "the gradient of the entropy is the derivative of the entropy",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "entropy");
      const gradient = flat(head.entropyGradient(p.own, p.inputs, weights));
      const f = (d: Distribution) => weighed(weights, head.entropies(d.own, d.inputs));
      assertClose(
        gradient,
        gradient.map((_, i) => slope(f, p, i)),
        1e-5,
        "gradient",
      );
    },
  },
  {
    name: "the mean score is 0",
    check: ({ make }) => {
      const head = make();
      const { all, stored } = manyOf(head, distribution(head, "mean score", 1));
      const scores = scoresOf(head, all, stored);
      for (const [i] of (scores[0] as Float64Array).entries())
        assertMean(
          scores.map((score) => at(score, i)),
          0,
          `element ${i}`,
        );
    },
  },
  {
    name: "the entropy is the mean of −log π",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "entropy of samples", 1);
      const { all, stored } = manyOf(head, p);
      const surprises = Array.from(head.logProbs(all.own, all.inputs, stored), (value) => -value);
      assertMean(surprises, at(head.entropies(p.own, p.inputs), 0), "−log π");
    },
  },
  {
    name: "KL is 0 to itself and never below 0",
    check: ({ make }) => {
      const head = make();
      for (let pair = 0; pair < 20; pair++) {
        const [p, q] = [distribution(head, `p${pair}`), distribution(head, `q${pair}`)];
        assertClose(head.klDivergences(p, p), new Float64Array(3), 1e-14, "KL(p, p)");
        assert.ok(
          head.klDivergences(p, q).every((kl) => kl > 0),
          `KL(p, q) of pair ${pair}: ${head.klDivergences(p, q).join(", ")}`,
        );
      }
    },
  },
  {
    name: "KL is the mean of log p − log q",
    check: ({ make }) => {
      const head = make();
      for (let pair = 0; pair < 3; pair++) {
        const p = distribution(head, `p${pair}`, 1);
        const near = distribution(head, `q${pair}`, 1);
        // Twice as far from nothing: between close neighbors KL is nearly the same either way around.
        const q = { own: near.own, inputs: near.inputs.map((x) => 2 * x) };
        const { all, stored } = manyOf(head, p);
        const logP = head.logProbs(all.own, all.inputs, stored);
        const logQ = head.logProbs(q.own, manyOf(head, q).all.inputs, stored);
        const ratios = Array.from(logP, (value, i) => value - at(logQ, i));
        assertMean(ratios, at(head.klDivergences(p, q), 0), `KL of pair ${pair}`);
      }
    },
  },
  {
    name: "the Fisher product is that of the curvature of KL",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "Fisher", 2);
      const size = p.inputs.length + p.own.length;
      const f = (d: Distribution) => head.klDivergences(p, d).reduce((sum, kl) => sum + kl, 0);
      for (let i = 0; i < size; i++) {
        const column = flat(head.fisherProduct(p.own, p.inputs, unit(p, i)));
        assertClose(
          column,
          column.map((_, j) => entry(f, p, i, j)),
          1e-5,
          `column ${i}`,
        );
      }
    },
  },
  {
    name: "the Fisher product is that of the mean of score scoreᵀ",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "Fisher of scores", 1);
      const { all, stored } = manyOf(head, p);
      const scores = scoresOf(head, all, stored);
      for (const [i] of (scores[0] as Float64Array).entries())
        for (const [j, expected] of flat(head.fisherProduct(p.own, p.inputs, unit(p, i))).entries())
          assertMean(
            scores.map((score) => at(score, i) * at(score, j)),
            expected,
            `entry ${i}, ${j}`,
          );
    },
  },
  {
    name: "the Fisher product is linear",
    check: ({ make }) => {
      const head = make();
      const [p, u] = [distribution(head, "p"), distribution(head, "u")];
      const twice = { inputs: u.inputs.map((x) => 2 * x), own: u.own.map((x) => 2 * x) };
      const once = flat(head.fisherProduct(p.own, p.inputs, u));
      assertClose(
        flat(head.fisherProduct(p.own, p.inputs, twice)),
        once.map((x) => 2 * x),
        1e-6,
        "M 2u",
      );
    },
  },
  {
    name: "probabilities are 1 together",
    check: ({ total, volume = () => 1 }) => {
      const head = total.make();
      const { own, inputs } = distribution(head, "total", 1);
      const density = (stored: readonly number[]) =>
        Math.exp(at(head.logProbs(own, inputs, Float64Array.from(stored)), 0));
      // On a line by the trapezoidal rule, exact to rounding for a density this smooth: u = −20, −19.99 … 20.
      const sum =
        total.kind === "list"
          ? total.actions.reduce((sum, action) => sum + density(action), 0)
          : Array.from({ length: 4001 }, (_, i) => (i - 2000) / 100).reduce(
              (sum, u) => sum + 0.01 * density([u]) * volume(u),
              0,
            );
      assertClose(Float64Array.of(sum), Float64Array.of(1), 1e-9, "total");
    },
  },
  {
    name: "the mode is the most probable action",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "mode", 1);
      const { all, stored } = manyOf(head, p);
      const most = at(head.logProbs(p.own, p.inputs, head.mode(p.own, p.inputs)), 0);
      assert.ok(head.logProbs(all.own, all.inputs, stored).every((drawn) => drawn <= most + 1e-12));
    },
  },
  {
    name: "actions are inside the space, whatever was stored",
    check: ({ make, extremes }) => {
      const head = make();
      const p = distribution(head, "space");
      const drawn = head.sample(p.own, p.inputs, streams("draws", 3));
      for (const stored of [
        drawn,
        head.mode(p.own, p.inputs),
        ...extremes.map((row) => Float64Array.from(row)),
      ])
        requireInside(head.actionSpace, head.toEnv(stored) as ArrayLike<number>);
    },
  },
  {
    name: "draws the same of the same generators, and something else of others",
    check: ({ make }) => {
      const head = make();
      const p = distribution(head, "seeds", 50);
      const first = head.sample(p.own, p.inputs, streams("one", 50));
      assert.deepEqual(head.sample(p.own, p.inputs, streams("one", 50)), first);
      assert.notDeepEqual(head.sample(p.own, p.inputs, streams("other", 50)), first);
    },
  },
  {
    name: "draws as often whatever the distribution",
    check: ({ make }) => {
      const head = make();
      const counts = Array.from({ length: 10 }, (_, i) => {
        const { own, inputs } = distribution(head, `draws ${i}`, 1);
        return drawsOf((counted) =>
          head.sample(
            own,
            inputs.map((x) => 4 * x),
            [counted],
          ),
        );
      });
      assert.equal(new Set(counts).size, 1, `draws: ${counts.join(", ")}`);
      assert.ok((counts[0] as number) > 0);
    },
  },
  {
    name: "a row is what it is alone, whatever stands around it",
    check: ({ make }) => {
      const head = make();
      const [p, q] = [distribution(head, "p"), distribution(head, "q")];
      const stored = head.sample(p.own, p.inputs, streams("rows", 3));
      const one = Float64Array.of(1);
      for (let row = 0; row < 3; row++) {
        const alone = ({ own, inputs }: Distribution) => ({
          own,
          inputs: rowOf(inputs, row, head.inputSize),
        });
        const [p1, q1] = [alone(p), alone(q)];
        const action = head.sample(p1.own, p1.inputs, [streams("rows", 3)[row] as Rng]);
        assert.deepEqual(action, rowOf(stored, row, head.actionSize), "sample");
        const same = (values: Float64Array, single: Float64Array, what: string) =>
          assert.equal(at(single, 0), at(values, row), what);
        same(head.logProbs(p.own, p.inputs, stored), head.logProbs(p1.own, p1.inputs, action), "log π");
        same(head.entropies(p.own, p.inputs), head.entropies(p1.own, p1.inputs), "entropy");
        same(head.klDivergences(p, q), head.klDivergences(p1, q1), "KL");
        const w = Float64Array.of(0, 0, 0);
        w[row] = 1;
        const score = head.scores(p1.own, p1.inputs, action, one);
        const among = head.scores(p.own, p.inputs, stored, w);
        assert.deepEqual(rowOf(among.inputs, row, head.inputSize), score.inputs, "score");
        assertClose(among.own, score.own, 1e-12, "score of own parameters");
      }
    },
  },
  {
    name: "leaves what it is given as it was",
    check: ({ make }) => {
      const head = make();
      const [p, q] = [distribution(head, "p"), distribution(head, "q")];
      const stored = head.sample(p.own, p.inputs, streams("draws", 3));
      const before = structuredClone([p, q, stored]);
      const first = everything(head, p, q, stored);
      head.toEnv(stored);
      assert.deepEqual([p, q, stored], before);
      assert.deepEqual(everything(head, p, q, stored), first, "asked again");
    },
  },
  {
    name: "gives numbers at inputs and own parameters of ±1e4",
    check: ({ make, extremeOwn }) => {
      const head = make();
      const owns = extremeOwn ?? [-1e4, 1e4].map((x) => new Array<number>(head.parameterCount).fill(x));
      const all = owns.flatMap((own) =>
        [-1, 1].map(
          (sign): Distribution => ({
            own: Float64Array.from(own),
            inputs: Float32Array.from(
              { length: 2 * head.inputSize },
              (_, i) => (i % 2 === 0 ? sign : -sign) * 1e4,
            ),
          }),
        ),
      );
      for (const p of all)
        for (const q of all) {
          const stored = head.sample(p.own, p.inputs, streams("draws", 2));
          const numbers = [...stored, ...everything(head, p, q, stored).flat()];
          assert.ok(numbers.every(Number.isFinite), `${everything(head, p, q, stored).join(" | ")}`);
        }
    },
  },
];

/** Registers the suite for one head. */
export function headConformance(subject: HeadSubject): void {
  const names = new Set(headClaims.map(({ name }) => name));
  for (const name of Object.keys(subject.skip ?? {}))
    if (!names.has(name)) throw new Error(`${subject.name} skips "${name}", which is no claim of the suite`);
  describe(`head ${subject.name}`, () => {
    for (const { name, check } of headClaims)
      it(name, { skip: subject.skip?.[name] ?? false }, () => check(subject));
  });
}

function drawsOf(sample: (counted: Rng) => void): number {
  let count = 0;
  const draw = rng.stream("counted");
  const counted = <T>(drawn: T): T => {
    count += 1;
    return drawn;
  };
  sample({
    ...draw,
    uniform: () => counted(draw.uniform()),
    normal: () => counted(draw.normal()),
    integer: (below) => counted(draw.integer(below)),
  });
  return count;
}

function requireInside(space: Space, actions: ArrayLike<number>): void {
  for (const [i, action] of Array.from(actions).entries()) {
    const [low, high] = boundsOf(space, i);
    assert.ok(action >= low && action <= high, `element ${i} is ${action}, outside ${low} … ${high}`);
    if (space.type !== "box")
      assert.ok(Number.isInteger(action), `element ${i} is ${action}, no whole number`);
  }
}

function boundsOf(space: Space, i: number): [number, number] {
  switch (space.type) {
    case "box":
      return [at(space.low, i % space.low.length), at(space.high, i % space.high.length)];
    case "discrete":
      return [space.start, space.start + space.count - 1];
    case "multiDiscrete": {
      const j = i % space.counts.length;
      return [space.starts[j] ?? 0, (space.starts[j] ?? 0) + (space.counts[j] as number) - 1];
    }
    case "multiBinary":
      return [0, 1];
    default:
      throw new Error(`no head acts in a ${space.type} space`);
  }
}
