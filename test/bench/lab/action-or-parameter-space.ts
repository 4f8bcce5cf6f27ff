/**
 * Where to put the noise (lecture notes, policy gradients and evolution strategies side by side): on every action, or once an episode on θ.
 *
 *     action space      ĝ = Σₜ ∇ log π(aₜ|sₜ) (R − b)           aₜ = K sₜ + σₐ ξₜ
 *     parameter space   ĝ = (R − b) ε/σ                          aₜ = (K + σε) sₜ
 *
 * One episode each, both the plain score trick with the mean return for b. Salimans et al. (2017), §3.1: the score in action space is a sum of T
 * terms and its variance grows with T, that in parameter space is one.
 */
import { followPath } from "../../../src/estimator/path.ts";
import { pathScoreGradient } from "../../../src/estimator/path-score.ts";
import { log } from "../../../src/math/elementary.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import { mean } from "../../../src/math/statistics.ts";
import { startState } from "../../support/lqr.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { exponentOf, shown, squaredDistance } from "./numbers.ts";
import { linearNetwork, linearParams, lqrSimulator } from "./toys.ts";

export const actionOrParameterSpace: Experiment = {
  name: "action-or-parameter-space",
  claim:
    "While every policy that is tried is stable, the variance of a gradient from noise on actions grows faster with the horizon than that from noise on parameters.",
  takes: "15 s",
  run: (setting) => {
    setting.say("rolling out horizons from 5 to 160 steps…");
    const at = (params: Float64Array) => horizons.map((steps) => measureAt(steps, params, setting));
    return Promise.resolve(spacesOf(at(stable), at(slow)));
  },
};

const horizons = [5, 10, 20, 40, 80, 160];
const std = 0.1;

export interface AtHorizon {
  readonly steps: number;
  readonly episodes: number;
  readonly action: Space;
  readonly parameter: Space;
}

interface Space {
  /** tr Cov of one episode's gradient. */
  readonly trace: number;
  /** tr Cov of its score alone, Σ ∇ log π or ε/σ: what is multiplied with the return. */
  readonly scoreTrace: number;
  /** Squared length of the mean gradient. */
  readonly squaredLength: number;
}

export function measureAt(
  steps: number,
  params: Float64Array,
  { seed, effort }: Pick<Setting, "seed" | "effort">,
): AtHorizon {
  const episodes = scaled(3000, effort, 300);
  const rng = createRng(seed).stream("action-or-parameter-space").stream(steps);
  const [onActions, onParameters] = [rng.stream("actions"), rng.stream("parameters")];
  return {
    steps,
    episodes,
    action: spaceOf(Array.from({ length: episodes }, () => inActionSpace(steps, params, onActions))),
    parameter: spaceOf(Array.from({ length: episodes }, () => inParameterSpace(steps, params, onParameters))),
  };
}

/** One episode: its score and its return. */
interface Drawn {
  readonly score: Float64Array;
  readonly return: number;
}

const [simulator, network] = [lqrSimulator(), linearNetwork()];

/** μ(s) = −2s + b, b = 0: a fifth of what is left goes in every step, so that no likely draw of ε makes the system unstable. */
export const stable = Float64Array.of(-2, 0, 0, -2, 0, 0);
/** The gain of the other experiments: a draw of ε in a thousand makes it unstable. */
export const slow = linearParams;

function inActionSpace(stepCount: number, params: Float64Array, rng: Rng): Drawn {
  const draws = Float64Array.from({ length: 2 * stepCount }, () => rng.normal());
  const noise = { logStd: new Float64Array(2).fill(log(std)), draws };
  const path = followPath({ simulator, network, params, start: startState(2, rng.seed()), stepCount, noise });
  // The score alone is the gradient of a path whose last reward is 1 and whose others are 0.
  const last = path.transitions.length - 1;
  const marked = path.transitions.map((transition, t) => ({ ...transition, reward: t === last ? 1 : 0 }));
  const { gradient } = pathScoreGradient({
    network,
    params,
    path: { ...path, transitions: marked },
    discount: 1,
    noise,
  });
  return {
    score: gradient,
    return: path.transitions.reduce((sum, { reward }) => sum + reward, 0),
  };
}

