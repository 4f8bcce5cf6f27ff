/** Through the rewards or around them (the question of the lecture notes): pathwise and score gradient of one Gaussian policy over the same paths. */
import type { DifferentiableSimulator } from "../../../src/env/differentiable.ts";
import { pendulum } from "../../../src/env/toys/pendulum.ts";
import { comparePathGradients, type MeanGradient } from "../../../src/estimator/compare-path-gradients.ts";
import { followPath, type Path, type PathNoise } from "../../../src/estimator/path.ts";
import { pathScoreGradient } from "../../../src/estimator/path-score.ts";
import { pathwiseGradient } from "../../../src/estimator/pathwise.ts";
import { log } from "../../../src/math/elementary.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import { mean } from "../../../src/math/statistics.ts";
import { norm } from "../../../src/math/vector.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { startState } from "../../support/lqr.ts";
import { median } from "../percentiles.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { shown, squaredDistance } from "./numbers.ts";
import { linearNetwork, linearParams, logStd, lqrSimulator } from "./toys.ts";

export const pathwiseVersusScore: Experiment = {
  name: "pathwise-versus-score",
  claim:
    "Pathwise and score gradients have one mean; the pathwise one varies far less, until the dynamics amplify and it explodes, which a truncated window holds back.",
  takes: "20 s",
  run: (setting) => Promise.resolve(pathwiseVersusScoreOf(setting)),
};

const horizons = [5, 10, 20, 40];
const swings = [10, 20, 40, 80, 160];
/** Steps after which back-propagation is cut. */
const WINDOW = 10;

interface Compared {
  readonly steps: number;
  readonly pathwise: MeanGradient;
  readonly score: MeanGradient;
  readonly paths: number;
  /** Distance of the means over its standard error. */
  readonly apart: number;
  /** Milliseconds of one gradient. */
  readonly cost: { readonly pathwise: number; readonly score: number };
}

/** The pendulum at one horizon. */
interface Swung {
  readonly steps: number;
  /** Mean of max ‖λₜ‖ over paths, whole and cut. */
  readonly whole: number;
  readonly cut: number;
  /** tr Cov of one path's gradient: pathwise, whole and cut, and score. */
  readonly traces: { readonly whole: number; readonly cut: number; readonly score: number };
  readonly warned: number;
}

export function pathwiseVersusScoreOf({ seed, effort, say }: Setting): Finding {
  const rng = createRng(seed).stream("pathwise-versus-score");
  const paths = scaled(2000, effort, 200);
  say(`comparing over ${paths} paths of a linear system…`);
  const compared = horizons.map((steps) => compare(steps, paths, rng.stream(steps)));
  const swingCount = scaled(200, effort, 30);
  say(`differentiating through ${swingCount} swings of a pendulum…`);
  const swung = swings.map((steps) => swing(steps, swingCount, rng.stream("pendulum").stream(steps)));
  return judged(compared, swung, swingCount);
}

export function judged(compared: readonly Compared[], swung: readonly Swung[], swingCount: number): Finding {
  const worst = Math.max(...compared.map(({ apart }) => apart));
  const ratios = compared.map(({ pathwise, score }) => score.variance / pathwise.variance);
  const growth = swung.at(-1)!.whole / swung[0]!.whole;
  const cutGrowth = swung.at(-1)!.cut / swung[0]!.cut;
  // An order of magnitude on either side is no matter of chance.
  const explodes = growth > 100 && cutGrowth < growth / 10;
  const holds = worst < 3 && Math.min(...ratios) > 1 && explodes;
  const last = compared.at(-1)!;
  return {
    ran: `${last.paths} paths of 5 to 40 steps of a linear system under u = Kx + 0.5ξ, both gradients of each path; ${swingCount} swings of 10 to 160 steps of 0.05 s of a pendulum under a network 2-16-1 with torque noise of 0.5 N m, from near upright.`,
    holds,
    numbers: `On the linear system the two means are ${shown(worst, 2)} standard errors apart at most, and the score varies ${ratios.map((ratio) => shown(ratio, 2)).join(", ")} times as much at ${horizons.join(", ")} steps. On the pendulum the longest ‖λ‖ grows ${shown(growth, 2)}-fold from ${swings[0]} to ${swings.at(-1)} steps, and ${shown(cutGrowth, 2)}-fold when cut every ${WINDOW} steps.`,
    tables: [
      {
        title: "Linear system: one mean, two variances",
        rows: compared.map(({ steps, pathwise, score, paths, apart, cost }) => ({
          steps: String(steps),
          "‖∇U‖, pathwise": shown(norm(pathwise.gradient)),
          "apart, standard errors": shown(apart, 2),
          "tr Cov, pathwise": shown(pathwise.variance * paths),
          "tr Cov, score": shown(score.variance * paths),
          "ms, pathwise": shown(cost.pathwise, 2),
          "ms, score": shown(cost.score, 2),
        })),
      },
      {
        title: "Pendulum: what the dynamics amplify",
        rows: swung.map(({ steps, whole, cut, traces, warned }) => ({
          steps: String(steps),
          "max ‖λ‖": shown(whole),
          [`cut every ${WINDOW}`]: shown(cut),
          "tr Cov, pathwise": shown(traces.whole),
          "tr Cov, cut": shown(traces.cut),
          "tr Cov, score": shown(traces.score),
          "paths warned": `${shown(100 * warned, 2)} %`,
        })),
      },
    ],
    plots: [variancePlot(compared), explosionPlot(swung)],
  };
}

