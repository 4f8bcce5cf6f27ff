import assert from "node:assert/strict";
import { test } from "node:test";
import { type Gait, handTunedGait } from "../../../envs/aibo/gait.ts";
import { footLocus } from "../../../envs/aibo/loci.ts";
import { reachProblems } from "../../../envs/aibo/reach.ts";

/** A low, short step well inside the reach of both pairs of legs. */
const easy: Gait = { ...handTunedGait, frontStepHeight: 0.01, rearStepHeight: 0.01, halfStride: 0.02 };

test("a gait inside the reach of its legs has no problems", () => {
  assert.deepEqual(reachProblems(easy), []);
});

test("a step too high for the front legs is blamed on their step height, which the legs can walk at the value named", () => {
  const gait = { ...easy, frontStepHeight: 0.07 };
  const [problem, ...others] = reachProblems(gait);
  assert.deepEqual(others, []);
  assert.equal(problem?.parameter, "frontStepHeight");
  assert.equal(problem?.value, 0.07);
  assert.ok(problem.share > 0 && problem.share <= 1 - gait.dutyFactor);
  const worst = (height: number): number =>
    Math.max(...footLocus({ ...gait, frontStepHeight: height }, "frontLeft").map(({ miss }) => miss));
  // 0.5 mm counts as reached; a twentieth more does not.
  assert.ok(worst(problem.reachable) <= 0.0005);
  assert.ok(worst(problem.reachable * 1.05) > 0.0005);
});

test("a stride too long on the ground is blamed on the stride", () => {
  const problems = reachProblems({ ...easy, halfStride: 0.08, frontForeOffset: 0.06 });
  assert.ok(problems.some(({ parameter, reachable }) => parameter === "halfStride" && reachable < 0.08));
});

test("a stance that no stride can mend says so with 0", () => {
  const problems = reachProblems({ ...easy, frontBodyHeight: 0.125, frontForeOffset: 0.08 });
  const stride = problems.find(({ parameter }) => parameter === "halfStride");
  assert.equal(stride?.reachable, 0);
});
