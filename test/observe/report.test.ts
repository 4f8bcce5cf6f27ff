import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Measurement, ReportData } from "../../src/observe/report/data.ts";
import { noiseShare } from "../../src/observe/report/gradient.ts";
import { escapeText, html } from "../../src/observe/report/html.ts";
import { fixed, gainOf, gainText, measurementText, signed } from "../../src/observe/report/numbers.ts";
import { renderReport } from "../../src/observe/report/report.ts";
import { sideView } from "../../src/observe/report/side-view.ts";
import { checkedPage, wordsOf } from "./checked-page.ts";
import { halfEllipse, iterationsOf, measurement, sampleReport } from "./sample-report.ts";

const speed = { unit: "mm/s", factor: 1000 };
const of = (mean: number, standardError: number): Measurement => ({
  mean,
  standardError,
  laps: 20,
  samples: [],
});
/** What must hold for every page, whatever went in. */
const check = (data: ReportData): string => checkedPage(renderReport(data));

test("a realistic run gives a whole page that needs no network", () => {
  const page = check(sampleReport);
  assert.doesNotMatch(page, /https?:|\/\/[a-z]/);
  assert.ok(page.length < 150_000, `${page.length} bytes`);
  assert.equal(renderReport(sampleReport), page);
});

test("the page says the result, its error, the gain, the effort, the notice and the command", () => {
  const words = wordsOf(check({ ...sampleReport, before: of(0.2452, 0.0024), after: of(0.3127, 0.0036) }));
  // 312.7/245.2 − 1 = 27.53 %; SE = 1.2753·√((3.6/312.7)² + (2.4/245.2)²) = 1.93 %.
  for (const expected of [
    "245 ± 2 mm/s",
    "313 ± 4 mm/s",
    "+27.5 ± 1.9 %",
    "1035 laps",
    "3 min 29 s",
    "20 held-out laps",
    sampleReport.notice,
    sampleReport.reproduction.command,
    "v20.20.0",
    "2 cores",
    "paper, learned, 291 mm/s",
    "time for a foot to go through its locus",
    "at its bound",
  ])
    assert.ok(words.includes(expected), expected);
});

test("every part is there, or the page says why not", () => {
  const sections = ["learning", "result", "loci", "parameters", "outcomes", "gradient", "reproduce"];
  const { before: _before, after: _after, ...rest } = sampleReport;
  const empty: ReportData = {
    ...rest,
    iterations: [],
    loci: [],
    parameters: [],
    outcomes: [],
    references: [],
  };
  for (const data of [sampleReport, empty]) {
    const page = check(data);
    assert.deepEqual(
      [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id),
      sections,
    );
  }
  const reasons = [...renderReport(empty).matchAll(/class="absent">([^<]+)</g)].map(([, reason]) => reason);
  assert.equal(reasons.length, 6);
  assert.doesNotMatch(renderReport(sampleReport), /class="absent"/);
  assert.match(wordsOf(renderReport(empty)), /no gain is claimed/);
});

test("drawings have a title and a description, tables have headers with a scope", () => {
  const page = check(sampleReport);
  for (const [, drawing] of page.matchAll(/<svg([^>]*)>/g))
    assert.match(drawing!, /aria-labelledby=|aria-hidden="true"|class="share"/);
  for (const [cell] of page.matchAll(/<th[ >][^>]*>/g)) assert.match(cell, /scope="(row|col)"/);
});

