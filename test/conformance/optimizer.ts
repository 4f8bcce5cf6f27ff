/**
 * What every optimizer must keep. An optimizer plugs in with a `Subject`; what it cannot keep it skips by name, with the reason. Claims are
 * values, so that test/conformance/mutants.test.ts can show which of them a wrong optimizer breaks.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRng } from "../../src/math/random.ts";
import { add, norm } from "../../src/math/vector.ts";
import type { Optimizer, OptimizerState } from "../../src/optimizer/optimizer.ts";
import { quadratic } from "../support/objectives.ts";

export interface OptimizerSubject {
  readonly name: string;
  readonly make: () => Optimizer;
  /** The same formula written a second time, on plain lists: the steps it takes along these gradients. */
  readonly formula: (gradients: readonly (readonly number[])[]) => number[][];
  /** Settings that reach the top of a quadratic in 3000 updates, e.g. with a rate that falls to 0. */
  readonly climber: () => Optimizer;
  /** Claims this optimizer does not make, by name, and why. */
  readonly skip?: Readonly<Record<string, string>>;
}

interface Claim {
  readonly name: string;
  readonly check: (subject: OptimizerSubject) => void;
}

const rng = createRng(21);
const gradients = Array.from({ length: 60 }, (_, i) =>
  Float64Array.from({ length: 4 }, (_, j) => (j + 1) * rng.normal() * (i % 7 === 3 ? 0 : 1)),
);

/** The steps along a list of gradients, and the state at the end. */
function run(optimizer: Optimizer, along: readonly Float64Array[], from?: OptimizerState) {
  let state = from ?? optimizer.init(along[0]!.length);
  const deltas = along.map((gradient) => {
    const update = optimizer.update(gradient, state);
    state = update.state;
    return update.delta;
  });
  return { deltas, state };
}

