/** The family, each member put together from its parts as a learner would. */
import { chosenValues } from "../../../src/estimator/action-values.ts";
import type { Baseline } from "../../../src/estimator/baseline/baseline.ts";
import { constantBaseline } from "../../../src/estimator/baseline/constant.ts";
import { identityFeatures, linearValues } from "../../../src/estimator/baseline/linear-value.ts";
import { monteCarloBaseline } from "../../../src/estimator/baseline/monte-carlo.ts";
import { noBaseline } from "../../../src/estimator/baseline/none.ts";
import { optimalBaseline } from "../../../src/estimator/baseline/optimal-constant.ts";
import { timeBaseline } from "../../../src/estimator/baseline/time-dependent.ts";
import {
  fullReturns,
  gaeAdvantages,
  minus,
  nStepAdvantages,
  returnsToGo,
  timesDiscount,
} from "../../../src/estimator/weights.ts";
import type { Rows } from "../../../src/rollout/rows.ts";
import { stateCount } from "../../support/tabular-mdp.ts";
import type { Weights } from "./expectation.ts";
import { exactQ, exactV, type World } from "./world.ts";

export interface Member {
  readonly name: string;
  readonly target: "faded" | "even";
  readonly weights: Weights;
}

const toGo: Weights = ({ discount }, rows) => returnsToGo(rows, discount);
const full: Weights = ({ discount }, rows) => fullReturns(rows, discount);

const less =
  (term: Weights, baselineOf: (world: World) => Baseline): Weights =>
  (world, rows) => {
    const judged = term(world, rows);
    return minus(judged, baselineOf(world)(rows, judged));
  };

/** Q_w of a table with an entry for every action of every row, from which the drawn ones are picked. */
const qActorCritic: Weights = (world, rows) => {
  const size = stateCount(world.mdp);
  const table = Array.from(rows.steps, (t, row) => {
    const s = rows.observations.subarray(row * size, (row + 1) * size).indexOf(1);
    return world.values.q[t]![s]!;
  }).flat();
  return chosenValues(Float64Array.from(table), rows.actions);
};

/** A critic that was fitted to something else, and is wrong: as a baseline it may be. */
const elsewhere = (rows: Rows): Float64Array =>
  linearValues(identityFeatures, Float64Array.of(3, -1, 0.5), rows).rows;

/** Everything that may or may not have γ^t in front. */
const terms: Readonly<Record<string, Weights>> = {
  "reward-to-go": toGo,
  "reward-to-go − none": less(toGo, () => noBaseline),
  "reward-to-go − constant": less(toGo, () => constantBaseline()),
  "reward-to-go − constant of rows": less(toGo, () => constantBaseline({ average: "rows" })),
  "reward-to-go − time": less(toGo, () => timeBaseline()),
  "reward-to-go − state by Monte-Carlo": less(toGo, () =>
    monteCarloBaseline({ features: identityFeatures, ridge: 0.1 }),
  ),
  "reward-to-go − state by a critic": (world, rows) => minus(toGo(world, rows), elsewhere(rows)),
  "reward-to-go − exact V": (world, rows) => minus(toGo(world, rows), exactV(world, rows).rows),
  "reward-to-go − optimal constant": less(toGo, ({ model, params }) => optimalBaseline(model, params)),
  "Q actor-critic": qActorCritic,
  "Q − V": (world, rows) => minus(exactQ(world, rows), exactV(world, rows).rows),
};
for (const n of [1, 2, Number.POSITIVE_INFINITY])
  Object.assign(terms, {
    [`${n}-step advantage`]: ((world, rows) =>
      nStepAdvantages(rows, exactV(world, rows), world.discount, n)) satisfies Weights,
  });
for (const lambda of [0, 0.5, 0.95, 1])
  Object.assign(terms, {
    [`generalized advantage, λ = ${lambda}`]: ((world, rows) =>
      gaeAdvantages(rows, exactV(world, rows), world.discount, lambda)) satisfies Weights,
  });

export const family: readonly Member[] = [
  // R(τ) has its γ^t inside: it belongs to ∇U, and to nothing else.
  { name: "full return", target: "faded", weights: full },
  { name: "full return − constant", target: "faded", weights: less(full, () => constantBaseline()) },
  {
    name: "full return − optimal constant",
    target: "faded",
    weights: less(full, ({ model, params }) => optimalBaseline(model, params)),
  },
  ...Object.entries(terms).flatMap(([name, weights]): Member[] => [
    { name, target: "even", weights },
    {
      name: `γ^t (${name})`,
      target: "faded",
      weights: (world, rows) => timesDiscount(weights(world, rows), rows, world.discount),
    },
  ]),
];
