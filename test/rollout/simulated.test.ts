/** How long environments were simulated, as told step by step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulated } from "../../src/rollout/simulated.ts";

function told(groups: number, ...seconds: (number | undefined)[]): Simulated {
  const simulated = new Simulated(groups);
  for (const simulateTime of seconds) simulated.add(simulateTime === undefined ? {} : { simulateTime });
  return simulated;
}

test("steps of one group add up; a step that was lost adds nothing", () => {
  assert.deepEqual(told(1, 0.25, undefined, 0.5).within(10), { simulateTime: 0.75 });
});

test("groups that are under way at once are averaged: they share the same seconds", () => {
  assert.deepEqual(told(2, 0.25, 0.5, 0.25, 0.5).within(10), { simulateTime: 0.75 });
});

test("it is no more than the time there was: what was simulated while the policy acted counts as acting", () => {
  assert.deepEqual(told(2, 3, 3).within(2), { simulateTime: 2 });
});

test("where no server tells there is nothing to tell, and 0 is told as 0", () => {
  assert.deepEqual(told(1, undefined, undefined).within(10), {});
  assert.deepEqual(told(1, 0).within(10), { simulateTime: 0 });
});
