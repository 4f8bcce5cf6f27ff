/** The suites kill these mutants: each is wrong in one way people get it wrong, and the claim named must fail for it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Matrix, pseudoInverse } from "ml-matrix";
import type { EstimatorOptions, GradientEstimate, GradientEstimator } from "../../src/estimator/estimator.ts";
import { mean } from "../../src/math/statistics.ts";
import { scale } from "../../src/math/vector.ts";
import { adam } from "../../src/optimizer/adam.ts";
import type { Optimizer, OptimizerUpdate } from "../../src/optimizer/optimizer.ts";
import type { Trial } from "../../src/rollout/trial.ts";
import { estimatorSubjects } from "../estimator/subjects.ts";
import { optimizerSubjects } from "../optimizer/subjects.ts";
import { type EstimatorSubject, estimatorClaims } from "./estimator.ts";
import { type OptimizerSubject, optimizerClaims } from "./optimizer.ts";

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  assert.ok(found, `nothing is called "${name}"`);
  return found;
}

/** The claim fails for the mutant, by its own assertion. */
function dies<S>(
  claims: readonly { name: string; check: (subject: S) => void }[],
  claim: string,
  mutant: S,
): void {
  assert.throws(
    () => named(claims, claim).check(mutant),
    { name: "AssertionError" },
    `"${claim}" let it live`,
  );
}

type Tell = GradientEstimator["tell"];

/** The estimator called `base` with one of its parts replaced. */
function changed(
  base: string,
  change: (
    estimator: GradientEstimator,
    options: EstimatorOptions,
    make: EstimatorSubject["make"],
  ) => Partial<GradientEstimator>,
): EstimatorSubject {
  const subject = named(estimatorSubjects, base);
  return {
    ...subject,
    make: (options) => {
      const estimator = subject.make(options);
      return { ...estimator, ...change(estimator, options, subject.make) };
    },
  };
}

/** The estimator called `base` whose answers are changed afterwards. */
const answering = (
  base: string,
  change: (estimate: GradientEstimate) => Partial<GradientEstimate>,
): EstimatorSubject =>
  changed(base, ({ tell }) => ({
    tell: (params, trials) => {
      const estimate = tell(params, trials);
      return { ...estimate, ...change(estimate) };
    },
  }));

const scoresOf = (trials: readonly Trial[]) =>
  trials.map(({ episodes }) => mean(episodes.map((episode) => episode.return)));

/** Kohl & Stone once more, to be told wrongly: `difference` gets the scores of the groups and of all. */
function kohlStoneWith(
  difference: (plus: number[], zero: number[], minus: number[], policies: number) => number,
): EstimatorSubject {
  return changed("kohl-stone", ({ tell }, { perturbation = 1 }) => ({
    tell: (params, trials) => {
      const scores = scoresOf(trials);
      const group = (n: number, sign: number) =>
        scores.filter((_, i) => Math.sign(trials[i]!.params[n]! - params[n]!) === sign);
      const gradient = params.map(
        (_, n) => difference(group(n, 1), group(n, 0), group(n, -1), trials.length) / (2 * perturbation),
      );
      return { ...tell(params, trials), gradient };
    },
  }));
}

const sum = (list: readonly number[]) => list.reduce((total, x) => total + x, 0);
const regressionThroughTheOrigin: Tell = (params, trials) => {
  const rows = trials.map((trial) => Array.from(trial.params, (value, j) => value - params[j]!));
  const gradient = pseudoInverse(new Matrix(rows))
    .mmul(Matrix.columnVector(scoresOf(trials)))
    .to1DArray();
  return { gradient: Float64Array.from(gradient), variance: 1 };
};

const exactLinear = "is exact on a linear function without noise";
const averages = "averages to its expectation on a noisy quadratic, within 3 standard errors";
const reports = "reports the variance that many estimates have";
const shared = "hands every candidate the episodes asked for, on common seeds or on seeds of its own";
const again = "asks the same of the same parameters and generator, and something else of another generator";
const untouched = "leaves parameters and trials as they were, and tells the same twice";
const refuses = "refuses trials that are not those it asked for, and failed episodes, and says which";

