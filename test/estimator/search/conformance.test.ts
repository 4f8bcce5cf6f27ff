import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crossEntropy } from "../../../src/estimator/search/cross-entropy.ts";
import { genetic } from "../../../src/estimator/search/genetic.ts";
import { hillClimbing } from "../../../src/estimator/search/hill-climbing.ts";
import { nelderMead } from "../../../src/estimator/search/nelder-mead.ts";
import type { Search } from "../../../src/estimator/search/search.ts";
import type { Trial } from "../../../src/rollout/trial.ts";
import { type SearchSubject, searchClaims, searchConformance } from "../../conformance/search.ts";

const climbing: SearchSubject = { name: "hill-climbing", make: hillClimbing, iterations: 40 };
const subjects: readonly SearchSubject[] = [
  climbing,
  { name: "genetic", make: genetic, iterations: 60 },
  { name: "nelder-mead", make: nelderMead, iterations: 80 },
  {
    name: "nelder-mead, adaptive",
    make: (options) => nelderMead({ ...options, adaptive: true }),
    iterations: 80,
  },
  { name: "cross-entropy", make: crossEntropy, iterations: 60 },
];

for (const subject of subjects) searchConformance(subject);

/** The subject with part of its search replaced. */
const changed = (subject: SearchSubject, change: (search: Search) => Partial<Search>): SearchSubject => ({
  ...subject,
  make: (options) => {
    const search = subject.make(options);
    return { ...search, ...change(search) };
  },
});

const downhill = (trials: readonly Trial[]): Trial[] =>
  trials.map((trial) => ({
    ...trial,
    episodes: trial.episodes.map((each) => ({ ...each, return: -each.return })),
  }));

const finds = "finds the top of a bowl, by what it stands at and by the best it tried";
const keeps = "keeps the best of all it tried, whose return never falls, and counts";
let calls = 0;
const mutants: readonly (readonly [string, SearchSubject, string])[] = [
  ...subjects.map(
    (subject) =>
      [
        `${subject.name} that minimizes`,
        changed(subject, ({ tell }) => ({ tell: (state, trials) => tell(state, downhill(trials)) })),
        finds,
      ] as const,
  ),
  [
    "a best that is only the last one's",
    changed(climbing, ({ tell }) => ({ tell: (state, trials) => tell({ ...state, best: null }, trials) })),
    keeps,
  ],
  [
    "one episode used of three",
    changed(climbing, ({ tell }) => ({
      tell: (state, trials) =>
        tell(
          state,
          trials.map((trial) => ({
            ...trial,
            episodes: trial.episodes.map((each) => ({ ...each, return: trial.episodes[0]!.return })),
          })),
        ),
    })),
    keeps,
  ],
  [
    "a count kept outside the state",
    changed(climbing, ({ ask }) => ({ ask: (state, rng) => ask(state, rng.stream(calls++)) })),
    "asks the same of the same state and generator, and something else of another generator",
  ],
  [
    "a state with a vector in it, which JSON does not give back",
    changed(climbing, ({ tell }) => ({
      tell: (state, trials) => {
        const step = tell(state, trials);
        return { ...step, state: { ...step.state, params: step.params } };
      },
    })),
    "goes on from a state that was written as JSON as if it had never stopped, bit for bit",
  ],
];

describe("the search suite kills", () => {
  for (const [what, mutant, claim] of mutants)
    it(what, () => {
      const found = searchClaims.find(({ name }) => name === claim);
      assert.ok(found, claim);
      assert.throws(() => found.check(mutant), { name: "AssertionError" }, `"${claim}" let it live`);
    });
});
