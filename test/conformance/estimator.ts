/**
 * What every gradient estimator must keep, whatever it is made of. An estimator plugs in with a `Subject`; what it cannot keep it skips by name,
 * with the reason. Claims are values, so that test/conformance/mutants.test.ts can show which of them a wrong estimator breaks.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  Candidate,
  EstimatorOptions,
  GradientEstimate,
  GradientEstimator,
} from "../../src/estimator/estimator.ts";
import { createRng } from "../../src/math/random.ts";
import { mean, standardError, varianceOfMean } from "../../src/math/statistics.ts";
import { equal } from "../../src/math/vector.ts";
import type { Trial } from "../../src/rollout/trial.ts";
import { episode, type Objective, quadratic, tryOut } from "../support/objectives.ts";

export interface EstimatorSubject {
  readonly name: string;
  readonly make: (options: EstimatorOptions) => GradientEstimator;
  /** E[gradient] at `params` on a quadratic; default: ∇U. */
  readonly expectation?: (objective: Objective, params: Float64Array, perturbation: number) => Float64Array;
  /**
   * How candidates become trials; default: one episode of one step a seed. An estimator that explores with its actions plays a Gaussian policy of
   * mean θ here and is paid the objective at its action: on a quadratic the gradient of the expected return is the same ∇U(θ).
   */
  readonly tryOut?: (objective: Objective, candidates: readonly Candidate[]) => Trial[];
  /** How many estimates the statistical claims may make; default 1000. Fewer where one takes many trials. */
  readonly estimates?: number;
  /** Claims this estimator does not make, by name, and why. */
  readonly skip?: Readonly<Record<string, string>>;
}

interface Claim {
  readonly name: string;
  readonly check: (subject: EstimatorSubject) => void;
}

const start = Float64Array.of(0.5, -1, 2);
const hessian = [
  [-0.5, 0.2, 0],
  [0.2, 0.4, -0.3],
  [0, -0.3, -0.2],
];
const linearObjective = quadratic({ constant: 7, linear: [3, -4, 5] });
const bothModes = [true, false] as const;

/** One estimate on `objective`, from the stream named `run`. */
function estimate(
  subject: EstimatorSubject,
  objective: Objective,
  options: EstimatorOptions = {},
  run: string | number = 0,
  params = start,
): GradientEstimate {
  const estimator = subject.make(options);
  const rollOut = subject.tryOut ?? tryOut;
  return estimator.tell(params, rollOut(objective, estimator.ask(params, createRng(11).stream(run))));
}

const many = (
  subject: EstimatorSubject,
  objective: Objective,
  options: EstimatorOptions,
  count: number,
): GradientEstimate[] =>
  Array.from({ length: count }, (_, run) => estimate(subject, objective, options, run));

function assertClose(
  actual: Float64Array,
  expected: Float64Array,
  tolerance: number,
  what = "gradient",
): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  for (const [j, value] of expected.entries())
    assert.ok(
      Math.abs(actual[j]! - value) <= tolerance * Math.max(1, Math.abs(value)),
      `${what}: element ${j} is ${actual[j]}, expected ${value}`,
    );
}

/** N − 1 in the denominator: tr of the sample covariance of the estimates. */
const spread = (estimates: readonly GradientEstimate[]): number =>
  varianceOfMean(estimates.map(({ gradient }) => gradient)) * estimates.length;

/** A fresh set of trials, and copies that nobody can reach. */
const copyOf = (trials: readonly Trial[]): Trial[] => structuredClone(trials) as Trial[];

