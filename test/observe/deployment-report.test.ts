/** The report of a deployment: what it says, what it advises, and that it is whole whatever went in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeploymentReportData, JointData } from "../../src/observe/report/deploy/data.ts";
import { hints } from "../../src/observe/report/deploy/hints.ts";
import { renderDeploymentReport } from "../../src/observe/report/deploy/report.ts";
import { checkedPage, wordsOf } from "./checked-page.ts";
import { deployment } from "./sample-deployment.ts";

const check = (data: DeploymentReportData): string => checkedPage(renderDeploymentReport(data));

const withJoint = (change: (joint: JointData) => Partial<JointData>): DeploymentReportData => ({
  ...deployment,
  joints: deployment.joints.map((joint, index) => (index === 2 ? { ...joint, ...change(joint) } : joint)),
});

test("a deployment gives a whole page that needs no network", () => {
  const page = check(deployment);
  assert.doesNotMatch(page, /https?:|\/\/[a-z]/);
  assert.deepEqual(
    [...page.matchAll(/<section id="([a-z]+)"/g)].map(([, id]) => id),
    ["next", "ladder", "states", "limits", "tracking", "time", "link", "reproduce"],
  );
});

test("the page says how long, how late, why it stopped, and that torque was read back as off", () => {
  const words = wordsOf(check(deployment)).replaceAll("\u00a0", " ");
  for (const expected of [
    "28.50 s",
    "1640 ticks were recorded, due at 50 Hz",
    "99.9 % 2.4 ms",
    "stopped after 31.00 s (stopRequest): the operator asked to stop.",
    "Torque was read back as off, 1.00 s after the stop began.",
    // 0.02 + 0.005 · 5 = 0.045 rad = 2.58°; 0.06 + 0.01 · 5 = 0.11 rad = 6.30°
    "rightAnkle 2.6° 6.3°",
    "Every reading and every writing succeeded.",
  ])
    assert.ok(words.includes(expected), `${expected} in ${words}`);
});

test("what is missing is said in its place", () => {
  const page = check({
    ...deployment,
    ticks: 0,
    movingTicks: 0,
    states: [],
    joints: [],
    worst: undefined,
    missing: ["3 ticks before tick 7 never reached the file"],
    outOfRange: { mean: Number.NaN, highest: Number.NaN },
  });
  const words = wordsOf(page);
  for (const expected of [
    "The recording is not whole. 3 ticks before tick 7 never reached the file.",
    "No tick was recorded.",
    "The policy never moved the robot.",
    "Nothing was sent to a joint that is measured.",
  ])
    assert.ok(words.includes(expected), expected);
});

test("a run in which nothing stood out is advised what the ladder says alone", () => {
  assert.deepEqual(hints(deployment), ['Rung “limited” passed: go on with rung "full".']);
});

test("each number that is out of the ordinary gives one hint that names it", () => {
  const { timing } = deployment;
  const cases: readonly (readonly [DeploymentReportData, RegExp])[] = [
    [
      withJoint(({ limited }) => ({ limited: { ...limited, position: 0.4 } })),
      /^leftAnkle .*position limit in 40\u00a0%/,
    ],
    [
      withJoint(({ limited }) => ({ limited: { ...limited, acceleration: 0.3 } })),
      /^leftAnkle .*acceleration limit in 30\u00a0%/,
    ],
    [
      withJoint(({ limited }) => ({ limited: { ...limited, clip: 0.5 } })),
      /^The action of leftAnkle left its space in 50\u00a0%/,
    ],
    [
      withJoint(() => ({ trackingRms: 0.2 })),
      /^leftAnkle is off its target by 11\.5°.*quarter of the torque/,
    ],
    [{ ...deployment, timing: { ...timing, p999: 7 } }, /^One tick in a thousand began 7\.0\u00a0ms late/],
    // 10 of 1650 due
    [{ ...deployment, timing: { ...timing, skipped: 10 } }, /^0\.6\u00a0% of the ticks were skipped/],
    [{ ...deployment, timing: { ...timing, overruns: 1 } }, /^1 tick took longer/],
    [{ ...deployment, retries: 20 }, /^20 messages had to be sent again/],
    [{ ...deployment, outOfRange: { mean: 0.1, highest: 0.3 } }, /^10\u00a0% of the observation/],
    [{ ...deployment, stop: { duration: 1, torque: "on" } }, /^Torque was read back as on/],
    [{ ...deployment, stop: { duration: 1, torque: "unknown" } }, /cannot say/],
    [
      { ...deployment, faults: [{ what: "reading", fault: "noAnswer", begin: 3, ticks: 2 }] },
      /^1 fault of reading \(noAnswer\)/,
    ],
    [{ ...deployment, missing: ["1 tick before tick 7 never reached the file"] }, /^Ticks were lost/],
  ];
  for (const [data, expected] of cases) {
    const [, ...found] = hints(data);
    assert.equal(found.length, 1, `${expected}: ${found.join(" | ")}`);
    assert.match(found[0]!, expected);
    check(data);
  }
});

test("numbers that are none and names that are markup leave the page whole", () => {
  const odd = "</style><script>alert(1)</script>";
  const nan = Number.NaN;
  check({
    ...deployment,
    name: odd,
    robot: odd,
    identity: odd,
    command: odd,
    duration: nan,
    motionTime: nan,
    controlPeriod: nan,
    states: [{ state: odd, begin: nan, end: nan, reason: odd, text: odd }],
    stop: { duration: nan, torque: "not asked" },
    joints: [
      {
        name: odd,
        limited: {
          clip: nan,
          filter: nan,
          position: nan,
          fade: nan,
          speed: nan,
          acceleration: nan,
          braking: nan,
        },
        saturation: nan,
        trackingRms: nan,
        trackingMost: nan,
      },
    ],
    worst: { joint: odd, points: [{ time: nan, target: nan, measured: nan }] },
    timing: { ...deployment.timing, median: nan, p99: nan, p999: nan, most: nan, histogram: [] },
    outOfRange: { mean: nan, highest: nan },
    ladder: {
      passed: false,
      criteria: [{ name: odd, passed: false, value: nan, bound: nan, unit: odd }],
      next: odd,
    },
  });
});