test("names and texts cannot become markup", () => {
  const evil = `</style><script>alert("1")</script>'&<b onload=x>\u0000\ud800`;
  const page = check({
    ...sampleReport,
    name: evil,
    environment: evil,
    method: evil,
    createdAt: evil,
    notice: evil,
    status: { ...sampleReport.status, state: "failed", detail: evil },
    objective: { name: evil, unit: evil },
    lapName: evil,
    spreadMeaning: evil,
    references: [{ label: evil, value: 0.2 }],
    loci: sampleReport.loci.map((pair) => ({ ...pair, name: evil })),
    parameters: sampleReport.parameters.map((each) => ({ ...each, name: evil, paperName: evil, unit: evil })),
    outcomes: [{ name: evil, counts: [{ name: evil, count: 1 }], unreachableShare: 0 }],
    reproduction: {
      ...sampleReport.reproduction,
      command: evil,
      versions: [[evil, evil]],
      machine: { node: evil, cpu: evil, cores: 1 },
      settings: [[evil, evil]],
    },
  });
  assert.doesNotMatch(page, /<script|<b /);
  assert.ok(page.includes("&lt;script&gt;"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be absent
  assert.doesNotMatch(page, /\x00/);
  assert.equal(escapeText(`<a href="x">&'`), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  assert.equal(html`<i>${["a<", html`<b>${Number.NaN}</b>`, undefined]}</i>`.markup, "<i>a&lt;<b>–</b></i>");
});

test("odd runs give whole pages", () => {
  const { before: start, after: result, ...rest } = sampleReport;
  const [first] = iterationsOf(1);
  const blank = { ...first!, mean: Number.NaN, spreadLow: Number.NaN, spreadHigh: Infinity, best: -Infinity };
  const odd: Record<string, ReportData> = {
    "one iteration": { ...sampleReport, iterations: iterationsOf(1) },
    "two hundred iterations": { ...sampleReport, iterations: iterationsOf(200) },
    "nothing gained": { ...sampleReport, after: start! },
    slower: { ...sampleReport, before: result!, after: start! },
    "walks backwards": { ...sampleReport, before: of(-0.02, 0.01), after: of(0.1, 0.01) },
    "no start": { ...rest, after: result! },
    "no result": { ...rest, before: start! },
    "one lap": { ...sampleReport, after: { mean: 0.3, standardError: Number.NaN, laps: 1, samples: [0.3] } },
    "nothing is known": {
      ...sampleReport,
      iterations: [{ ...blank, gradientNorm: 0, gradientVariance: Number.NaN }],
    },
    "variance unknown now and then": {
      ...sampleReport,
      iterations: iterationsOf(9).map((each, i) =>
        i % 2 ? { ...each, gradientVariance: Number.NaN } : each,
      ),
    },
    interrupted: {
      ...rest,
      status: { ...rest.status, state: "interrupted", detail: "Continue with --resume." },
      iterations: iterationsOf(4),
    },
    "long name": { ...sampleReport, name: "n".repeat(5000), lapName: "" },
    "a path without points": {
      ...sampleReport,
      loci: [
        {
          name: "Front",
          before: { hipHeight: Number.NaN, commanded: [], reachable: [{ x: Number.NaN, z: 0 }] },
        },
      ],
    },
    "no laps at all": {
      ...sampleReport,
      outcomes: [
        { name: "training", counts: [{ name: "fell", count: Number.NaN }], unreachableShare: Number.NaN },
      ],
    },
  };
  for (const [name, data] of Object.entries(odd)) assert.doesNotThrow(() => check(data), name);
  assert.match(
    wordsOf(renderReport(odd.interrupted!)),
    /interrupted after 4 of 23 iterations\. Continue with --resume/,
  );
  assert.match(wordsOf(renderReport(odd.slower!)), /mm\/s worse/);
  assert.match(wordsOf(renderReport(odd["nothing gained"]!)), /Nothing was gained/);
});

test("whatever the numbers are, the page is whole", () => {
  const number = fc.oneof(
    fc.double(),
    fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e308, 5e-324),
  );
  const measured = fc.record({
    mean: number,
    standardError: number,
    laps: number,
    samples: fc.array(number, { maxLength: 3 }),
  });
  const iteration = fc.record({
    iteration: number,
    mean: number,
    spreadLow: number,
    spreadHigh: number,
    best: number,
    heldOut: measured,
    gradientNorm: number,
    gradientVariance: number,
  });
  const point = fc.record({ x: number, z: number });
  const locus = fc.record({ hipHeight: number, commanded: fc.array(point), reachable: fc.array(point) });
  fc.assert(
    fc.property(
      measured,
      measured,
      fc.array(iteration, { maxLength: 4 }),
      locus,
      fc.array(number, { minLength: 5, maxLength: 5 }),
      (before, after, iterations, path, [low = 0, high = 0, epsilon = 0, from = 0, to = 0]) => {
        const parameter = { ...sampleReport.parameters[0]!, low, high, epsilon, before: from, after: to };
        const loci = [{ name: "Front", before: path, after: path }];
        const references = [{ label: "a", value: low }];
        const status = { ...sampleReport.status, state: "failed", laps: low, duration: high } as const;
        const machine = { ...sampleReport.reproduction.machine, cores: to };
        check({
          ...sampleReport,
          ...{ before, after, iterations, loci, references },
          parameters: [parameter],
          status: { ...status, iterationsPlanned: from },
          reproduction: { ...sampleReport.reproduction, seed: epsilon, machine },
        });
      },
    ),
    { numRuns: 150, seed: 2004 },
  );
});

test("a millimetre up is as long as a millimetre forward, in every panel", () => {
  const loci = [
    { name: "a", before: halfEllipse({ center: 0.03, halfStroke: 0.05, height: 0.02, hipHeight: 0.3 }) },
    { name: "b", before: halfEllipse({ center: -0.3, halfStroke: 0.01, height: 0.05, hipHeight: 0.1 }) },
  ];
  for (const pairs of [loci, loci.slice(0, 1), loci.slice(1), sampleReport.loci]) {
    const view = sideView(pairs);
    const across = (view.x.at(10) - view.x.at(0)) / 10;
    const up = (view.z.at(0) - view.z.at(10)) / 10;
    assert.ok(Math.abs(across - up) < 1e-9, `${across} px/mm across, ${up} px/mm up`);
    assert.ok(across > 0 && view.z.at(0) <= view.height);
  }
});

test("a drawn path has the size of its path: 97.86 mm long and 56 mm high at the panel's scale", () => {
  const view = sideView(sampleReport.loci);
  const scale = view.x.at(1) - view.x.at(0);
  const rear = /id="[^"]*locus-0[\s\S]*?<path class="locus before" d="([^"]+)"/.exec(
    renderReport(sampleReport),
  );
  const numbers = rear![1]!.match(/-?\d+(\.\d+)?/g)!.map(Number);
  const xs = numbers.filter((_, index) => index % 2 === 0);
  const ys = numbers.filter((_, index) => index % 2 === 1);
  // Sixty points round the half ellipse: none lies exactly on its top, which costs less than 0.1 mm.
  assert.ok(Math.abs((Math.max(...xs) - Math.min(...xs)) / scale - 97.86) < 0.05);
  assert.ok(Math.abs((Math.max(...ys) - Math.min(...ys)) / scale - 56) < 0.1);
});

