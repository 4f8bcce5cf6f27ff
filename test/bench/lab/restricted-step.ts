/** α is a factor and not the size of a step; √(2ε) is (lecture notes, restricted step method). */
import { norm } from "../../../src/math/vector.ts";
import { ascent } from "../../../src/optimizer/ascent.ts";
import type { Optimizer } from "../../../src/optimizer/optimizer.ts";
import { restrictedStep } from "../../../src/optimizer/restricted-step.ts";
import { exponential } from "../../../src/optimizer/schedule.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { shown } from "./numbers.ts";

/** U(θ) = −½ (θ₁² + 100 θ₂²), from (10, 1). */
const curvature = Float64Array.of(1, 100);
const start = Float64Array.of(10, 1);
const utility = (params: Float64Array): number =>
  -0.5 * params.reduce((sum, x, j) => sum + curvature[j]! * x * x, 0);
const gradientAt = (params: Float64Array): Float64Array => params.map((x, j) => -curvature[j]! * x);

export interface Rule {
  readonly name: string;
  readonly optimizer: Optimizer;
  /** ε of every step; undefined where there is none. */
  readonly restriction?: (count: number) => number;
}

const alphas = [0.001, 0.01, 0.0195, 0.021];

export const rules: readonly Rule[] = [
  ...alphas.map(
    (learningRate): Rule => ({ name: `ascent, α = ${learningRate}`, optimizer: ascent({ learningRate }) }),
  ),
  restricted("restricted, ε = 0.02", () => 0.02),
  restricted("restricted, ε falling", exponential(0.02, 0.98)),
];

function restricted(name: string, restriction: (count: number) => number): Rule {
  return { name, restriction, optimizer: restrictedStep({ restriction }) };
}

export const restrictedSteps: Experiment = {
  name: "restricted-step",
  claim:
    "The length of a plain ascent step is whatever the gradient makes of α, while a restricted step is exactly √(2ε) long wherever it is taken.",
  takes: "1 s",
  run: (setting) => Promise.resolve(restrictedStepOf(rules, setting)),
};

export function restrictedStepOf(all: readonly Rule[], { effort }: Setting): Finding {
  const count = scaled(100, effort, 40);
  const tracks = all.map((rule) => track(rule, count));
  const exact = tracks.filter(({ rule }) => rule.restriction !== undefined);
  const plain = tracks.filter(({ rule }) => rule.restriction === undefined);
  const worst = Math.max(...exact.map(({ off }) => off));
  const spread = Math.min(...plain.map(({ lengths }) => Math.max(...lengths) / Math.min(...lengths)));
  const holds = exact.length > 0 && worst < 1e-12 && spread > 2;
  return {
    ran: `${count} steps of each rule up U = −½(θ₁² + 100θ₂²) from (10, 1), where ‖∇U‖ is ${shown(norm(gradientAt(start)))}; gradients are exact.`,
    holds,
    numbers: `Restricted steps are off √(2ε) by ${shown(worst, 2)} of their length at most. Within one run of plain ascent the longest step is at least ${shown(spread)} times the shortest.`,
    tables: [
      {
        title: "Step lengths, and where each rule ends",
        rows: tracks.map(({ rule, lengths, gaps, off }) => ({
          rule: rule.name,
          "first step": shown(lengths[0]!),
          longest: shown(Math.max(...lengths)),
          shortest: shown(Math.min(...lengths)),
          "largest |length/√(2ε) − 1|": rule.restriction ? shown(off, 2) : "–",
          "−U at the end": shown(gaps.at(-1)!),
        })),
      },
    ],
    plots: [plotOf(tracks, "lengths"), plotOf(tracks, "gaps")],
  };
}

interface Track {
  readonly rule: Rule;
  readonly lengths: readonly number[];
  /** −U after each step: what is missing to the optimum. */
  readonly gaps: readonly number[];
  /** max |length/√(2ε) − 1| */
  readonly off: number;
}

function track(rule: Rule, count: number): Track {
  let [params, state, off] = [start, rule.optimizer.init(start.length), 0];
  const [lengths, gaps]: [number[], number[]] = [[], [-utility(start)]];
  for (let k = 0; k < count; k++) {
    const update = rule.optimizer.update(gradientAt(params), state);
    state = update.state;
    params = params.map((x, j) => x + update.delta[j]!);
    const length = norm(update.delta);
    lengths.push(length);
    gaps.push(-utility(params));
    if (rule.restriction) off = Math.max(off, Math.abs(length / Math.sqrt(2 * rule.restriction(k)) - 1));
  }
  return { rule, lengths, gaps, off };
}

function plotOf(tracks: readonly Track[], which: "lengths" | "gaps") {
  const isLength = which === "lengths";
  return {
    title: isLength ? "How long each step is" : "What is missing to the optimum",
    caption: isLength
      ? "Euclidean length of each step. A restricted step is level where ε is, and falls as ε does; ascent is long where the bowl is steep."
      : "−U after each step; lines end where they leave the drawing. Steps of one length end by circling the optimum at about that distance.",
    x: { name: "step", scale: "linear" as const },
    y: {
      name: isLength ? "length of the step, in units of θ" : "−U, in units of the return",
      scale: "log" as const,
      limits: (isLength ? [1e-3, 1e2] : [1e-3, 1e4]) as [number, number],
    },
    series: tracks.map(({ rule, [which]: values }) => ({
      label: rule.name,
      look: rule.restriction ? ("line" as const) : ("fine" as const),
      points: values.map((y, k) => ({ x: isLength ? k + 1 : k, y })),
    })),
  };
}
