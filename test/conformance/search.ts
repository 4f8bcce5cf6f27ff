/**
 * What every search without a gradient must keep. A search plugs in with a `Subject`. Claims are values, so that the mutants at the end of
 * test/estimator/search/conformance.test.ts can show which of them a wrong search breaks.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { EstimatorOptions } from "../../src/estimator/estimator.ts";
import type { Search, SearchState } from "../../src/estimator/search/search.ts";
import { createRng } from "../../src/math/random.ts";
import type { Trial } from "../../src/rollout/trial.ts";
import { episode, type Objective, quadratic, tryOut } from "../support/objectives.ts";

export interface SearchSubject {
  readonly name: string;
  readonly make: (options: EstimatorOptions) => Search;
  /** Iterations in which it comes within 0.05 of the top of the bowl, three away from where it starts. */
  readonly iterations: number;
}

interface Claim {
  readonly name: string;
  readonly check: (subject: SearchSubject) => void;
}

const start = Float64Array.of(0.5, -1, 2);
const top = Float64Array.of(1.5, 1, 0);
/** −‖θ − top‖² = −‖top‖² + 2 topᵀθ − ‖θ‖², highest at (1.5, 1, 0) with 0. */
const bowl = quadratic({
  constant: -3.25,
  linear: [3, 2, 0],
  hessian: [
    [-2, 0, 0],
    [0, -2, 0],
    [0, 0, -2],
  ],
});

interface Walk {
  readonly states: SearchState[];
  readonly trials: Trial[][];
  readonly params: Float64Array;
}

/** That many iterations, each with the stream of its number; `between` is done to the state after each. */
function walk(
  search: Search,
  objective: Pick<Objective, "episodeReturn">,
  iterations: number,
  between: (state: SearchState) => SearchState = (state) => state,
): Walk {
  const states = [search.init(start)];
  const trials: Trial[][] = [];
  let params: Float64Array = start;
  for (let i = 0; i < iterations; i++) {
    const state = states.at(-1)!;
    const tried = tryOut(objective, search.ask(state, createRng(7).stream(i)));
    const step = search.tell(state, tried);
    params = step.params;
    states.push(between(step.state));
    trials.push(tried);
  }
  return { states, trials, params };
}

const throughJson = (state: SearchState) => JSON.parse(JSON.stringify(state)) as SearchState;
/** Every number of a state, however deep. */
const numbersIn = (value: unknown): number[] => {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};
const meanReturn = ({ episodes }: Trial) =>
  episodes.reduce((sum, each) => sum + each.return, 0) / episodes.length;