test("numbers have as many digits as their error allows, a real minus sign and never a negative zero", () => {
  const cases: readonly (readonly [string, string])[] = [
    [measurementText(of(0.24523, 0.00213), speed), "245 ± 2 mm/s"],
    [measurementText(of(0.24523, 0.00136), speed), "245.2 ± 1.4 mm/s"],
    [measurementText(of(0.24523, 0.043), speed), "245 ± 43 mm/s"],
    [measurementText(of(0.24523, Number.NaN), speed), "245 mm/s"],
    [measurementText(of(Number.NaN, Number.NaN), speed), "–"],
    [fixed(-2.5, 1), "−2.5"],
    [fixed(-0.001, 1), "0.0"],
    [signed(0.001, 1), "0.0"],
    [signed(1.25, 1), "+1.3"],
    [fixed(Infinity, 1), "–"],
  ];
  for (const [shown, expected] of cases) assert.equal(shown.replaceAll("\u00a0", " "), expected);
});

test("a gain needs a start that moves forward", () => {
  assert.equal(gainOf(of(0, 0.01), of(0.3, 0.01)), undefined);
  assert.equal(gainOf(of(-0.1, 0.01), of(0.3, 0.01)), undefined);
  assert.equal(gainOf(undefined, of(0.3, 0.01)), undefined);
  const gain = gainOf(of(0.2, 0.002), of(0.1, 0.001))!;
  // −50 %; SE = 0.5·√(1 %² + 1 %²) = 0.707 %.
  assert.ok(Math.abs(gain.standardError - 0.5 * Math.sqrt(2) * 0.01) < 1e-12);
  assert.equal(gainText(gain).replaceAll("\u00a0", " "), "−50.0 ± 0.7 %");
});

test("the share of noise is the variance over the squared length", () => {
  const [record] = iterationsOf(1);
  assert.equal(noiseShare({ ...record!, gradientNorm: 0.5, gradientVariance: 0.05 }), 0.2);
  assert.ok(Number.isNaN(noiseShare({ ...record!, gradientNorm: 0, gradientVariance: 0.05 })));
  assert.ok(Number.isNaN(noiseShare({ ...record!, gradientNorm: 1, gradientVariance: Number.NaN })));
});

test("the standard error of the sample's mean is the one the data claims", () => {
  // The fixture is used to look at the page: its dots must agree with its whiskers.
  const { samples, mean, standardError, laps } = measurement(0.3, 0.02, 4000, 3);
  const average = samples.reduce((sum, each) => sum + each, 0) / laps;
  assert.ok(Math.abs(average - mean) < 4 * standardError);
});