function variancePlot(compared: readonly Compared[]) {
  const points = (of: (one: Compared) => number) => compared.map((one) => ({ x: one.steps, y: of(one) }));
  return {
    title: "Linear system: the score pays for not looking",
    caption:
      "Trace of the covariance of one path's gradient, and the squared length of their mean for comparison.",
    x: { name: "steps of the path", scale: "log" as const, ticks: horizons },
    y: { name: "tr Cov(ĝ) of one path", scale: "log" as const },
    series: [
      {
        label: "pathwise",
        look: "line" as const,
        points: points(({ pathwise, paths }) => pathwise.variance * paths),
      },
      { label: "score", look: "line" as const, points: points(({ score, paths }) => score.variance * paths) },
      {
        label: "‖∇U‖²",
        look: "dashed" as const,
        points: points(({ pathwise }) => norm(pathwise.gradient) ** 2),
      },
    ],
  };
}

function explosionPlot(swung: readonly Swung[]) {
  const points = (of: (one: Swung) => number) => swung.map((one) => ({ x: one.steps, y: of(one) }));
  return {
    title: "Pendulum: the gradient explodes, unless it is cut",
    caption: `Trace of the covariance of one path's gradient. Pathwise gradients are products of one Jacobian a step; cut, at every ${WINDOW} steps what comes later is dropped, which biases them.`,
    x: { name: "steps of 0.05 s", scale: "log" as const, ticks: swings },
    y: { name: "tr Cov(ĝ) of one path", scale: "log" as const },
    series: [
      { label: "pathwise", look: "line" as const, points: points(({ traces }) => traces.whole) },
      {
        label: `pathwise, cut every ${WINDOW} steps`,
        look: "line" as const,
        points: points(({ traces }) => traces.cut),
      },
      { label: "score", look: "line" as const, points: points(({ traces }) => traces.score) },
    ],
  };
}

function compare(steps: number, paths: number, rng: Rng): Compared {
  const [simulator, network, params] = [lqrSimulator(), linearNetwork(), linearParams];
  const starts = Array.from({ length: paths }, (_, i) =>
    startState(2, rng.stream("starts").stream(i).seed()),
  );
  const startOf = (i: number) => starts[i]!;
  const common = { simulator, network, params, discount: 1, logStd };
  const { pathwise, score } = comparePathGradients({
    ...common,
    stepCount: steps,
    startOf,
    pathCount: paths,
    rng,
  });
  const error = Math.sqrt(pathwise.variance + score.variance);
  const noise = noiseFor(simulator, steps, logStd, rng);
  const path = followPath({ simulator, network, params, start: starts[0]!, stepCount: steps, noise });
  const one = { network, params, path, discount: 1, noise };
  return {
    steps,
    pathwise,
    score,
    paths,
    apart: Math.sqrt(squaredDistance(pathwise.gradient, score.gradient)) / error,
    cost: { pathwise: timed(() => pathwiseGradient(one)), score: timed(() => pathScoreGradient(one)) },
  };
}

/** Milliseconds, the median of 101. */
function timed(work: () => unknown): number {
  const times = Array.from({ length: 101 }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return median(times);
}

function noiseFor(simulator: DifferentiableSimulator, steps: number, std: Float64Array, rng: Rng): PathNoise {
  return {
    logStd: std,
    draws: Float64Array.from({ length: steps * simulator.actionSize }, () => rng.normal()),
  };
}

function swing(steps: number, count: number, rng: Rng): Swung {
  const simulator = pendulum();
  const network = mlp({ inputSize: 2, hidden: [16], outputSize: 1 });
  const params = network.init(createRng(1).stream("pendulum"));
  const std = Float64Array.of(log(0.5));
  const paths = Array.from({ length: count }, (_, i) => {
    const own = rng.stream(i);
    const start = Float64Array.of(0.1 * own.normal(), 0.1 * own.normal());
    const noise = noiseFor(simulator, steps, std, own);
    return { noise, path: followPath({ simulator, network, params, start, stepCount: steps, noise }) };
  });
  const of = ({ path, noise }: { path: Path; noise: PathNoise }) => ({
    network,
    params,
    path,
    discount: 1,
    noise,
  });
  const whole = paths.map((one) => pathwiseGradient(of(one)));
  const cut = paths.map((one) => pathwiseGradient({ ...of(one), window: WINDOW }));
  const longest = (list: readonly { readonly stateGradientNorms: Float64Array }[]) =>
    mean(list.map(({ stateGradientNorms }) => Math.max(...stateGradientNorms)));
  const trace = (list: readonly { readonly gradient: Float64Array }[]): number => {
    const center = params.map((_, j) => mean(list.map(({ gradient }) => gradient[j]!)));
    return mean(list.map(({ gradient }) => squaredDistance(gradient, center)));
  };
  return {
    steps,
    whole: longest(whole),
    cut: longest(cut),
    traces: {
      whole: trace(whole),
      cut: trace(cut),
      score: trace(paths.map((one) => pathScoreGradient(of(one)))),
    },
    warned: whole.filter(({ warning }) => warning !== undefined).length / count,
  };
}
