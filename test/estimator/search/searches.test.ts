import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crossEntropy } from "../../../src/estimator/search/cross-entropy.ts";
import { genetic } from "../../../src/estimator/search/genetic.ts";
import { hillClimbing } from "../../../src/estimator/search/hill-climbing.ts";
import { nelderMead } from "../../../src/estimator/search/nelder-mead.ts";
import type { Search, SearchState } from "../../../src/estimator/search/search.ts";
import { searches, searchNamed } from "../../../src/estimator/search/searches.ts";
import { createRng } from "../../../src/math/random.ts";
import { mean, sampleVariance } from "../../../src/math/statistics.ts";
import { trialsOf, tryOut } from "../../support/objectives.ts";

const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`);

/** −[(1 − x)² + 100 (y − x²)²], summed over neighbors; highest at (1, …, 1) with 0. Rosenbrock (1960). */
const rosenbrock = (params: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i + 1 < params.length; i++)
    sum += (1 - params[i]!) ** 2 + 100 * (params[i + 1]! - params[i]! ** 2) ** 2;
  return -sum;
};

/** `iterations` steps from `start`; how many candidates they took, and the state at the end. */
function run<S extends SearchState>(
  search: Search<S>,
  value: (params: Float64Array) => number,
  start: Float64Array,
  iterations: number,
  seed = 3,
): { state: S; params: Float64Array; candidates: number } {
  let state = search.init(start);
  let params = start;
  let candidates = 0;
  for (let i = 0; i < iterations; i++) {
    const asked = search.ask(state, createRng(seed).stream(i));
    candidates += asked.length;
    ({ state, params } = search.tell(state, tryOut({ episodeReturn: value }, asked)));
  }
  return { state, params, candidates };
}

/** The state after the first asking was answered with these returns, whatever was asked. */
function after<S extends SearchState>(search: Search<S>, state: S, returns: readonly number[]): S {
  const asked = search.ask(state, createRng(1));
  assert.equal(asked.length, returns.length, "candidates asked for");
  return search.tell(
    state,
    trialsOf(
      asked.map(({ params }) => Array.from(params)),
      returns.map((value) => [value]),
    ),
  ).state;
}

const asks = (search: Search, state: SearchState) =>
  search.ask(state, createRng(1)).map(({ params }) => Array.from(params));

describe("Nelder & Mead", () => {
  const search = nelderMead({ episodes: 1, perturbation: 2 });
  /** Best (0, 0) with 3, then (2, 0) with 2, worst (0, 2) with 1; x̄ = (1, 0), so the reflection is (2, −2). */
  const ready = after(search, search.init(new Float64Array(2)), [3, 2, 1]);

  it("tries the corners first, and then the worst one reflected", () => {
    assert.deepEqual(asks(search, search.init(new Float64Array(2))), [
      [0, 0],
      [2, 0],
      [0, 2],
    ]);
    assert.deepEqual(asks(search, ready), [[2, -2]]);
  });

  it("keeps a reflection that is better than the second worst and no better than the best", () => {
    // x₀ = (0, 0), x₁ = (2, −2), x₂ = (2, 0): x̄ = (1, −1), reflected (0, −2)
    for (const value of [2.5, 3]) {
      const next = after(search, ready, [value]);
      assert.deepEqual(next.vertices, [
        [0, 0],
        [2, -2],
        [2, 0],
      ]);
      assert.deepEqual(asks(search, next), [[0, -2]]);
    }
  });

  it("expands one that is better than the best, to (3, −4), twice as far, and keeps the better of both", () => {
    const best = after(search, ready, [4]);
    assert.deepEqual(asks(search, best), [[3, -4]]);
    assert.deepEqual(after(search, best, [5]).vertices[0], [3, -4]);
    assert.deepEqual(after(search, best, [4]).vertices[0], [2, -2]);
  });

  it("contracts outside towards one that is better than the worst alone, inside from one that is not", () => {
    // x̄ ± ½ ((2, −2) − (1, 0)) = (1.5, −1) and (0.5, 1)
    const outside = after(search, ready, [1.5]);
    assert.deepEqual(asks(search, outside), [[1.5, -1]]);
    assert.deepEqual(
      after(search, outside, [1.5]).vertices.at(-1),
      [1.5, -1],
      "no worse than the reflection",
    );
    const inside = after(search, ready, [1]);
    assert.deepEqual(asks(search, inside), [[0.5, 1]]);
    assert.deepEqual(after(search, inside, [1.1]).vertices.at(-1), [0.5, 1], "better than the worst");
  });

  it("shrinks towards the best where a contraction fails", () => {
    for (const [reflected, contracted] of [
      [1.5, 1.4],
      [1, 1],
    ] as const) {
      const failed = after(search, after(search, ready, [reflected]), [contracted]);
      assert.deepEqual(asks(search, failed), [
        [1, 0],
        [0, 1],
      ]);
      const shrunk = after(search, failed, [0, 7]);
      assert.deepEqual(shrunk.vertices, [
        [0, 1],
        [0, 0],
        [1, 0],
      ]);
      assert.deepEqual(shrunk.returns, [7, 3, 0]);
    }
  });

  it("adapted to four parameters expands by 1.5, contracts by 0.625 and shrinks by 0.75", () => {
    // Vertices 0, e₁ … e₄ with 5 … 1: x̄ = (¼, ¼, ¼, 0), xᵣ = (½, ½, ½, −1), xᵣ − x̄ = (¼, ¼, ¼, −1)
    const adapted = nelderMead({ episodes: 1, adaptive: true });
    const first = after(adapted, adapted.init(new Float64Array(4)), [5, 4, 3, 2, 1]);
    assert.deepEqual(asks(adapted, first), [[0.5, 0.5, 0.5, -1]]);
    assert.deepEqual(asks(adapted, after(adapted, first, [6])), [[0.625, 0.625, 0.625, -1.5]]);
    const inside = after(adapted, first, [0]);
    assert.deepEqual(asks(adapted, inside), [[0.09375, 0.09375, 0.09375, 0.625]]);
    assert.deepEqual(asks(adapted, after(adapted, inside, [0]))[3], [0, 0, 0, 0.75]);
  });

  it("climbs Rosenbrock's ridge from (−1.2, 1) to (1, 1), in 250 trials", () => {
    const { params, candidates } = run(
      nelderMead({ episodes: 1, perturbation: 0.5 }),
      rosenbrock,
      Float64Array.of(-1.2, 1),
      240,
    );
    assert.ok(candidates <= 250, `${candidates} candidates`);
    for (const value of params) close(value, 1, 1e-6);
  });

  it("in one dimension, adapted or not, finds the top of a parabola", () => {
    for (const adaptive of [false, true]) {
      const parabola = (params: Float64Array) => -((params[0]! - 3) ** 2);
      const { params } = run(nelderMead({ episodes: 1, adaptive }), parabola, Float64Array.of(0), 120);
      close(params[0]!, 3, 1e-6);
    }
  });
});

describe("the cross-entropy method", () => {
  it("fits mean and deviation to the elite: by hand", () => {
    // The two best of four: (1, 4) and (3, 0). Mean (2, 2); deviations over 2: 1 and 2.
    const search = crossEntropy({ episodes: 1, population: 4, elites: 2, extraStd: 0 });
    const { state, params } = search.tell(
      search.init(Float64Array.of(0, 0)),
      trialsOf(
        [
          [9, 9],
          [1, 4],
          [3, 0],
          [-9, 9],
        ],
        [[1], [8], [7], [2]],
      ),
    );
    assert.deepEqual(state.mean, [2, 2]);
    assert.deepEqual(state.std, [1, 2]);
    assert.deepEqual(params, Float64Array.of(2, 2));
  });

  it("adds a noise that falls to nothing: after the first of two iterations half of it, then none", () => {
    const search = crossEntropy({ episodes: 1, population: 2, elites: 2, extraStd: 6, extraIterations: 2 });
    const trials = trialsOf([[4], [-4]], [[1], [2]]);
    const first = search.tell(search.init(Float64Array.of(0)), trials).state;
    close(first.std[0]!, 5); // √(4² + 3²)
    close(search.tell(first, trials).state.std[0]!, 4);
  });

  it("draws its candidates from its mean and deviation", () => {
    const search = crossEntropy({ episodes: 1, population: 4000 });
    const state = { ...search.init(Float64Array.of(0, 0)), mean: [5, -1], std: [0.5, 3] };
    const drawn = asks(search, state);
    for (const [j, [center, std]] of [
      [5, 0.5],
      [-1, 3],
    ].entries()) {
      const elements = drawn.map((params) => params[j]!);
      // Standard errors: σ/√4000 of the mean, σ²√(2/4000) of the variance; four of each.
      assert.ok(Math.abs(mean(elements) - center!) < (4 * std!) / Math.sqrt(4000));
      assert.ok(Math.abs(sampleVariance(elements) / std! ** 2 - 1) < 4 * Math.sqrt(2 / 4000));
    }
  });

  it("finds the top of Rosenbrock's ridge", () => {
    const search = crossEntropy({
      episodes: 1,
      population: 60,
      elites: 6,
      extraStd: 0.1,
      extraIterations: 150,
    });
    for (const seed of [1, 2, 3])
      for (const value of run(search, rosenbrock, Float64Array.of(-1.2, 1), 160, seed).params)
        close(value, 1, 0.03);
  });

  it("refuses an elite that has no spread or is larger than its population", () => {
    for (const elites of [1, 21])
      assert.throws(() => crossEntropy({ elites }), {
        name: "RangeError",
        message: /from 2 to the population, 20/,
      });
    assert.throws(() => crossEntropy({ extraStd: -1 }), { name: "RangeError", message: /extraStd/ });
  });
});

describe("hill climbing", () => {
  const search = hillClimbing({ episodes: 1, neighbors: 3, perturbation: 0.8 });
  const start = search.init(Float64Array.of(1, 2));

  it("moves to the best neighbor, and reaches no further than at first", () => {
    const asked = asks(search, start);
    assert.deepEqual(asked[0], [1, 2]);
    const next = after(search, start, [0, 1, 3, 2]);
    assert.deepEqual(next.params, asked[2]);
    assert.equal(next.reach, 0.8);
  });

  it("stays and halves its reach where no neighbor is better, and widens it again when one is", () => {
    const stayed = after(search, start, [3, 1, 3, 2]);
    assert.deepEqual([stayed.params, stayed.reach], [[1, 2], 0.4]);
    close(after(search, stayed, [0, 1, 0, 0]).reach, 0.6);
  });

  it("gives up a place whose luck is over: θ is worth what it returns now", () => {
    const lucky = after(search, start, [100, 1, 3, 2]);
    const moved = after(search, lucky, [0, 1, 0, 0]);
    assert.notDeepEqual(moved.params, [1, 2]);
    assert.equal(moved.best?.meanReturn, 100);
  });
});

describe("the genetic algorithm", () => {
  it("tries its elite again, first, as it was", () => {
    const search = genetic({ episodes: 1, population: 5, elites: 2 });
    const begin = search.init(Float64Array.of(1, 2));
    const asked = asks(search, begin);
    assert.deepEqual(asked[0], [1, 2]);
    const next = after(search, begin, [3, 1, 9, 2, 7]);
    assert.deepEqual(asks(search, next).slice(0, 2), [asked[2], asked[4]]);
  });

  it("chooses parents by tournament: with so many members in each that the best one always wins, all children are its own", () => {
    const search = genetic({ episodes: 1, population: 20, elites: 1, tournament: 500, perturbation: 1e-9 });
    const state = after(
      search,
      search.init(Float64Array.of(5, 5)),
      Array.from({ length: 20 }, (_, i) => (i === 9 ? 1 : 0)),
    );
    const [best] = state.population;
    for (const child of asks(search, state))
      for (const [j, value] of child.entries()) close(value, best!.params[j]!, 1e-8);
  });

  it("crosses within half the parents' distance of either, evenly, and mutates one parameter of n on average", () => {
    // Two members, 0 and 1 in each of 50 parameters; a mutation moves by about 10⁷.
    const search = genetic({ episodes: 1, population: 400, elites: 1, tournament: 1, perturbation: 1e7 });
    const ends = [0, 1].map((value) => ({ params: new Array<number>(50).fill(value), meanReturn: 0 }));
    const state = { ...search.init(new Float64Array(50)), population: ends };
    const genes = asks(search, state).slice(1).flat();
    const crossed = genes.filter((value) => Math.abs(value) < 2);
    assert.ok(crossed.every((value) => value >= -0.5 && value <= 1.5));
    // Half of the children have equal parents, 0 or 1; the others are uniform on a length of 2: E = ½, var = ½·¼ + ½·1/3.
    // The parents are drawn once a child: standard error √(1/8)/√399 = 0.018 of the mean.
    close(mean(crossed), 0.5, 4 * 0.018);
    close(sampleVariance(crossed), 1 / 8 + 1 / 6, 0.03);
    // 19950 parameters, each with chance 1/50: 399 ± 19.8.
    assert.ok(Math.abs(genes.length - crossed.length - 398) < 4 * 19.8);
  });

  it("refuses an elite that leaves no room for children", () => {
    assert.throws(() => genetic({ population: 4, elites: 4 }), {
      name: "RangeError",
      message: /below population, 4/,
    });
    assert.throws(() => genetic({ tournament: 0 }), { name: "RangeError", message: /tournament/ });
  });
});

describe("searches by name", () => {
  it("every search carries the name it is listed under", () => {
    for (const [name, factory] of Object.entries(searches)) assert.equal(factory().name, name);
  });

  it("an unknown name, and an option of another search, are refused with the legal ones", () => {
    assert.equal(searchNamed("genetic"), searches.genetic);
    for (const name of ["simplex", "toString"])
      assert.throws(() => searchNamed(name), {
        name: "RangeError",
        message: `no search is called "${name}"; there are hill-climbing, genetic, nelder-mead, cross-entropy`,
      });
    assert.throws(() => searchNamed("nelder-mead")({ population: 7 }), {
      name: "RangeError",
      message:
        'nelder-mead has no option "population"; it has episodes, commonRandomNumbers, perturbation, adaptive',
    });
  });
});
