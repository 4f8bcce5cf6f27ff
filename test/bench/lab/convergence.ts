/** ĝ = 1/m Σ ∇ log P(τᵢ) R(τᵢ) → ∇U as m grows, by 1/√m (lecture notes: as m → ∞ you recover the true gradient). */
import { createRng, type Rng } from "../../../src/math/random.ts";
import { mean, varianceOfMean } from "../../../src/math/statistics.ts";
import { norm } from "../../../src/math/vector.ts";
import { addScaled } from "../../support/tabular-mdp.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { exponentOf, shown, squaredDistance } from "./numbers.ts";
import { lqrProblem, type Problem, threeStateProblem } from "./toys.ts";

export const convergence: Experiment = {
  name: "convergence",
  claim:
    "The mean of m one-episode score gradients approaches the exact gradient, with an error that falls as 1/√m.",
  takes: "10 s",
  run: (setting) => Promise.resolve(convergenceOf([threeStateProblem(), lqrProblem()], setting)),
};

interface Measured {
  readonly problem: Problem;
  /** Root mean square of ‖ĝ − ∇U‖/‖∇U‖ over the repetitions, for each m. */
  readonly points: readonly { readonly x: number; readonly y: number; readonly expected: number }[];
  /** From m = 16 on: single returns of the linear system have heavy tails. */
  readonly exponent: number;
  /** Error at the largest m over √(tr Cov/m). */
  readonly ratio: number;
}

export function convergenceOf(problems: readonly Problem[], { seed, effort }: Setting): Finding {
  const repeats = scaled(32, effort, 12);
  const counts = [1, 4, 16, 64, 256, 1024, 4096].filter((m) => m <= Math.max(256, 4096 * effort));
  const measured = problems.map((problem) =>
    measure(problem, counts, repeats, createRng(seed).stream("convergence").stream(problem.name)),
  );
  const holds = measured.every(
    ({ exponent, ratio }) => Math.abs(exponent + 0.5) < 0.15 && Math.abs(ratio - 1) < 0.4,
  );
  return {
    ran: `${repeats} independent means of m episodes, m from 1 to ${counts.at(-1)}, of reward-to-go with γ^t on three states whose ∇U is enumerated (softmax over a table, at most 3 steps, γ = 0.7), and of reward-to-go on a linear system of 20 steps whose ∇U is known in closed form (u = Kx + 0.5ξ, 4 parameters).`,
    holds,
    numbers: measured
      .map(
        ({ problem, exponent, ratio, points }) =>
          `On the ${problem.name}, the error falls as m to the ${shown(exponent)} to ${shown(100 * points.at(-1)!.y)} % of ‖∇U‖ at m = ${counts.at(-1)}, ${shown(ratio)} times √(tr Cov(ĝ)/m).`,
      )
      .join(" "),
    tables: [
      {
        title: "Error of ĝ, as a share of ‖∇U‖",
        rows: counts.map((m, i) => ({
          m: String(m),
          ...Object.fromEntries(
            measured.flatMap(({ problem, points }) => [
              [problem.name, shown(points[i]!.y)],
              [`√(tr Cov/m), ${problem.name.split(",")[0]}`, shown(points[i]!.expected)],
            ]),
          ),
        })),
      },
    ],
    plots: [
      {
        title: "The error falls as 1/√m",
        caption: `Root mean square of ‖ĝ − ∇U‖/‖∇U‖ over ${repeats} repetitions; dotted: √(tr Cov/m), tr Cov being the trace of the covariance of one episode's gradient.`,
        x: { name: "m, episodes", scale: "log", ticks: counts },
        y: { name: "error, share of ‖∇U‖", scale: "log" },
        series: [
          ...measured.map(({ problem, points }) => ({ label: problem.name, look: "line" as const, points })),
          ...measured.map(({ problem, points }, like) => ({
            like,
            label: `√(tr Cov/m), ${problem.name.split(",")[0]}`,
            look: "dashed" as const,
            points: points.map(({ x, expected }) => ({ x, y: expected })),
          })),
        ],
      },
    ],
  };
}

function measure(problem: Problem, counts: readonly number[], repeats: number, rng: Rng): Measured {
  const most = counts.at(-1)!;
  const size = norm(problem.exact);
  const draws: Float64Array[] = [];
  const errors = Array.from({ length: repeats }, (_, k) => {
    const source = rng.stream(k);
    const sum = new Float64Array(problem.exact.length);
    const found: number[] = [];
    for (let m = 1; m <= most; m++) {
      const one = problem.draw(source);
      if (draws.length < 20_000) draws.push(one);
      addScaled(sum, one, 1);
      if (counts.includes(m))
        found.push(
          squaredDistance(
            sum.map((value) => value / m),
            problem.exact,
          ),
        );
    }
    return found;
  });
  const trace = Number.isNaN(problem.trace) ? varianceOfMean(draws) * draws.length : problem.trace;
  const points = counts.map((m, i) => ({
    x: m,
    y: Math.sqrt(mean(errors.map((row) => row[i]!))) / size,
    expected: Math.sqrt(trace / m) / size,
  }));
  return {
    problem,
    points,
    exponent: exponentOf(points.slice(2)),
    ratio: points.at(-1)!.y / points.at(-1)!.expected,
  };
}
