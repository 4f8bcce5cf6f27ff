/** full > reward-to-go > constant > time > state, and where not: enumerated, simulated, and on CartPole-v1 through the wire (lecture notes, temporal structure and baselines). */

import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import {
  type Features,
  identityFeatures,
  polynomialFeatures,
} from "../../../src/estimator/baseline/linear-value.ts";
import { minus, returnsToGo } from "../../../src/estimator/weights.ts";
import { createRng } from "../../../src/math/random.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import { weighedBy } from "../../estimator/exact/expectation.ts";
import { exactVariance, inTheLimit, statesToy } from "../../estimator/exact/spread.ts";
import type { World } from "../../estimator/exact/world.ts";
import { simulate, stretchOf } from "../../support/tabular-mdp.ts";
import { balance } from "./cartpole.ts";
import { type Experiment, type Setting, scaled } from "./experiment.ts";
import { fallOf, ladderOf, spreadOf } from "./ladder.ts";
import { leastInTime } from "./least-in-time.ts";
import { lessLeast, lessMeanOfRows, threeTilts } from "./pole.ts";
import { type Claimed, type Ladder, varianceOf, type Weight, weights } from "./variance-verdict.ts";

export const variance: Experiment = {
  name: "variance",
  claim:
    "From full return to reward-to-go to a constant, a time-dependent and a state-dependent baseline the variance of REINFORCE falls at every step on states whose episodes are of one length; where an episode ends when a pole falls, time need not be below constant, for the mean of a step is not its baseline of least variance, which is below both.",
  takes: "60 s, with Python",
  run: async (setting) => {
    setting.say("enumerating and simulating states worth 3000 and −4000, and a pole of three tilts…");
    const known = [enumeratedStates(), simulatedStates(setting), enumeratedPole()];
    setting.say("balancing poles through the wire…");
    return varianceOf([...known, await balanced(setting)]);
  },
};

/** The notes' ladder, by either constant. */
const notes: readonly Claimed[] = [
  ["full return", "reward-to-go", "lower"],
  ["reward-to-go", "− E[R(τ)]", "lower"],
  ["− E[R(τ)]", "− time", "lower"],
  ["reward-to-go", "− constant", "lower"],
  ["− constant", "− time", "lower"],
  ["− time", "− state", "lower"],
];

/** The same, but 10 000 episodes cannot tell E[R(τ)] from none: (−5000, with the best at −2750) it is 1.5 % of the full return's variance lower. */
const notesSimulated: readonly Claimed[] = notes.map(([earlier, later, claim]) =>
  later === "− E[R(τ)]" ? [earlier, later] : [earlier, later, claim!],
);

/** That the true mean of a step, which here is the true value of the state too, can be worse than one number for all. */
const counterexample: readonly Claimed[] = [
  ["full return", "reward-to-go", "lower"],
  ["reward-to-go", "− constant", "lower"],
  ["− constant", "− time", "higher"],
  ["− constant", "− state", "higher"],
  ["− constant", "− least in time", "lower"],
  ["− time", "− least in time", "lower"],
];

/** The notes' ladder without the two steps that no theorem and no pole bears out; these are measured, and nothing is claimed. */
const poles: readonly Claimed[] = [
  ["full return", "reward-to-go", "lower"],
  ["reward-to-go", "− E[R(τ)]"],
  ["− E[R(τ)]", "− time", "lower"],
  ["reward-to-go", "− constant", "lower"],
  ["− constant", "− time"],
  ["− constant", "− state", "lower"],
  ["− time", "− state", "lower"],
  ["− constant", "− least in time", "lower"],
  ["− time", "− least in time", "lower"],
];

export const enumeratedStates = (): Ladder => ({
  task: "states, enumerated",
  ran: "states worth 3000 and −4000 whatever is done, 4 steps, every trajectory enumerated",
  claims: notes,
  traces: exactTraces(statesToy(4)),
});

export const enumeratedPole = (): Ladder => ({
  task: "three tilts, enumerated",
  ran: "a pole of three tilts that is tilted to either side by even odds, 12 steps at most, each worth 1, every trajectory enumerated",
  claims: counterexample,
  traces: exactTraces(threeTilts(12)),
});

function exactTraces(world: World): Ladder["traces"] {
  const [full, toGo, meanReturn, time, state] = inTheLimit(world).map(([, each]) => each);
  const inOrder = [full!, toGo!, meanReturn!, lessMeanOfRows(world), time!, state!, lessLeast(world)];
  return tracesOf(inOrder.map((each) => exactVariance(world, weighedBy(each))));
}

export function simulatedStates({ seed, effort }: Pick<Setting, "seed" | "effort">): Ladder {
  const { mdp, model, params } = statesToy(10);
  const episodes = scaled(10_000, effort, 200);
  const rng = createRng(seed).stream("variance").stream("states");
  const rows = rowsOf(
    Array.from({ length: episodes }, (_, i) => stretchOf(mdp, simulate(mdp, params, rng), i)),
  );
  return {
    task: "states, simulated",
    ran: `${episodes} episodes of 10 steps on the same`,
    ...estimated(model, params, rows, identityFeatures, notesSimulated),
  };
}

async function balanced({ seed, effort }: Setting): Promise<Ladder> {
  const episodes = scaled(12_800, effort, 100);
  const rng = createRng(seed).stream("variance").stream("cartpole");
  const { model, params, rows } = await balance(episodes, rng);
  return {
    task: "CartPole-v1",
    ran: `${episodes} episodes of CartPole-v1 through the wire by an untrained softmax network 4-32-2, γ = 1, the state's baseline linear in (s, s², t, t², t³), the least in time linear in (1, t, t²), every baseline fitted to the other episodes`,
    ...estimated(model, params, rows, polynomialFeatures, poles),
  };
}

function estimated(
  model: ActorCritic,
  params: Float64Array,
  rows: Rows,
  features: Features,
  claims: readonly Claimed[],
): Pick<Ladder, "claims" | "traces" | "falls"> {
  const toGo = returnsToGo(rows, 1);
  const [full, , constant, time, state] = ladderOf(rows, features);
  const meanReturn = minus(toGo, constantBaseline()(rows, toGo));
  const least = minus(toGo, leastInTime(model, params)(rows, toGo));
  const spreads = [full!, toGo, meanReturn, constant!, time!, state!, least].map((each) =>
    spreadOf(model, params, rows, each),
  );
  const at = (weight: Weight) => spreads[weights.indexOf(weight)]!;
  return {
    claims,
    traces: tracesOf(spreads.map(({ trace }) => trace)),
    falls: claims.map(([earlier, later]) => fallOf(at(earlier), at(later))),
  };
}

const tracesOf = (traces: readonly number[]): Ladder["traces"] =>
  Object.fromEntries(weights.map((weight, k) => [weight, traces[k]!])) as Record<Weight, number>;
