/** The claims on variance, with a small budget, without a simulator; and the mistakes that have to be found out. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { optimalBaseline } from "../../src/estimator/baseline/optimal-constant.ts";
import { minus, returnsToGo } from "../../src/estimator/weights.ts";
import { rowsOf } from "../../src/rollout/rows.ts";
import type { Stretch } from "../../src/rollout/stretch.ts";
import {
  actionOrParameterSpace,
  measureAt,
  spacesOf,
  stable,
} from "../bench/lab/action-or-parameter-space.ts";
import { constantBaseline, constantBaselineOf, less } from "../bench/lab/constant-baseline.ts";
import { depth, depthOf, spreadsAt } from "../bench/lab/depth.ts";
import { spreadOf } from "../bench/lab/ladder.ts";
import { leastInTime } from "../bench/lab/least-in-time.ts";
import { lessLeast, threeTilts } from "../bench/lab/pole.ts";
import { enumeratedPole, enumeratedStates, simulatedStates } from "../bench/lab/variance.ts";
import { varianceOf } from "../bench/lab/variance-verdict.ts";
import { type Weights, weighedBy } from "../estimator/exact/expectation.ts";
import { exactVariance, inTheLimit } from "../estimator/exact/spread.ts";
import { stretchOf, trajectories } from "../support/tabular-mdp.ts";
import { setting } from "./setting.ts";

describe("the ladder of variance", () => {
  const states = enumeratedStates();

  it("falls at every rung on states, enumerated and simulated", () => {
    const { holds, numbers } = varianceOf([states, simulatedStates(setting(0.2))]);
    assert.ok(holds, numbers);
  });

  it("does not hold where two rungs are exchanged", () => {
    const { traces } = states;
    const exchanged = { ...traces, "− time": traces["− state"], "− state": traces["− time"] };
    const { holds, numbers } = varianceOf([{ ...states, traces: exchanged }]);
    assert.ok(!holds && numbers.includes("− state beside − time on states, enumerated is higher"), numbers);
  });

  it("holds where an estimated step is 4 standard errors lower, and not where it is level or higher", () => {
    const claims = [["− constant", "− time", "lower"]] as const;
    const judged = (fall: number) => varianceOf([{ ...states, claims, falls: [fall] }]);
    assert.ok(judged(4).holds);
    for (const fall of [2.9, 0.1, -2.7, -4]) assert.ok(!judged(fall).holds, `${fall}`);
    assert.ok(
      judged(2.9).numbers.includes("− time beside − constant on states, enumerated is not to be told"),
    );
  });

  it("says what was found of a step of which nothing is claimed, and holds either way", () => {
    for (const [fall, found] of [
      [-5, "higher"],
      [5, "lower"],
    ] as const) {
      const { holds, numbers } = varianceOf([
        { ...states, claims: [["− constant", "− time"]], falls: [fall] },
      ]);
      assert.ok(holds && numbers.includes(`− time beside − constant on states, enumerated is ${found}`));
    }
  });
});

describe("a pole of three tilts", () => {
  const pole = enumeratedPole();

  it("is varied more by the mean of each step than by one number for all, so the notes' ladder does not hold", () => {
    assert.ok(varianceOf([pole]).holds);
    const { holds, numbers } = varianceOf([{ ...pole, claims: [["− constant", "− time", "lower"]] }]);
    assert.ok(!holds && numbers.includes("− time beside − constant on three tilts, enumerated is higher"));
  });

  it("has the value of the state as the mean of the step: at even steps it is upright, at odd ones it leans", () => {
    const { traces } = pole;
    assert.ok(Math.abs(traces["− time"] / traces["− state"] - 1) < 1e-9);
  });

  it("has its least baseline below the mean of the step at each of the first five steps, as the page says", () => {
    const world = threeTilts(12);
    const longest = trajectories(world.mdp, world.params).find(({ states }) => states.length === 12)!;
    const rows = rowsOf([stretchOf(world.mdp, longest)]);
    const [least, time] = [lessLeast(world), inTheLimit(world)[3]![1]].map((each) => each(world, rows));
    // What is left of a reward-to-go is more, the lower the baseline.
    assert.ok([0, 1, 2, 3, 4].every((t) => least![t]! > time![t]! + 0.05));
  });

  it("varies by ½^⌊t/2⌋ ε² more, ε from the least baseline at step t: ‖s_t‖² = 4 · ¼, and every second push halves who is alive", () => {
    const world = threeTilts(6);
    const least = lessLeast(world);
    const at = (weights: Weights) => exactVariance(world, weighedBy(weights));
    for (let t = 0; t < 6; t++)
      for (const by of [0.5, -0.5]) {
        const moved: Weights = (each, rows) =>
          least(each, rows).map((weight, row) => weight + (rows.steps[row] === t ? by : 0));
        const more = 0.5 ** Math.floor(t / 2) * by ** 2;
        assert.ok(
          Math.abs(at(moved) - at(least) - more) < 1e-5,
          `step ${t}: ${at(moved) - at(least)}, ${more}`,
        );
      }
  });
});

describe("the baseline of least variance, linear in time", () => {
  // Each trajectory of the pole as often as it is likely, in 64ths: a sample that is the distribution, 16 times over.
  const world = threeTilts(6);
  const { mdp, model, params } = world;
  const all = trajectories(mdp, params).flatMap((each) =>
    new Array<Stretch>(each.probability * 64).fill(stretchOf(mdp, each)),
  );
  const rows = rowsOf(Array.from({ length: 16 }, () => all).flat());
  const toGo = returnsToGo(rows, 1);
  const baseline = leastInTime(model, params);

  it("is below the optimal constant, and not below the least of all that know the step", () => {
    const traceOf = (b: Float64Array) => spreadOf(model, params, rows, minus(toGo, b)).trace;
    const least = traceOf(baseline(rows, toGo));
    const optimal = traceOf(optimalBaseline(model, params, { leaveOneOut: false })(rows, toGo));
    const bound = exactVariance(world, weighedBy(lessLeast(world)));
    assert.ok(bound < least && least < optimal, `${bound} < ${least} < ${optimal}`);
  });

  it("judges an episode by the others: its own returns move theirs and not its own", () => {
    const own = rows.offsets[1]!;
    const before = baseline(rows, toGo);
    const after = baseline(
      rows,
      toGo.map((g, row) => (row < own ? g + 100 : g)),
    );
    const moves = after.map((b, row) => Math.abs(b - before[row]!));
    assert.ok(moves.subarray(0, own).every((move) => move < 1e-9));
    assert.ok(moves.subarray(own).every((move) => move > 1e-6));
  });
});

describe("a constant baseline", () => {
  it("leaves the mean and makes a parabola of the variance", async () => {
    const { holds, numbers } = await constantBaseline.run(setting(0.05));
    assert.ok(holds, numbers);
  });

  it("that knows the action moves the mean, and the verdict says so", () => {
    const knowing =
      (b: number) =>
      (world: Parameters<ReturnType<typeof less>>[0], rows: Parameters<ReturnType<typeof less>>[1]) =>
        less(b)(world, rows).map((weight, row) => weight - 0.1 * b * rows.actions[row]!);
    assert.ok(!constantBaselineOf(knowing, setting(0.05)).holds);
  });
});

describe("depth", () => {
  it("makes REINFORCE noisier, faster than its gradient grows", async () => {
    const { holds, numbers } = await depth.run(setting(0.1));
    assert.ok(holds, numbers);
  });

  it("does not where episodes stay as they are", () => {
    const one = spreadsAt(8, setting(0.1));
    assert.ok(!depthOf([4, 8, 16, 32].map((steps) => ({ ...one, steps }))).holds);
  });
});

describe("noise on actions", () => {
  it("costs more with the horizon than noise on parameters", async () => {
    const { holds, numbers } = await actionOrParameterSpace.run(setting(0.1));
    assert.ok(holds, numbers);
  });

  it("does not where both are the same", () => {
    const measured = [5, 20].map((steps) => {
      const at = measureAt(steps, stable, setting(0.1));
      return { ...at, parameter: at.action };
    });
    assert.ok(!spacesOf(measured).holds);
  });
});