function inParameterSpace(stepCount: number, params: Float64Array, rng: Rng): Drawn {
  const epsilon = Float64Array.from({ length: params.length }, () => rng.normal());
  const moved = params.map((value, j) => value + std * epsilon[j]!);
  const path = followPath({ simulator, network, params: moved, start: startState(2, rng.seed()), stepCount });
  return {
    score: epsilon.map((value) => value / std),
    return: path.transitions.reduce((sum, { reward }) => sum + reward, 0),
  };
}

function spaceOf(drawn: readonly Drawn[]): Space {
  const baseline = mean(drawn.map((one) => one.return));
  const gradients = drawn.map((one) => one.score.map((value) => value * (one.return - baseline)));
  const nothing = new Float64Array(drawn[0]!.score.length);
  const center = nothing.map((_, j) => mean(gradients.map((gradient) => gradient[j]!)));
  return {
    trace: mean(gradients.map((gradient) => squaredDistance(gradient, center))),
    scoreTrace: mean(drawn.map(({ score }) => squaredDistance(score, nothing))),
    squaredLength: squaredDistance(center, nothing),
  };
}

export function spacesOf(measured: readonly AtHorizon[], slower: readonly AtHorizon[] = []): Finding {
  const points = (of: (one: AtHorizon) => number) => measured.map((one) => ({ x: one.steps, y: of(one) }));
  const action = points((one) => one.action.trace);
  const parameter = points((one) => one.parameter.trace);
  const [fast, gentle] = [exponentOf(action), exponentOf(parameter)];
  const holds = fast > gentle + 0.1;
  const [first, last] = [measured[0]!, measured.at(-1)!];
  return {
    ran: `${first.episodes} episodes of ${first.steps} to ${last.steps} steps on a linear system of two states in each space, noise of σ = ${std} on the actions or on the 6 parameters (gain and bias); gradients of one episode, the return less its mean.`,
    holds,
    numbers: `Per episode the variance grows as the horizon to the ${shown(fast)} in action space and to the ${shown(gentle)} in parameter space; the score alone grows ${shown(last.action.scoreTrace / first.action.scoreTrace)}-fold and ${shown(last.parameter.scoreTrace / first.parameter.scoreTrace)}-fold from ${first.steps} to ${last.steps} steps.${edge(slower)}`,
    tables: [
      { title: "Variance of one episode's gradient", rows: rowsOf(measured) },
      ...(slower.length === 0
        ? []
        : [{ title: "The same near the edge of stability", rows: rowsOf(slower) }]),
    ],
    plots: [
      {
        title: "Noise on actions, noise on parameters",
        caption:
          "Trace of the covariance of a one-episode gradient. A linear system of two states that the policy brings to rest: late steps pay little, so long episodes return hardly more than short ones.",
        x: { name: "horizon, steps", scale: "log", ticks: measured.map(({ steps }) => steps) },
        y: { name: "tr Cov(ĝ) of one episode", scale: "log" },
        series: [
          { label: "action space, score", look: "line", points: action },
          { label: "parameter space, evolution strategies", look: "line", points: parameter },
        ],
      },
    ],
  };
}

function rowsOf(measured: readonly AtHorizon[]) {
  return measured.map(({ steps, action: a, parameter: p }) => ({
    "horizon, steps": String(steps),
    "tr Cov, actions": shown(a.trace),
    "tr Cov, parameters": shown(p.trace),
    "actions/parameters": shown(a.trace / p.trace),
    "of the score, actions": shown(a.scoreTrace),
    "of the score, parameters": shown(p.scoreTrace),
  }));
}

/** What becomes of it where some policies that are tried are unstable, and their returns run away. */
function edge(slower: readonly AtHorizon[]): string {
  const last = slower.at(-1);
  if (last === undefined) return "";
  const ratio = last.parameter.trace / last.action.trace;
  return ` Near the edge of stability, where some draws of ε make the system run away, parameter space has ${shown(ratio, 2)} times the variance of action space at ${last.steps} steps.`;
}
