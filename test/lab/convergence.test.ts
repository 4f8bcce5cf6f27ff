/** The claims on convergence and on looking beside θ, with a small budget; and the mistakes that have to be found out. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { returnsToGo } from "../../src/estimator/weights.ts";
import { convergence, convergenceOf } from "../bench/lab/convergence.ts";
import { scoreVersusDifferences, scoreVersusDifferencesOf } from "../bench/lab/score-versus-differences.ts";
import { threeStateProblem } from "../bench/lab/toys.ts";
import { setting } from "./setting.ts";

/** γ^t forgotten: the gradient of something else. */
const forgotten = threeStateProblem(({ discount }, rows) => returnsToGo(rows, discount));

it("the error of ĝ falls as 1/√m on both problems", async () => {
  const { holds, numbers } = await convergence.run(setting(0.1));
  assert.ok(holds, numbers);
});

it("an estimator that forgets γ^t does not converge, and the verdict says so", () => {
  const { holds, numbers } = convergenceOf([forgotten], setting(1));
  assert.ok(!holds, numbers);
});

it("the score finds the gradient of finite differences from θ alone", async () => {
  const { holds, numbers, tables } = await scoreVersusDifferences.run(setting(0.25));
  assert.ok(holds, numbers);
  // 8 parameters: central differences look at 16 neighbors, forward ones at 8 and at θ.
  assert.deepEqual(
    tables[0]!.rows.map((row) => row["θ that acted"]),
    ["1", "16", "16", "9"],
  );
});

it("a score that forgets γ^t finds another gradient, and the verdict says so", () => {
  const { holds, numbers } = scoreVersusDifferencesOf(forgotten, setting(0.25));
  assert.ok(!holds, numbers);
});
