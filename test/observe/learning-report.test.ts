/** The report of a training run: what it says, that it is whole whatever went in, and how long runs are put together. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { binsOf, spreadOf } from "../../src/observe/report/learning/bins.ts";
import type { LearningReportData } from "../../src/observe/report/learning/data.ts";
import { renderLearningReport } from "../../src/observe/report/learning/report.ts";
import { returnPoints } from "../../src/observe/report/learning/return-curve.ts";
import { stepScaling, valueScaling } from "../../src/observe/report/learning/scaled.ts";
import { checkedPage, wordsOf } from "./checked-page.ts";
import { learningOf } from "./sample-learning.ts";

const check = (data: LearningReportData): string => checkedPage(renderLearningReport(data));
const sample = learningOf(120);

test("a run of training gives a whole page that needs no network, the same from the same", () => {
  const page = check(sample);
  assert.doesNotMatch(page, /https?:|\/\/[a-z]/);
  assert.equal(renderLearningReport(sample), page);
  assert.deepEqual(
    [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id),
    ["learning", "watched", "time", "outcomes", "reproduce"],
  );
});

test("the page says both results with their errors, the effort, the shares of time and the command", () => {
  const measured = (mean: number, standardError: number) => ({ mean, standardError, laps: 20, samples: [] });
  const result = { steps: 30_720, deterministic: measured(490, 3.2), stochastic: measured(317.9, 14) };
  const words = wordsOf(check({ ...sample, result }));
  // 120 iterations of 256 steps; 20, 120 and 60 s of 200 s.
  for (const expected of [
    "490 ± 3",
    "318 ± 14",
    "30 720",
    "3 min 29 s",
    "20 held-out episodes",
    "best of 3 evaluations",
    "enough, 475",
    "10 %",
    "60 %",
    "30 %",
    "npx gaitway train --config runs/cartpole-1/config.yaml",
    "The same command gives the same again.",
  ])
    assert.ok(words.includes(expected), expected);
});

test("what is missing is said in its place", () => {
  const { result: _, ...rest } = sample;
  const empty = { ...rest, iterations: [], evaluations: [], panels: [], time: [], outcomes: [] };
  const reasons = [...check(empty).matchAll(/class="absent">([^<]+)</g)].map(([, reason]) => reason);
  assert.equal(reasons.length, 4, reasons.join("\n"));
  assert.match(wordsOf(check(empty)), /no result is claimed/);
  const unmeasured = { ...rest, evaluations: [] };
  assert.match(wordsOf(check(unmeasured)), /No policy of this run was measured/);
  const nothing = sample.panels.map((panel) => ({ ...panel, values: panel.values.map(() => Number.NaN) }));
  assert.match(
    wordsOf(check({ ...sample, panels: nothing })),
    /Not told by this method: Entropy, Noise of the gradient\./,
  );
  assert.doesNotMatch(check(sample), /class="absent"/);
});

test("an interrupted run says so, and leaves room for the steps that are missing", () => {
  const interrupted = {
    ...sample,
    status: { state: "interrupted", detail: "Continue it.", stepsPlanned: 61_440 },
  } as const;
  assert.match(wordsOf(check(interrupted)), /interrupted after 30 720 of 61 440 steps\. Continue it\./);
});

test("a hundred thousand iterations become a page that says how they were put together", () => {
  const page = check(learningOf(100_000));
  assert.match(wordsOf(page), /100000 iterations are put together to at most 200 points/);
  assert.ok(page.length < 200_000, `${page.length} bytes`);
});

test("of many evaluations some are marked, the last among them, and all are in the table", () => {
  const one = sample.evaluations[1]!;
  const evaluations = Array.from({ length: 100 }, (_, i) => ({ ...one, steps: 300 * (i + 1) }));
  const page = check({ ...sample, evaluations });
  const marks = [...page.matchAll(/class="held"[^>]*><title>after (\d+) steps/g)].map(([, steps]) => steps);
  // Every third of a hundred on the wide drawing, every fifth on the narrow one.
  assert.equal(marks.length, 34 + 20);
  assert.deepEqual([marks[33], marks[53]], ["30000", "30000"]);
  assert.match(wordsOf(page), /Some of the 100 evaluations are marked/);
  assert.equal([...page.matchAll(/<tr><th scope="row">\d+00<\/th>/g)].length, 100);
});

test("bins hold every iteration once, in order, and no more than there may be", () => {
  const increments = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(increments, fc.integer({ min: 1, max: 50 }), (list, most) => {
      let sum = 0;
      const steps = list.map((by) => (sum += by));
      const bins = binsOf(steps, most);
      assert.ok(bins.length <= most);
      assert.deepEqual(
        bins.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
        steps.map((_, index) => index),
      );
      for (const { from, to, steps: at } of bins) assert.ok(steps[from]! <= at && at <= steps[to - 1]!);
    }),
  );
});

test("the last step belongs to the last bin, also where a seventh of it is no number of float64", () => {
  // In float64, that is.
  const steps = [3407, 7724, 10367, 11683, 15469, 20140, 21256, 23044, 26050, 27214, 28852];
  assert.ok(28852 / (28852 / 7) > 7);
  assert.equal(binsOf(steps, 7).length, 7);
});

test("a bin is equally wide in steps, whatever the iterations took", () => {
  // Width 400/2 = 200: 100 and 200 belong to the first, 210 and 400 to the second.
  assert.deepEqual(binsOf([100, 200, 210, 400], 2), [
    { from: 0, to: 2, steps: 150 },
    { from: 2, to: 4, steps: 305 },
  ]);
});

test("mean and percentiles are of the episodes of a bin, pooled; iterations in which none ended leave no point", () => {
  const iterations = [
    { steps: 10, returns: [0, 10] },
    { steps: 20, returns: [] },
    { steps: 30, returns: [7] },
  ];
  // 10th and 90th percentile of 0 and 10, linear between them: 1 and 9.
  assert.deepEqual(returnPoints({ iterations }), [
    { from: 0, to: 1, steps: 10, mean: 5, low: 1, high: 9, count: 2 },
    { from: 2, to: 3, steps: 30, mean: 7, low: 7, high: 7, count: 1 },
  ]);
  assert.deepEqual(spreadOf([Number.NaN]), { mean: Number.NaN, low: Number.NaN, high: Number.NaN, count: 0 });
});

test("axes keep numbers short: steps by thousands and millions, values by powers of a thousand", () => {
  assert.deepEqual(stepScaling(19_999), { factor: 1, suffix: "" });
  assert.deepEqual(stepScaling(60_000), { factor: 1e-3, suffix: ", thousand" });
  assert.deepEqual(stepScaling(2e6), { factor: 1e-6, suffix: ", million" });
  assert.deepEqual(valueScaling(500), { factor: 1, suffix: "" });
  assert.deepEqual(valueScaling(0.0003), { factor: 1e6, suffix: " × 10⁻⁶" });
  assert.deepEqual(valueScaling(0.004), { factor: 1e3, suffix: " × 10⁻³" });
  assert.deepEqual(valueScaling(2.5e6), { factor: 1e-6, suffix: " × 10⁶" });
  for (const odd of [0, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(valueScaling(odd).factor, 1);
});

test("whatever the numbers and names are, the page is whole", () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e308, 5e-324),
  );
  const list = fc.array(number, { maxLength: 4 });
  const measured = fc.record({ mean: number, standardError: number, laps: number, samples: list });
  const evaluation = fc.record({ steps: number, deterministic: measured, stochastic: measured });
  const evil = `</style><script>alert("1")</script>'&<b onload=x>\u0000\ud800`;
  fc.assert(
    fc.property(
      fc.array(fc.record({ steps: number, returns: list }), { maxLength: 4 }),
      fc.array(evaluation, { maxLength: 3 }),
      fc.array(number, { minLength: 8, maxLength: 8 }),
      (iterations, evaluations, [a, b, c, d, e, f, g, h]) => {
        const page = check({
          ...sample,
          name: evil,
          environment: evil,
          method: evil,
          status: { state: "interrupted", detail: evil, stepsPlanned: a! },
          steps: b!,
          episodes: c!,
          duration: d!,
          iterations,
          evaluations,
          ...(evaluations[0] === undefined ? {} : { result: evaluations[0] }),
          references: [{ label: evil, value: e! }],
          panels: [
            {
              id: "one",
              name: evil,
              unit: evil,
              meaning: evil,
              values: iterations.map((_, index) => [f!, g!][index % 2]!),
              reference: { label: evil, value: h! },
            },
          ],
          time: [
            { name: evil, seconds: f! },
            { name: evil, seconds: g! },
          ],
          timeNote: evil,
          outcomes: [{ name: evil, counts: [{ name: evil, count: h! }] }],
          promise: evil,
        });
        assert.doesNotMatch(page, /<script|<b /);
      },
    ),
    { numRuns: 60 },
  );
});
