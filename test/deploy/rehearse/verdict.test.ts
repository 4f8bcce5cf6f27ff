import assert from "node:assert/strict";
import { test } from "node:test";
import { rehearsalCases } from "../../../src/deploy/rehearse/case.ts";
import { judge, type Rehearsed } from "../../../src/deploy/rehearse/verdict.ts";

const [training] = rehearsalCases as unknown as readonly [(typeof rehearsalCases)[number]];
const walked = (speed: number, changed: Partial<Rehearsed> = {}): Rehearsed => ({
  speed,
  fell: false,
  stopped: false,
  ...changed,
});

test("four fifths of the training speed pass, a hair less does not", () => {
  // Mean of 0.1 and 0.3 is 0.2; of 0.25 it is 0.8.
  const episodes = [walked(0.1), walked(0.3)];
  assert.deepEqual(
    [judge(training, episodes, 0.25).share, judge(training, episodes, 0.25).passed],
    [0.8, true],
  );
  const slow = judge(training, episodes, 0.2501);
  assert.equal(slow.passed, false);
  assert.match(slow.why, /^80 % of the training speed, expected 80 %$/);
});

test("one fall in ten passes, two do not, and both failures are told", () => {
  const episodes = (falls: number) =>
    Array.from({ length: 10 }, (_, i) => walked(0.2, { fell: i < falls, stopped: i < falls }));
  assert.equal(judge(training, episodes(1), 0.2).passed, true);
  const failed = judge(training, episodes(2), 0.2);
  assert.equal(failed.why, "2 of 10 fell, expected at most 10 %; 2 of 10 were stopped by a guard");
});

test("a speed that is no number passes nothing", () => {
  assert.equal(judge(training, [walked(Number.NaN), walked(1)], 1).passed, false);
});