export const estimatorClaims: readonly Claim[] = [
  {
    name: "asks the same of the same parameters and generator, and something else of another generator",
    check: ({ make }) => {
      const estimator = make({});
      const first = estimator.ask(start, createRng(1));
      assert.deepEqual(estimator.ask(start, createRng(1)), first, "asked again");
      assert.deepEqual(make({}).ask(start, createRng(1)), first, "asked of another of its kind");
      assert.notDeepEqual(estimator.ask(start, createRng(2)), first, "asked with another generator");
    },
  },
  {
    name: "hands every candidate the episodes asked for, on common seeds or on seeds of its own",
    check: ({ make }) => {
      for (const commonRandomNumbers of bothModes) {
        const candidates = make({ episodes: 4, commonRandomNumbers }).ask(start, createRng(1));
        const seeds = candidates.flatMap((candidate) => candidate.seeds);
        assert.ok(candidates.every((candidate) => candidate.seeds.length === 4));
        assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
        assert.equal(new Set(seeds).size, commonRandomNumbers ? 4 : 4 * candidates.length, "different seeds");
      }
    },
  },
  {
    name: "leaves parameters and trials as they were, and tells the same twice",
    check: (subject) => {
      const estimator = subject.make({});
      const params = start.slice();
      const candidates = estimator.ask(params, createRng(1));
      assert.deepEqual(params, start, "after ask");
      const trials = (subject.tryOut ?? tryOut)(quadratic({ linear: [1, 2, 3] }, { own: 1 }), candidates);
      const before = copyOf(trials);
      const first = estimator.tell(params, trials);
      assert.deepEqual(params, start);
      assert.deepEqual(trials, before);
      assert.ok(
        candidates.every((candidate) => candidate.params.buffer !== params.buffer),
        "candidates own their numbers",
      );
      assert.deepEqual(estimator.tell(params, before), first);
      assert.deepEqual(subject.make({}).tell(params, before), first, "told to another of its kind");
    },
  },
  {
    name: "is exact on a linear function without noise",
    check: (subject) => {
      for (const perturbation of [1, 0.01]) {
        const { gradient, variance } = estimate(subject, linearObjective, { perturbation });
        assertClose(gradient, linearObjective.gradient(start), 1e-9);
        assert.ok(variance >= 0 && variance < 1e-15, `variance ${variance}`);
      }
    },
  },
  {
    name: "is exact on a quadratic function without noise",
    check: (subject) => {
      const objective = quadratic({ linear: [3, -4, 5], hessian });
      assertClose(estimate(subject, objective).gradient, objective.gradient(start), 1e-12);
    },
  },
  {
    name: "averages to its expectation on a noisy quadratic, within 3 standard errors",
    check: (subject) => {
      const objective = quadratic(
        { constant: 100, linear: [3, -4, 5], hessian },
        { own: 0.5, shared: 1, slope: 0.3 },
      );
      const target = subject.expectation?.(objective, start, 0.5) ?? objective.gradient(start);
      for (const commonRandomNumbers of bothModes) {
        const estimates = many(
          subject,
          objective,
          { episodes: 1, perturbation: 0.5, commonRandomNumbers },
          subject.estimates ?? 1000,
        );
        for (const [j, value] of target.entries()) {
          const elements = estimates.map(({ gradient }) => gradient[j]!);
          const error = Math.abs(mean(elements) - value);
          assert.ok(
            error <= 3 * standardError(elements),
            `element ${j}: mean ${mean(elements)}, expected ${value}, ${error / standardError(elements)} standard errors off (common: ${commonRandomNumbers})`,
          );
        }
      }
    },
  },
  {
    name: "reports the variance that many estimates have",
    check: (subject) => {
      // dᵢ = ‖gᵢ − ḡ‖² N/(N−1) − reported varianceᵢ has mean 0 when the report is unbiased; its own scatter says how near 0 it must be.
      for (const noise of [{ own: 1 }, { own: 0.5, shared: 2 }, { own: 0.5, shared: 1, slope: 0.7 }])
        for (const commonRandomNumbers of bothModes) {
          const objective = quadratic({ linear: [3, -4, 5] }, noise);
          const count = (subject.estimates ?? 1000) / 2;
          const estimates = many(subject, objective, { episodes: 3, commonRandomNumbers }, count);
          const center = start.map((_, j) => mean(estimates.map(({ gradient }) => gradient[j]!)));
          const excess = estimates.map(
            ({ gradient, variance }) =>
              (gradient.reduce((sum, value, j) => sum + (value - center[j]!) ** 2, 0) * count) / (count - 1) -
              variance,
          );
          const reported = mean(estimates.map(({ variance }) => variance));
          const context = `reported ${reported}, found ${spread(estimates)} (common: ${commonRandomNumbers}, noise ${JSON.stringify(noise)})`;
          assert.ok(Math.abs(mean(excess)) <= 4 * standardError(excess), context);
          // And the test is sharp enough to see a wrong factor of ½ or 2.
          assert.ok(standardError(excess) <= 0.1 * spread(estimates), `too blunt: ${context}`);
        }
    },
  },
  {
    name: "has less variance with common random numbers where candidates share their noise",
    check: (subject) => {
      const objective = quadratic({ linear: [3, -4, 5] }, { own: 0.1, shared: 10 });
      const [common, fresh] = bothModes.map((commonRandomNumbers) => {
        const estimates = many(subject, objective, { episodes: 2, commonRandomNumbers }, 60);
        return { found: spread(estimates), reported: mean(estimates.map(({ variance }) => variance)) };
      });
      assert.ok(common!.found < fresh!.found / 2, `found ${common!.found} against ${fresh!.found}`);
      assert.ok(
        common!.reported < fresh!.reported / 2,
        `reported ${common!.reported} against ${fresh!.reported}`,
      );
    },
  },
  {
    name: "does not change when a constant is added to every return",
    check: (subject) => {
      for (const commonRandomNumbers of bothModes) {
        const [low, high] = [0, 1000].map((constant) =>
          estimate(subject, quadratic({ constant, linear: [3, -4, 5], hessian }, { own: 1 }), {
            commonRandomNumbers,
          }),
        );
        assertClose(high!.gradient, low!.gradient, 1e-9);
        assert.ok(Math.abs(high!.variance / low!.variance - 1) < 1e-8);
      }
    },
  },
  {
    name: "scales with the returns: the gradient by the factor, its variance by the square",
    check: (subject) => {
      const objective = quadratic({ linear: [3, -4, 5], hessian }, { own: 1 });
      const fourfold = {
        ...objective,
        episodeReturn: (params: Float64Array, seed: number) => 4 * objective.episodeReturn(params, seed),
      };
      for (const commonRandomNumbers of bothModes) {
        const [once, more] = [objective, fourfold].map((each) =>
          estimate(subject, each, { commonRandomNumbers }),
        );
        assertClose(
          more!.gradient,
          once!.gradient.map((value) => 4 * value),
          1e-12,
        );
        assert.ok(Math.abs(more!.variance / once!.variance - 16) < 1e-9);
      }
    },
  },
  {
    name: "treats every coordinate alike",
    check: (subject) => {
      const estimator = subject.make({});
      const objective = quadratic({ linear: [3, -4, 5], hessian }, { own: 1 });
      const trials = (subject.tryOut ?? tryOut)(objective, estimator.ask(start, createRng(1)));
      const rotate = (a: Float64Array) => Float64Array.of(a[2]!, a[0]!, a[1]!);
      const rotated = trials.map((trial) => ({ ...trial, params: rotate(trial.params) }));
      // An estimator without random perturbations wants its own order of candidates; a random one takes any.
      const wanted = estimator
        .ask(rotate(start), createRng(1))
        .map(({ params }) => rotated.find((trial) => equal(trial.params, params)));
      const inOrder =
        !wanted.includes(undefined) && new Set(wanted).size === trials.length ? (wanted as Trial[]) : rotated;
      const told = estimator.tell(rotate(start), inOrder);
      const expected = estimator.tell(start, trials);
      assertClose(told.gradient, rotate(expected.gradient), 1e-9);
      assert.ok(Math.abs(told.variance / expected.variance - 1) < 1e-9);
    },
  },
  {
    name: "uses every episode of a trial",
    check: (subject) => {
      const estimator = subject.make({ episodes: 3 });
      const trials = (subject.tryOut ?? tryOut)(linearObjective, estimator.ask(start, createRng(1)));
      const expected = estimator.tell(start, trials);
      // Each trial's mean stays what it was, while every single episode moves.
      const shaken = trials.map((trial, i) => ({
        ...trial,
        episodes: trial.episodes.map((each, k) => ({
          ...each,
          return: each.return + [1, 2, -3][k]! * (i + 1),
        })),
      }));
      const told = estimator.tell(start, shaken);
      assertClose(told.gradient, expected.gradient, 1e-9);
      assert.ok(told.variance > expected.variance);
    },
  },
  {
    name: "with one episode a candidate, the gradient is there and the variance is NaN unless it can be told",
    check: (subject) => {
      for (const commonRandomNumbers of bothModes) {
        const { gradient, variance } = estimate(subject, quadratic({ linear: [3, -4, 5] }, { own: 1 }), {
          episodes: 1,
          commonRandomNumbers,
        });
        assert.ok(gradient.every(Number.isFinite));
        assert.ok(Number.isNaN(variance) || variance > 0, `variance ${variance}`);
      }
    },
  },
  {
    name: "refuses trials that are not those it asked for, and failed episodes, and says which",
    check: (subject) => {
      const estimator = subject.make({ episodes: 2 });
      const trials = (subject.tryOut ?? tryOut)(linearObjective, estimator.ask(start, createRng(1)));
      const broken = (change: (trial: Trial) => Trial) =>
        trials.map((trial, i) => (i === 1 ? change(trial) : trial));
      const refuses = (bad: readonly Trial[], message: RegExp) =>
        assert.throws(() => estimator.tell(start, bad), { name: "InvalidTrials", message });
      refuses(trials.slice(1), new RegExp(`${trials.length} trials.*got ${trials.length - 1}`));
      refuses([], /trials/);
      refuses([...trials, trials[0]!], /trials/);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
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
        broken((trial) => ({ ...trial, params: trial.params.map(() => Number.NaN) })),
        /trial 1/,
      );
      refuses(
        broken((trial) => ({
          ...trial,
          episodes: trial.episodes.map((each) => ({ ...each, seed: each.seed ^ 1 })),
        })),
        /same seeds/,
      );
      assert.ok(estimator.tell(start, trials).gradient.length === 3, "usable afterwards");
    },
  },
  {
    name: "refuses parameters that are no numbers, and options that cannot be",
    check: ({ make }) => {
      const rng = createRng(1);
      assert.throws(() => make({}).ask(Float64Array.of(1, Number.NaN), rng), {
        name: "RangeError",
        message: /parameter 1 is NaN/,
      });
      assert.throws(() => make({}).ask(new Float64Array(0), rng), { name: "RangeError" });
      for (const episodes of [0, -1, 1.5, Number.NaN])
        assert.throws(() => make({ episodes }), { name: "RangeError", message: /episodes/ });
      for (const perturbation of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        assert.throws(() => make({ perturbation }), { name: "RangeError", message: /perturbation/ });
    },
  },
];

/** Registers the suite for one estimator. */
export function estimatorConformance(subject: EstimatorSubject): void {
  const names = new Set(estimatorClaims.map(({ name }) => name));
  for (const name of Object.keys(subject.skip ?? {}))
    if (!names.has(name)) throw new Error(`${subject.name} skips "${name}", which is no claim of the suite`);
  describe(`estimator ${subject.name}`, () => {
    for (const { name, check } of estimatorClaims)
      it(name, { skip: subject.skip?.[name] ?? false }, () => check(subject));
  });
}