let calls = 0;
const estimatorMutants: readonly (readonly [string, EstimatorSubject, string])[] = [
  [
    "a gradient pointing down",
    answering("forward-difference", ({ gradient }) => ({ gradient: scale(gradient, -1) })),
    exactLinear,
  ],
  [
    "a central difference divided by δ",
    answering("central-difference", ({ gradient }) => ({ gradient: scale(gradient, 2) })),
    exactLinear,
  ],
  [
    "a central difference divided by 2 twice",
    answering("central-difference", ({ gradient }) => ({ gradient: scale(gradient, 0.5) })),
    exactLinear,
  ],
  [
    "coordinates in reverse",
    answering("forward-difference", ({ gradient }) => ({ gradient: gradient.toReversed() })),
    exactLinear,
  ],
  [
    "a δ nobody can change",
    {
      ...named(estimatorSubjects, "forward-difference"),
      make: (options) => named(estimatorSubjects, "forward-difference").make({ ...options, perturbation: 1 }),
    },
    averages,
  ],
  [
    "the variance of a single episode",
    answering("forward-difference", ({ variance }) => ({ variance: 3 * variance })),
    reports,
  ],
  [
    "the standard deviation for the variance",
    answering("linear-regression", ({ variance }) => ({ variance: Math.sqrt(variance) })),
    reports,
  ],
  ["a variance of 0", answering("central-difference", () => ({ variance: 0 })), reports],
  [
    "the variance of fresh seeds where seeds are common",
    changed("forward-difference", (_, options, make) => ({
      tell: make({ ...options, commonRandomNumbers: false }).tell,
    })),
    reports,
  ],
  [
    "Kohl & Stone's variance without what the seeds share",
    changed("kohl-stone", (_, options, make) => ({
      tell: make({ ...options, commonRandomNumbers: false }).tell,
    })),
    reports,
  ],
  [
    "fresh seeds although common ones are asked for",
    changed("forward-difference", (_, options, make) => ({
      ask: make({ ...options, commonRandomNumbers: false }).ask,
    })),
    shared,
  ],
  [
    "common seeds although fresh ones are asked for",
    changed("kohl-stone", (_, options, make) => ({
      ask: make({ ...options, commonRandomNumbers: true }).ask,
    })),
    shared,
  ],
  [
    "candidates that remember earlier ones",
    changed("kohl-stone", ({ ask }) => ({ ask: (params, rng) => ask(params, rng.stream(calls++)) })),
    again,
  ],
  [
    "parameters left perturbed",
    changed("forward-difference", ({ ask }) => ({
      ask: (params, rng) => {
        const asked = ask(params, rng);
        params.set(asked.at(-1)!.params);
        return asked;
      },
    })),
    untouched,
  ],
  [
    "failed episodes taken for 0",
    changed("central-difference", ({ tell }) => ({
      tell: (params, trials) =>
        tell(
          params,
          trials.map((trial) => ({
            ...trial,
            episodes: trial.episodes.map((episode) => ({
              ...episode,
              return: Number.isFinite(episode.return) ? episode.return : 0,
            })),
          })),
        ),
    })),
    refuses,
  ],
  [
    "one episode used of three",
    changed("central-difference", (_, options, make) => ({
      tell: (params, trials) =>
        make({ ...options, episodes: 1 }).tell(
          params,
          trials.map((trial) => ({ ...trial, episodes: trial.episodes.slice(0, 1) })),
        ),
    })),
    "uses every episode of a trial",
  ],
  [
    "a regression through the origin",
    changed("linear-regression", () => ({ tell: regressionThroughTheOrigin })),
    "does not change when a constant is added to every return",
  ],
  [
    "a regression with the gradient of ΔU in units of δ",
    changed("linear-regression", ({ tell }, { perturbation = 1 }) => ({
      tell: (params, trials) => {
        const { gradient, variance } = tell(params, trials);
        return { gradient: scale(gradient, perturbation), variance };
      },
    })),
    exactLinear,
  ],
  [
    "groups averaged over all t policies",
    kohlStoneWith((plus, _, minus, t) => sum(plus) / t - sum(minus) / t),
    averages,
  ],
  ["groups summed, not averaged", kohlStoneWith((plus, _, minus) => sum(plus) - sum(minus)), averages],
  [
    "A zeroed when staying beats either side",
    kohlStoneWith((plus, zero, minus) =>
      mean(zero) > Math.min(mean(plus), mean(minus)) ? 0 : mean(plus) - mean(minus),
    ),
    averages,
  ],
  [
    "evolution strategies that step downhill",
    answering("evolution-strategies", ({ gradient }) => ({ gradient: scale(gradient, -1) })),
    averages,
  ],
  [
    "evolution strategies averaged over candidates where differences of pairs were summed",
    answering("evolution-strategies", ({ gradient }) => ({ gradient: scale(gradient, 0.5) })),
    averages,
  ],
  ["A taken from the middle", kohlStoneWith((plus, zero) => mean(plus) - mean(zero)), averages],
];