export const searchClaims: readonly Claim[] = [
  {
    name: "asks the same of the same state and generator, and something else of another generator",
    check: ({ make }) => {
      const { states } = walk(make({}), bowl, 4);
      for (const state of states) {
        const asked = make({}).ask(state, createRng(1));
        assert.deepEqual(make({}).ask(state, createRng(1)), asked);
        assert.notDeepEqual(make({}).ask(state, createRng(2)), asked);
      }
    },
  },
  {
    name: "hands every candidate the episodes asked for, on common seeds or on seeds of its own",
    check: ({ make }) => {
      for (const commonRandomNumbers of [true, false]) {
        const search = make({ episodes: 4, commonRandomNumbers });
        const candidates = search.ask(search.init(start), createRng(1));
        const seeds = candidates.flatMap((candidate) => candidate.seeds);
        assert.ok(candidates.every((candidate) => candidate.seeds.length === 4));
        assert.equal(new Set(seeds).size, commonRandomNumbers ? 4 : 4 * candidates.length);
      }
    },
  },
  {
    name: "leaves parameters, state and trials as they were, and tells the same twice",
    check: ({ make }) => {
      const search = make({});
      const params = start.slice();
      for (const state of [search.init(params), walk(make({}), bowl, 5).states.at(-1)!]) {
        const before = structuredClone(state);
        const candidates = search.ask(state, createRng(1));
        const trials = tryOut(bowl, candidates);
        const trialsBefore = structuredClone(trials) as Trial[];
        const first = search.tell(state, trials);
        first.params.fill(Number.NaN);
        assert.deepEqual(state, before);
        assert.deepEqual(trials, trialsBefore);
        assert.deepEqual(
          make({}).tell(before, trialsBefore).state,
          first.state,
          "told to another of its kind",
        );
      }
      assert.deepEqual(params, start);
    },
  },
  {
    name: "goes on from a state that was written as JSON as if it had never stopped, bit for bit",
    check: ({ make }) => {
      const noisy = quadratic({ linear: [3, 2, 0] }, { own: 1 });
      const whole = walk(make({}), noisy, 25);
      assert.deepEqual(throughJson(whole.states.at(-1)!), whole.states.at(-1));
      assert.deepEqual(walk(make({}), noisy, 25, throughJson), whole);
    },
  },
  {
    name: "finds the top of a bowl, by what it stands at and by the best it tried",
    check: ({ make, iterations }) => {
      const { states, params } = walk(make({ episodes: 1 }), bowl, iterations);
      for (const found of [params, states.at(-1)!.best!.params])
        for (const [j, value] of top.entries())
          assert.ok(
            Math.abs(found[j]! - value) < 0.05,
            `parameter ${j}: ${found[j]}, the top is at ${value}`,
          );
    },
  },
  {
    name: "keeps the best of all it tried, whose return never falls, and counts",
    check: ({ make }) => {
      const noisy = quadratic({ linear: [3, 2, 0] }, { own: 5 });
      const { states, trials } = walk(make({}), noisy, 25);
      assert.equal(states[0]!.best, null);
      let most = Number.NEGATIVE_INFINITY;
      for (const [i, tried] of trials.entries()) {
        for (const trial of tried) most = Math.max(most, meanReturn(trial));
        const { best, count } = states[i + 1]!;
        assert.equal(count, i + 1);
        assert.ok(Math.abs(best!.meanReturn - most) < 1e-9);
        const isBest = ({ params }: Trial) => params.every((value, j) => value === best!.params[j]);
        const had = trials.flat().filter(isBest).map(meanReturn);
        assert.ok(
          had.some((value) => Math.abs(value - most) < 1e-9),
          "those parameters had that return",
        );
      }
    },
  },
  {
    name: "sees nothing of the returns but their order",
    check: ({ make }) => {
      const cubed = { episodeReturn: (params: Float64Array) => bowl.expected(params) ** 3 * 1024 };
      const asked = ({ trials }: Walk) => trials.map((tried) => tried.map(({ params }) => params));
      assert.deepEqual(
        asked(walk(make({ episodes: 1 }), cubed, 20)),
        asked(walk(make({ episodes: 1 }), bowl, 20)),
      );
    },
  },
  {
    name: "stays finite where all returns are equal, and where they are near ±1e308",
    check: ({ make }) => {
      const extreme = (params: Float64Array) => 1.5e308 * Math.sign(params[0]! - 0.4);
      for (const episodeReturn of [() => 0, extreme]) {
        const { states, trials, params } = walk(make({ episodes: 1 }), { episodeReturn }, 100);
        assert.ok(trials.flat().every((trial) => trial.params.every(Number.isFinite)));
        assert.ok(params.every(Number.isFinite));
        assert.ok(
          states.slice(1).every((state) => numbersIn(state).every(Number.isFinite)),
          "state",
        );
      }
    },
  },
  {
    name: "refuses trials that are not those it asked for, and failed episodes, and says which",
    check: ({ make }) => {
      const search = make({ episodes: 2 });
      const state = search.init(start);
      const trials = tryOut(bowl, search.ask(state, createRng(1)));
      const refuses = (bad: readonly Trial[], message: RegExp) =>
        assert.throws(() => search.tell(state, bad), { name: "InvalidTrials", message });
      const broken = (change: (trial: Trial) => Trial) =>
        trials.map((trial, i) => (i === 1 ? change(trial) : trial));
      refuses(trials.slice(1), /expected \d+ trials.*got/);
      refuses([], /trials/);
      refuses([...trials, trials[0]!], /trials/);
      for (const value of [Number.NaN, Number.NEGATIVE_INFINITY])
        refuses(
          broken((trial) => ({
            ...trial,
            episodes: [trial.episodes[0]!, episode(trial.episodes[1]!.seed, value)],
          })),
          new RegExp(`trial 1 .*episode 1 .*${value}`),
        );
      refuses(
        broken((trial) => ({ ...trial, episodes: trial.episodes.slice(1) })),
        /trial 1 .*2 episodes, got 1/,
      );
      refuses(
        broken((trial) => ({ ...trial, params: trial.params.slice(1) })),
        /trial 1 .*3 finite parameters/,
      );
      refuses(
        broken((trial) => ({
          ...trial,
          episodes: trial.episodes.map((each) => ({ ...each, seed: each.seed ^ 1 })),
        })),
        /same seeds/,
      );
      assert.ok(search.tell(state, trials).params.length === 3, "usable afterwards");
    },
  },
  {
    name: "refuses parameters that are no numbers, and options that cannot be",
    check: ({ make }) => {
      assert.throws(() => make({}).init(Float64Array.of(1, Number.NaN)), {
        name: "RangeError",
        message: /parameter 1 is NaN/,
      });
      assert.throws(() => make({}).init(new Float64Array(0)), { name: "RangeError" });
      for (const episodes of [0, 1.5]) assert.throws(() => make({ episodes }), { message: /episodes/ });
      for (const perturbation of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        assert.throws(() => make({ perturbation }), { name: "RangeError", message: /perturbation/ });
    },
  },
];

/** Registers the suite for one search. */
export function searchConformance(subject: SearchSubject): void {
  describe(`search ${subject.name}`, () => {
    for (const { name, check } of searchClaims) it(name, () => check(subject));
  });
}
