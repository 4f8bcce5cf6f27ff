import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Normalizer } from "../../src/env/normalizer.ts";
import { normalizeObservations } from "../../src/env/wrappers/normalize-observations.ts";
import { countingEnv } from "../support/counting-env.ts";

const SIZE = 2;
const rows = fc
  .array(
    fc.tuple(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }),
      fc.double({ min: 1e6, max: 1e6 + 1, noNaN: true }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => Float64Array.from(list.flat()));
const batches = fc.array(rows, { minLength: 1, maxLength: 8 });

/** Mean and variance of an element in two passes over all rows. */
function twoPass(all: readonly Float64Array[], element: number): [number, number] {
  const values = all.flatMap((batch) => [...batch].filter((_, i) => i % SIZE === element));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
}

function learned(all: readonly Float64Array[]): Normalizer {
  const normalizer = new Normalizer(SIZE, { clip: Infinity });
  for (const batch of all) normalizer.learn(batch);
  return normalizer;
}

describe("a normalizer", () => {
  test("has the mean and the variance of all it has seen, however they were batched", () => {
    fc.assert(
      fc.property(batches, (all) => {
        const { count, mean, squares } = learned(all).state;
        assert.equal(
          count,
          all.reduce((sum, batch) => sum + batch.length / SIZE, 0),
        );
        for (let j = 0; j < SIZE; j++) {
          const [expectedMean, expectedVariance] = twoPass(all, j);
          assert.ok(Math.abs(mean[j]! - expectedMean) <= 1e-12 * (1 + Math.abs(expectedMean)));
          assert.ok(Math.abs(squares[j]! / count - expectedVariance) <= 1e-9 * (1 + expectedVariance));
        }
      }),
    );
  });

  test("goes on from a saved state, through JSON too, bit for bit", () => {
    fc.assert(
      fc.property(batches, rows, (all, more) => {
        const first = learned(all);
        const saved = JSON.parse(
          JSON.stringify({ ...first.state, mean: [...first.state.mean], squares: [...first.state.squares] }),
        );
        const state = {
          count: saved.count,
          mean: Float64Array.from(saved.mean),
          squares: Float64Array.from(saved.squares),
        };
        const second = new Normalizer(SIZE, { clip: Infinity, state });
        first.learn(more);
        second.learn(more);
        // JSON has no −0; as a number it is 0.
        assert.deepEqual(
          Array.from(second.normalize(more), (z) => z + 0),
          Array.from(first.normalize(more), (z) => z + 0),
        );
        assert.deepEqual(second.state.squares, first.state.squares);
      }),
    );
  });

  test("brings what it has seen to mean 0 and variance 1, and clips what is far out", () => {
    const normalizer = new Normalizer(1, { clip: 3, epsilon: 0 });
    normalizer.learn(Float64Array.of(1, 3));
    assert.deepEqual([...normalizer.normalize(Float64Array.of(1, 2, 3, 4, 100, -100))], [-1, 0, 1, 2, 3, -3]);
  });

  test("learns nothing while it is frozen, and leaves rows alone before it has learned anything", () => {
    const normalizer = new Normalizer(1);
    assert.deepEqual([...normalizer.normalize(Float64Array.of(7))], [7]);
    normalizer.learn(Float64Array.of(1, 3));
    const before = normalizer.state;
    normalizer.frozen = true;
    normalizer.learn(Float64Array.of(1000));
    assert.deepEqual(normalizer.state, before);
    normalizer.frozen = false;
    normalizer.learn(Float64Array.of(2));
    assert.equal(normalizer.state.count, 3);
  });

  test("does not divide by nothing where nothing changes", () => {
    const normalizer = new Normalizer(1);
    normalizer.learn(Float64Array.of(5, 5, 5));
    assert.deepEqual([...normalizer.normalize(Float64Array.of(5))], [0]);
  });

  test("refuses a state of another size", () => {
    const { state } = new Normalizer(3);
    assert.throws(() => new Normalizer(2, { state }), /of 2 elements cannot go on where one of 3 was/);
  });
});

describe("normalized observations", () => {
  const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2) });

  test("are learned from once each: resets, steps, final ones, and not what a lost episode repeats", async () => {
    const lose = (envId: number, step: number) => envId === 1 && step === 2;
    const options = { envCount: 2, episodeLength: 2, autoresetMode: "sameStep", lose } as const;
    const normalizer = new Normalizer(3, { clip: Infinity });
    const env = normalizeObservations(countingEnv(options), { normalizer });
    await env.reset({ envIds: [0, 1], seeds: [10, 20] });
    assert.equal(normalizer.state.count, 2);
    await env.step(push(0, 1));
    assert.equal(normalizer.state.count, 4);
    // Environment 0 ends and begins again: its final and its first observation. Environment 1 is lost.
    const { final, observations } = await env.step(push(0, 1));
    assert.equal(normalizer.state.count, 6);
    assert.deepEqual(final!.observations, normalizer.normalize(Float64Array.of(10, 2, 0)));
    assert.deepEqual(observations, normalizer.normalize(Float64Array.of(11, 0, 0, 20, 1, 0)));
  });

  test("have a space without units, bounded by the clip", () => {
    const env = normalizeObservations(countingEnv({ dtype: "float32" }), { normalizer: new Normalizer(3) });
    const { dtype, low, high, names } = env.spec.observationSpace;
    assert.deepEqual([dtype, low[0], high[2], names[1]], ["float64", -10, 10, "reading 1"]);
  });

  test("of a state gone back to are normalized and not learned", async () => {
    const normalizer = new Normalizer(3);
    const env = normalizeObservations(countingEnv(), { normalizer });
    await env.reset({ envIds: [0, 1], seeds: [10, 20] });
    const { observations } = await env.state!.set([1], await env.state!.get([0]));
    assert.deepEqual(observations, normalizer.normalize(Float64Array.of(10, 0, 0)));
    assert.equal(normalizer.state.count, 2);
  });

  test("need a normalizer of their size", () => {
    assert.throws(
      () => normalizeObservations(countingEnv(), { normalizer: new Normalizer(2) }),
      /the normalizer is for 2 elements, an observation of counting has 3/,
    );
  });
});
