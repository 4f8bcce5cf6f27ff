/** The claims on paths and on steps, with a small budget; and the mistakes that have to be found out. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { stepLength } from "../../src/optimizer/step-length.ts";
import { pathwiseVersusScore } from "../bench/lab/pathwise-versus-score.ts";
import { restrictedStepOf, restrictedSteps, rules } from "../bench/lab/restricted-step.ts";
import { setting } from "./setting.ts";

it("pathwise and score gradients have one mean; through a pendulum the one explodes unless cut", async () => {
  const { holds, numbers } = await pathwiseVersusScore.run(setting(0.15));
  assert.ok(holds, numbers);
});

it("restricted steps are √(2ε) long", async () => {
  const { holds, numbers } = await restrictedSteps.run(setting(1));
  assert.ok(holds, numbers);
});

it("a step of length ε in place of √(2ε) is found out", () => {
  const wrong = { name: "wrong", optimizer: stepLength({ length: 0.02 }), restriction: () => 0.02 };
  assert.ok(!restrictedStepOf([...rules, wrong], setting(1)).holds);
});
