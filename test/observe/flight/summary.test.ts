import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { DeployPlan } from "../../../src/deploy/plan.ts";
import { stateCode } from "../../../src/deploy/states.ts";
import { FlightRecorder } from "../../../src/observe/flight/recorder.ts";
import { summarizeDeployment } from "../../../src/observe/flight/summary.ts";
import { renderDeploymentReport } from "../../../src/observe/report/deploy/report.ts";
import { checkedPage } from "../checked-page.ts";
import { type Change, entering, flightRows, layout, period, plan, planFrom } from "./flights.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const near = (value: number, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs(value - expected) <= within, `${value}, expected ${expected}`);

let files = 0;
async function summaryOf(rows: readonly Float64Array[], of: DeployPlan = plan) {
  files += 1;
  const path = join(folder, `${files}.mcap`);
  const clock = { wall: 1_700_000_000_000_000_000n, monotonic: 1000 };
  await using recorder = await FlightRecorder.create(path, {
    plan: of,
    clock,
    identity: "two legs 1, serial 7",
    onFailure: assert.ifError,
  });
  for (const row of rows) recorder.add(row);
  await recorder.close();
  return await summarizeDeployment(path, { name: "legs", command: "gaitway deploy runs/legs --to sim:legs" });
}

const flown = (change?: Change, of = plan) => flightRows(120, change, of);

test("the states of a run come with their reasons, one after the other without a gap", async () => {
  const { states, duration } = await summaryOf(flown());
  assert.deepEqual(
    states.map(({ state, reason }) => `${state}: ${reason}`),
    [
      "limp: connected",
      "checked: ready",
      "ramping: armed",
      "holding: poseReached",
      "shadow: going",
      "fading: proven",
      "running: fadedIn",
      "stopping: durationOver",
      "latched: durationOver",
    ],
  );
  for (const [index, { end }] of states.slice(0, -1).entries()) assert.equal(end, states[index + 1]!.begin);
  // 119 periods, and the last tick begins as late as tick 119 mod 7 = 0 does.
  near(duration, 119 * period);
});

test("a stop that is read back says so, with how long it took", async () => {
  const rows = flown();
  const [stopping, latched] = [entering(rows, stateCode.stopping), entering(rows, stateCode.latched)];
  const { stop } = await summaryOf(rows);
  assert.equal(stop.torque, "off");
  const begin = (tick: number) => rows[tick]![layout.head.begin] as number;
  near(stop.duration, begin(latched) - begin(stopping));
  const still = await summaryOf(
    flown((row) => {
      if (row[layout.head.limpReadBack] === 1 && (row[layout.head.tick] as number) > 50)
        row[layout.head.limpReadBack] = 0;
    }),
  );
  assert.equal(still.stop.torque, "on");
});

test("shares of changed commands are counts of flags over the ticks in which the policy moved the robot", async () => {
  const slow = planFrom({ limits: { maxSpeed: [1, 5] } });
  const rows = flown(undefined, slow);
  const { joints, movingTicks } = await summaryOf(rows, slow);
  const moving = rows.filter((row) =>
    [stateCode.fading, stateCode.running].includes(row[layout.head.state] as number),
  );
  assert.equal(movingTicks, moving.length);
  for (const [joint, { limited }] of joints.entries()) {
    // command-path.ts: 8 is fade, 16 is speed
    const share = (bit: number) =>
      moving.filter((row) => ((row[layout.rows.flags.at + joint] as number) & bit) !== 0).length /
      moving.length;
    assert.deepEqual([limited.fade, limited.speed], [share(8), share(16)]);
  }
  // The cycle swings 0.5 rad in 0.2 s, 2.5 rad/s: more than the 1 rad/s of the left hip, less than the 5 of the right.
  assert.ok(joints[0]!.limited.speed > 0.3 && joints[1]!.limited.speed === 0, JSON.stringify(joints));
});

test("the tracking error is what was measured less what was sent a tick before", async () => {
  const rows = flown();
  const { joints, worst } = await summaryOf(rows);
  const errors = rows.flatMap((row, tick) => {
    const before = rows[tick - 1];
    if (before === undefined || before[layout.head.write] !== 1) return [];
    return [(row[layout.rows.sensors.at] as number) - (before[layout.rows.sent.at] as number)];
  });
  const square = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
  near(joints[0]!.trackingRms, Math.sqrt(square), 1e-12);
  near(joints[0]!.trackingMost, Math.max(...errors.map(Math.abs)), 1e-12);
  // The left hip swings twice as far as the right one.
  assert.equal(worst?.joint, "leftHip");
  assert.ok(worst.points.length > 90);
});

test("lateness, work and overruns are those of the clock", async () => {
  const { timing } = await summaryOf(
    flown((row, tick) => {
      if (tick === 60) row[layout.head.end] = (row[layout.head.deadline] as number) + 0.021;
    }),
  );
  // Ticks begin 0.1, 0.2 … 0.7 ms late, again and again: of 120, the 60th smallest is 0.4.
  near(timing.median, 0.4, 1e-6);
  near(timing.most, 0.7, 1e-6);
  near(timing.workMedian, 1, 1e-6);
  // Begun 0.1 · (1 + 60 mod 7) = 0.5 ms late.
  near(timing.workMost, 20.5, 1e-6);
  assert.equal(timing.overruns, 1);
  assert.equal(
    timing.histogram.reduce((sum, { count }) => sum + count, 0),
    120,
  );
});

test("faults on end are one, with when they began and how many ticks they lasted", async () => {
  const { faults } = await summaryOf(
    flown((row, tick) => {
      if (tick === 60 || tick === 61 || tick === 70) row[layout.head.readFault] = 1;
    }),
  );
  assert.deepEqual(
    faults.map(({ what, fault, ticks }) => `${what} ${fault} ${ticks}`),
    ["reading noAnswer 2", "reading noAnswer 1"],
  );
});

test("what a recording lacks is in its summary, and its page is whole", async () => {
  const data = await summaryOf(flown().filter((_, tick) => tick !== 50));
  assert.deepEqual(data.missing, ["1 tick before tick 51 never reached the file"]);
  checkedPage(renderDeploymentReport(data));
});

test("a recording without a tick has a page too", async () => {
  checkedPage(renderDeploymentReport(await summaryOf([])));
});