describe("the estimator suite kills", () => {
  for (const [what, mutant, claim] of estimatorMutants) it(what, () => dies(estimatorClaims, claim, mutant));

  it("nothing that is right: Kohl & Stone written a second time passes where its mutants die", () => {
    const right = kohlStoneWith((plus, zero, minus) =>
      mean(zero) > mean(plus) && mean(zero) > mean(minus) ? 0 : mean(plus) - mean(minus),
    );
    named(estimatorClaims, averages).check(right);
  });
});

/** The optimizer called `base`, its updates changed. */
function updating(
  base: string,
  change: (update: OptimizerUpdate, gradient: Float64Array) => OptimizerUpdate,
): OptimizerSubject {
  const subject = named(optimizerSubjects, base);
  const make = (optimizer: Optimizer): Optimizer => ({
    ...optimizer,
    update: (gradient, state) => change(optimizer.update(gradient, state), gradient),
  });
  return { ...subject, make: () => make(subject.make()), climber: () => make(subject.climber()) };
}

const rescaled = (
  base: string,
  factor: (update: OptimizerUpdate, gradient: Float64Array) => number,
): OptimizerSubject =>
  updating(base, (update, gradient) => ({ ...update, delta: scale(update.delta, factor(update, gradient)) }));

const formula = "takes the steps of its formula";
const asAdam = (optimizer: () => Optimizer): OptimizerSubject => ({
  ...named(optimizerSubjects, "adam"),
  make: optimizer,
});

const optimizerMutants: readonly (readonly [string, OptimizerSubject, string])[] = [
  [
    "steps downhill",
    rescaled("ascent", () => -1),
    "starts uphill: each element of the first step has the sign of its gradient",
  ],
  ["a climb that goes down", rescaled("adam", () => -1), "climbs a concave quadratic to its top"],
  ["a restricted step of √ε", rescaled("restricted-step", () => Math.SQRT1_2), formula],
  [
    "a step that grows with the gradient",
    rescaled("step-length", (_, gradient) => Math.hypot(...gradient)),
    formula,
  ],
  [
    "Adam without bias correction",
    rescaled("adam", ({ state: { count } }) => (1 - 0.9 ** count) / Math.sqrt(1 - 0.999 ** count)),
    formula,
  ],
  [
    "Adam that corrects only the mean",
    rescaled("adam", ({ state: { count } }) => 1 / Math.sqrt(1 - 0.999 ** count)),
    formula,
  ],
  [
    "Adam with its decays exchanged",
    asAdam(() => adam({ learningRate: 0.05, beta1: 0.999, beta2: 0.9 })),
    formula,
  ],
  [
    "Adam that starts anew every time",
    asAdam(() => {
      const optimizer = adam({ learningRate: 0.05 });
      return {
        ...optimizer,
        update: (gradient) => optimizer.update(gradient, optimizer.init(gradient.length)),
      };
    }),
    formula,
  ],
  [
    "RMSProp whose mean square starts at 1",
    {
      ...named(optimizerSubjects, "rmsprop"),
      make: () => {
        const optimizer = named(optimizerSubjects, "rmsprop").make();
        return { ...optimizer, init: (n) => ({ count: 0, moments: { v: new Float64Array(n).fill(1) } }) };
      },
    },
    formula,
  ],
  [
    "moments changed in place",
    asAdam(() => {
      const optimizer = adam({ learningRate: 0.05 });
      return {
        ...optimizer,
        update: (gradient, state) => {
          const update = optimizer.update(gradient, state);
          state.moments.m!.set(update.state.moments.m!);
          return update;
        },
      };
    }),
    "leaves gradient and state as they were, and answers the same twice",
  ],
  [
    "a count that stands still",
    updating("adam", (update) => ({ ...update, state: { ...update.state, count: 0 } })),
    "counts its updates, and keeps one finite number a parameter in each moment",
  ],
  [
    "moments kept outside the state",
    asAdam(() => {
      const optimizer = adam({ learningRate: 0.05 });
      let hidden = optimizer.init(4);
      return {
        ...optimizer,
        update: (gradient, state) => {
          const update = optimizer.update(gradient, { ...hidden, count: state.count });
          hidden = update.state;
          return { ...update, state: { ...update.state, moments: state.moments } };
        },
      };
    }),
    "goes on from a state that was written as JSON as if it had never stopped",
  ],
  [
    "NaN let through",
    {
      ...named(optimizerSubjects, "ascent"),
      make: () => ({
        ...named(optimizerSubjects, "ascent").make(),
        update: (gradient, state) => ({ delta: gradient, state }),
      }),
    },
    "refuses a gradient that is not finite or too large to be squared, and names the element",
  ],
];

describe("the optimizer suite kills", () => {
  for (const [what, mutant, claim] of optimizerMutants) it(what, () => dies(optimizerClaims, claim, mutant));
});