export const optimizerClaims: readonly Claim[] = [
  {
    name: "takes the steps of its formula",
    check: ({ make, formula }) => {
      const expected = formula(gradients.map((gradient) => Array.from(gradient)));
      for (const [i, delta] of run(make(), gradients).deltas.entries())
        for (const [j, value] of delta.entries()) {
          const wanted = expected[i]![j]!;
          assert.ok(
            Math.abs(value - wanted) <= 1e-13 * Math.max(1, Math.abs(wanted)),
            `update ${i}, element ${j}: ${value}, expected ${wanted}`,
          );
        }
    },
  },
  {
    name: "starts uphill: each element of the first step has the sign of its gradient",
    check: ({ make }) => {
      const gradient = Float64Array.of(3, -2, 0, 1e-3);
      const { delta } = make().update(gradient, make().init(4));
      assert.equal(delta.length, 4);
      for (const [j, value] of delta.entries())
        assert.equal(Math.sign(value) + 0, Math.sign(gradient[j]!), `element ${j} is ${value}`);
    },
  },
  {
    name: "stays where it is when the first gradient is zero",
    check: ({ make }) => {
      const { delta, state } = make().update(new Float64Array(3), make().init(3));
      assert.deepEqual(delta, new Float64Array(3));
      assert.equal(state.count, 1);
    },
  },
  {
    name: "climbs a concave quadratic to its top",
    check: ({ climber }) => {
      // U = bᵀθ + ½ θᵀHθ with H = −[[2, 0.5], [0.5, 1]] and top −H⁻¹b = (0.2857…, 1.8571…) for b = (1.5, 2): [2 ½; ½ 1]⁻¹ = [1 −½; −½ 2]/1.75
      const objective = quadratic({
        linear: [1.5, 2],
        hessian: [
          [-2, -0.5],
          [-0.5, -1],
        ],
      });
      const top = Float64Array.of((1.5 - 0.5 * 2) / 1.75, (-0.5 * 1.5 + 2 * 2) / 1.75);
      const optimizer = climber();
      let params = Float64Array.of(-4, 5);
      let state = optimizer.init(2);
      for (let i = 0; i < 3000; i++) {
        const update = optimizer.update(objective.gradient(params), state);
        params = add(params, update.delta) as Float64Array<ArrayBuffer>;
        state = update.state;
      }
      const away = norm(params.map((value, j) => value - top[j]!));
      assert.ok(away < 0.01, `${away} away from the top`);
    },
  },
  {
    name: "leaves gradient and state as they were, and answers the same twice",
    check: ({ make }) => {
      const optimizer = make();
      const { state } = run(optimizer, gradients.slice(0, 5));
      const [before, gradient] = [structuredClone(state), gradients[5]!.slice()];
      const first = optimizer.update(gradient, state);
      assert.deepEqual(state, before);
      assert.deepEqual(gradient, gradients[5]);
      assert.deepEqual(optimizer.update(gradient, state), first);
      assert.deepEqual(make().update(gradient, state), first, "another of its kind");
    },
  },
  {
    name: "takes the same steps where gradient and state are spent",
    check: ({ make }) => {
      const optimizer = make();
      let state = optimizer.init(4);
      const deltas = gradients.map((gradient) => {
        const update = optimizer.update(gradient.slice(), state, undefined, { gradient: true, state: true });
        state = update.state;
        return update.delta;
      });
      assert.deepEqual({ deltas, state }, run(make(), gradients));
    },
  },
  {
    name: "leaves alone what is not spent",
    check: ({ make }) => {
      const optimizer = make();
      const { state } = run(optimizer, gradients.slice(0, 5));
      const [before, gradient] = [structuredClone(state), gradients[5]!.slice()];
      optimizer.update(gradient, state, undefined, { state: true });
      assert.deepEqual(gradient, gradients[5]);
      const { state: other } = run(make(), gradients.slice(0, 5));
      optimizer.update(gradient, other, undefined, { gradient: true });
      assert.deepEqual(other, before);
    },
  },
  {
    name: "counts its updates, and keeps one finite number a parameter in each moment",
    check: ({ make }) => {
      const { state } = run(make(), gradients);
      assert.equal(make().init(4).count, 0);
      assert.equal(state.count, gradients.length);
      assert.deepEqual(Object.keys(state.moments), Object.keys(make().init(4).moments));
      for (const values of Object.values(state.moments))
        assert.ok(values.length === 4 && values.every(Number.isFinite));
    },
  },
  {
    name: "goes on from a state that was written as JSON as if it had never stopped",
    check: ({ make }) => {
      const whole = run(make(), gradients);
      for (const stop of [1, 17]) {
        const first = run(make(), gradients.slice(0, stop));
        const restored = throughJson(first.state);
        assert.deepEqual(restored, first.state);
        const second = run(make(), gradients.slice(stop), restored);
        assert.deepEqual([...first.deltas, ...second.deltas], whole.deltas);
        assert.deepEqual(second.state, whole.state);
      }
    },
  },
  {
    name: "treats every coordinate alike",
    check: ({ make }) => {
      const reversed = run(
        make(),
        gradients.map((gradient) => gradient.toReversed() as Float64Array),
      ).deltas;
      const straight = run(make(), gradients).deltas;
      for (const [i, delta] of straight.entries())
        for (const [j, value] of delta.entries())
          assert.ok(Math.abs(reversed[i]![3 - j]! - value) <= 1e-14 * Math.abs(value));
    },
  },
  {
    name: "takes finite steps along gradients of any size",
    check: ({ make }) => {
      for (const size of [1e150, 1, 1e-150, 1e-310]) {
        const { deltas, state } = run(
          make(),
          gradients.slice(0, 10).map((gradient) => gradient.map((value) => (value / 20) * size)),
        );
        assert.ok(
          deltas.every((delta) => delta.every(Number.isFinite)),
          `size ${size}`,
        );
        assert.ok(
          Object.values(state.moments).every((values) => values.every(Number.isFinite)),
          `moments, size ${size}`,
        );
      }
    },
  },
  {
    name: "refuses a gradient that is not finite or too large to be squared, and names the element",
    check: ({ make }) => {
      const optimizer = make();
      const { state } = run(optimizer, gradients.slice(0, 3));
      for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY, 1e300])
        assert.throws(() => optimizer.update(Float64Array.of(1, bad, 1, 1), state), {
          name: "InvalidGradient",
          message: /element 1 /,
        });
      assert.ok(optimizer.update(gradients[3]!, state).delta.every(Number.isFinite), "usable afterwards");
    },
  },
  {
    name: "refuses a state that does not fit its gradient",
    check: ({ make }) => {
      const optimizer = make();
      assert.throws(() => optimizer.update(Float64Array.of(1, 2), optimizer.init(3)), {
        name: "InvalidGradient",
        message: /2 elements.*got 3/,
      });
      assert.throws(() => optimizer.update(Float64Array.of(1, 2), { count: 1, moments: {} }), {
        name: "InvalidGradient",
        message: /got none/,
      });
    },
  },
];

/** Registers the suite for one optimizer. */
export function optimizerConformance(subject: OptimizerSubject): void {
  const names = new Set(optimizerClaims.map(({ name }) => name));
  for (const name of Object.keys(subject.skip ?? {}))
    if (!names.has(name)) throw new Error(`${subject.name} skips "${name}", which is no claim of the suite`);
  describe(`optimizer ${subject.name}`, () => {
    for (const { name, check } of optimizerClaims)
      it(name, { skip: subject.skip?.[name] ?? false }, () => check(subject));
  });
}

/** The state as a checkpoint writes and reads it: lists of numbers in their shortest exact form. */
function throughJson(state: OptimizerState): OptimizerState {
  const lists = (_: string, value: unknown) => (value instanceof Float64Array ? Array.from(value) : value);
  const saved = JSON.parse(JSON.stringify(state, lists)) as {
    count: number;
    moments: Record<string, number[]>;
  };
  const moments = Object.entries(saved.moments).map(([name, values]) => [name, Float64Array.from(values)]);
  return { count: saved.count, moments: Object.fromEntries(moments) };
}
