/** The claims on variance, with a small budget, without a simulator; and the mistakes that have to be found out. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  actionOrParameterSpace,
  measureAt,
  spacesOf,
  stable,
} from "../bench/lab/action-or-parameter-space.ts";
import { constantBaseline, constantBaselineOf, less } from "../bench/lab/constant-baseline.ts";
import { depth, depthOf, spreadsAt } from "../bench/lab/depth.ts";
import { enumerated, type Ladder, simulated, varianceOf } from "../bench/lab/variance.ts";
import { inTheLimit, statesToy } from "../estimator/exact/spread.ts";
import { setting } from "./setting.ts";

describe("the ladder of variance", () => {
  const weights = inTheLimit(statesToy(4)).map(([, each]) => each);

  it("falls at every rung, enumerated and simulated", () => {
    const { holds, numbers } = varianceOf([enumerated(weights), simulated(setting(0.15))]);
    assert.ok(holds, numbers);
  });

  it("does not hold where two rungs are exchanged", () => {
    const { holds, numbers } = varianceOf([enumerated([0, 1, 4, 3, 2].map((k) => weights[k]!))]);
    assert.ok(!holds && numbers.includes("− time on states, enumerated"), numbers);
  });

  it("does not hold where an estimated rung is 3 standard errors higher, and holds where it is level", () => {
    const ladder = (fall: number): Ladder => ({
      task: "a task",
      ran: "",
      traces: [5, 4, 3, 2, 1],
      falls: [9, 9, fall, 9],
    });
    assert.ok(!varianceOf([ladder(-3)]).holds);
    const level = varianceOf([ladder(0.1)]);
    assert.ok(level.holds && level.numbers.includes("Not to be told from the rung before: − time on a task"));
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
