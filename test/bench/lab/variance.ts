/** full > reward-to-go > constant > time > state: enumerated, simulated, and on CartPole-v1 through the wire (lecture notes, temporal structure and baselines). */
import { polynomialFeatures } from "../../../src/estimator/baseline/linear-value.ts";
import { createRng } from "../../../src/math/random.ts";
import { rowsOf } from "../../../src/rollout/rows.ts";
import { type Weights, weighedBy } from "../../estimator/exact/expectation.ts";
import { exactVariance, inTheLimit, statesToy } from "../../estimator/exact/spread.ts";
import { simulate, stretchOf } from "../../support/tabular-mdp.ts";
import { balance } from "./cartpole.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { fallOf, ladderOf, rungs, type Spread, spreadOf } from "./ladder.ts";
import { shown } from "./numbers.ts";

export const variance: Experiment = {
  name: "variance",
  claim:
    "From full return to reward-to-go to a constant, a time-dependent and a state-dependent baseline the variance of REINFORCE falls at every step where it is enumerated, and rises at none where it is estimated.",
  takes: "15 s, with Python",
  run: async (setting) => {
    setting.say("enumerating and simulating states worth 3000 and −4000…");
    const known = [enumerated(inTheLimit(statesToy(4)).map(([, weights]) => weights)), simulated(setting)];
    setting.say("balancing poles through the wire…");
    return varianceOf([...known, await balanced(setting)]);
  },
};

/** The ladder on one task. */
export interface Ladder {
  readonly task: string;
  readonly ran: string;
  /** tr Cov of one episode's gradient, one a rung. */
  readonly traces: readonly number[];
  /** By how many standard errors each rung is below the one before; absent where nothing is estimated. */
  readonly falls?: readonly number[];
}

export function enumerated(weights: readonly Weights[]): Ladder {
  const world = statesToy(4);
  return {
    task: "states, enumerated",
    ran: "states worth 3000 and −4000 whatever is done, 4 steps, every trajectory enumerated",
    traces: weights.map((each) => exactVariance(world, weighedBy(each))),
  };
}

export function simulated({ seed, effort }: Pick<Setting, "seed" | "effort">): Ladder {
  const world = statesToy(10);
  const episodes = scaled(2000, effort, 200);
  const rng = createRng(seed).stream("variance").stream("states");
  const rows = rowsOf(
    Array.from({ length: episodes }, (_, i) =>
      stretchOf(world.mdp, simulate(world.mdp, world.params, rng), i),
    ),
  );
  const spreads = ladderOf(rows).map((weights) => spreadOf(world.model, world.params, rows, weights));
  return laddered("states, simulated", `${episodes} episodes of 10 steps on the same`, spreads);
}

async function balanced({ seed, effort }: Setting): Promise<Ladder> {
  const episodes = scaled(1600, effort, 100);
  const { model, params, rows } = await balance(
    episodes,
    createRng(seed).stream("variance").stream("cartpole"),
  );
  const weights = ladderOf(rows, polynomialFeatures);
  const spreads = weights.map((each) => spreadOf(model, params, rows, each));
  return laddered(
    "CartPole-v1",
    `${episodes} episodes of CartPole-v1 through the wire by an untrained softmax network 4-32-2, γ = 1, the state's baseline linear in (s, s², t, t², t³) and fitted to the other episodes`,
    spreads,
  );
}

function laddered(task: string, ran: string, spreads: readonly Spread[]): Ladder {
  const falls = spreads.slice(1).map((later, k) => fallOf(spreads[k]!, later));
  return { task, ran, traces: spreads.map(({ trace }) => trace), falls };
}

/** Enumerated, every rung has to be lower; estimated, none may be higher by more than 2 standard errors. Rungs that cannot be told apart are named. */
export function varianceOf(ladders: readonly Ladder[]): Finding {
  const steps = ladders.flatMap(({ task, traces, falls }) =>
    rungs.slice(1).map((rung, k) => ({
      what: `${rung} on ${task}${falls ? ` (${shown(falls[k]!, 2)} standard errors lower)` : ""}`,
      isWrong: falls === undefined ? !(traces[k + 1]! < traces[k]!) : !(falls[k]! > -2),
      isLevel: falls !== undefined && Math.abs(falls[k]!) <= 2,
    })),
  );
  const wrong = steps.filter(({ isWrong }) => isWrong).map(({ what }) => what);
  const level = steps.filter(({ isLevel }) => isLevel).map(({ what }) => what);
  const relative = ({ traces }: Ladder): string =>
    traces.map((trace) => shown(trace / traces[0]!, 2)).join(", ");
  return {
    ran: `tr Cov(ĝ) of one episode: ${ladders.map(({ ran }) => ran).join("; ")}.`,
    holds: wrong.length === 0,
    numbers: `Relative to the full return: ${ladders.map((ladder) => `${ladder.task} ${relative(ladder)}`).join("; ")}.${listed(" Higher than the rung before, or not lower: ", wrong)}${listed(" Not to be told from the rung before: ", level)}`,
    tables: [
      {
        title: "tr Cov(ĝ) of one episode, relative to the full return",
        rows: rungs.map((rung, k) => ({
          weight: rung,
          ...Object.fromEntries(
            ladders.flatMap(({ task, traces, falls }) => [
              [task, shown(traces[k]! / traces[0]!)],
              ...(falls ? [[`${task}: down by, SE`, k === 0 ? "–" : shown(falls[k - 1]!, 2)]] : []),
            ]),
          ),
        })),
      },
    ],
    plots: [
      {
        title: "Down the ladder",
        caption: "Trace of the covariance of a one-episode gradient, relative to that of the full return.",
        x: {
          name: "what the score is weighed with",
          scale: rungs,
          short: ["full", "to-go", "const.", "time", "state"],
        },
        y: { name: "tr Cov(ĝ), relative", scale: "linear" },
        series: ladders.map(({ task, traces }) => ({
          label: task,
          look: "bars",
          points: traces.map((trace, k) => ({ x: k, y: trace / traces[0]! })),
        })),
      },
    ],
  };
}

const listed = (before: string, names: readonly string[]): string =>
  names.length === 0 ? "" : `${before}${names.join(", ")}.`;
