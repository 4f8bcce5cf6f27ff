/** From the variance under each weight to a verdict: which steps fall, which rise, and which cannot be told. */
import type { Finding } from "./experiment.ts";
import { shown } from "./numbers.ts";

export const weights = [
  "full return",
  "reward-to-go",
  "− E[R(τ)]",
  "− constant",
  "− time",
  "− state",
  "− least in time",
] as const;

export type Weight = (typeof weights)[number];

/** That the variance under the second weight is lower or higher than under the first; nothing where the step is measured only. */
export type Claimed = readonly [earlier: Weight, later: Weight, claim?: "lower" | "higher"];

/** The weights on one task. */
export interface Ladder {
  readonly task: string;
  readonly ran: string;
  /** tr Cov of one episode's gradient. */
  readonly traces: Readonly<Record<Weight, number>>;
  readonly claims: readonly Claimed[];
  /** By how many standard errors the later weight of each claim is below the earlier; absent where nothing is estimated. */
  readonly falls?: readonly number[];
}

/**
 * An estimated step is told from none beyond 3 standard errors, either way: chance passes that with probability 0.0027, so by Bonferroni up to
 * 18 steps together are told with a chance of 5 % that any is told wrongly. 15 are estimated.
 */
const bound = 3;

interface Step {
  readonly what: string;
  readonly claim?: "lower" | "higher";
  readonly found: "lower" | "higher" | "not to be told";
  readonly fall?: number;
}

function stepsOf({ task, traces, claims, falls }: Ladder): Step[] {
  return claims.map(([earlier, later, claim], k) => {
    const fall = falls?.[k];
    const isLower = fall === undefined ? traces[later] < traces[earlier] : fall > bound;
    const isHigher = fall === undefined ? traces[later] > traces[earlier] : fall < -bound;
    return {
      what: `${later} beside ${earlier} on ${task}`,
      found: isLower ? "lower" : isHigher ? "higher" : "not to be told",
      ...(claim && { claim }),
      ...(fall !== undefined && { fall }),
    };
  });
}

/** Each step that is claimed has to be found as claimed: one that cannot be told does not do. */
export function varianceOf(ladders: readonly Ladder[]): Finding {
  const steps = ladders.flatMap(stepsOf);
  const wrong = steps.filter(({ claim, found }) => claim !== undefined && claim !== found);
  const open = steps.filter(({ claim }) => claim === undefined);
  return {
    ran: `tr Cov(ĝ) of one episode: ${ladders.map(({ ran }) => ran).join("; ")}. “− E[R(τ)]” is the notes' constant, “− constant” the mean of the rewards-to-go of all rows.`,
    holds: wrong.length === 0,
    numbers: `${wrong.length === 0 ? "Every step that is claimed is found." : `Not found: ${wrong.map(asFound).join("; ")}.`}${open.length === 0 ? "" : ` Nothing is claimed of these: ${open.map(asFound).join("; ")}.`}${why}`,
    tables: [
      {
        title: "tr Cov(ĝ) of one episode, relative to the full return",
        rows: weights.map(relative(ladders)),
      },
      {
        title: "Steps, told from none beyond 3 standard errors",
        rows: steps.map(({ what, claim, found, fall }) => ({
          step: what,
          claimed: claim ?? "nothing",
          found,
          "down by, SE": fall === undefined ? "exact" : shown(fall, 2),
        })),
      },
    ],
    plots: [plotOf(ladders)],
  };
}

/** Why the notes' order is no law. */
const why =
  " With s_t the score of step t and W the gradient of an episode without a baseline, the variance under b_t is the least there is plus Σ_t E‖s_t‖² (b_t − b*_t)², b*_t = E[s_t · W] / E‖s_t‖². The mean of G_t is b*_t where neither ‖s_t‖² nor the scores of other steps go with the return. Where pushes to one side bring a pole down they do: on three tilts b*_t is below the mean at each of the first five steps, so that one number for all is nearer to it than the means of the steps, which there are the values of the states too. And a constant above twice the best one is worse than none.";

const asFound = ({ what, claim, found, fall }: Step): string =>
  `${what} is ${found}${fall === undefined ? "" : ` (${shown(fall, 2)} standard errors down)`}${claim ? ` where ${claim} is claimed` : ""}`;

const relative = (ladders: readonly Ladder[]) => (weight: Weight) => ({
  weight,
  ...Object.fromEntries(
    ladders.map(({ task, traces }) => [task, shown(traces[weight] / traces["full return"])]),
  ),
});

const plotOf = (ladders: readonly Ladder[]): Finding["plots"][number] => ({
  title: "Down the ladder",
  caption: "Trace of the covariance of a one-episode gradient, relative to that of the full return.",
  x: {
    name: "what the score is weighed with",
    scale: weights,
    short: ["full", "to-go", "E[R]", "const.", "time", "state", "least"],
  },
  y: { name: "tr Cov(ĝ), relative", scale: "linear" },
  series: ladders.map(({ task, traces }) => ({
    label: task,
    look: "bars",
    points: weights.map((weight, k) => ({ x: k, y: traces[weight] / traces["full return"] })),
  })),
});
