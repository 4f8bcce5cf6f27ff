/** A plan's limits are on without being asked for, and one that does not hang together is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { controllerFor } from "../../src/deploy/controller.ts";
import { type DeployPlan, planFor } from "../../src/deploy/plan.ts";
import { type Choices, cycle, networkPlan, numbRobot, period, plan, Rig, robot } from "./subjects.ts";

const defaults = (choices: Choices = {}): DeployPlan =>
  planFor({ robot, source: cycle, controlPeriod: period, rung: "full", ...choices });

describe("the defaults of a plan", () => {
  it("are the robot's own limits less a hundredth of the range, at most 0.01 rad; everything is on", () => {
    const { limits, guards, stop, unattended, duration } = defaults();
    assert.deepEqual(
      [limits.low, limits.high],
      [
        [-0.99, -0.49],
        [0.99, 1.99],
      ],
    );
    assert.deepEqual(
      [limits.maxSpeed, limits.maxAcceleration],
      [
        [5, 5],
        [100, 100],
      ],
    );
    assert.deepEqual(guards, {
      holdTicks: 3,
      maxTilt: 1,
      maxOutOfRange: 0.3,
      outOfRangeTicks: 12,
      shadowTicks: 50,
      maxSkipped: 5,
    });
    assert.deepEqual(stop, { profile: "damp", timeout: 1 });
    assert.deepEqual([unattended, duration, limits.torqueShare, limits.filter], [false, null, 1, null]);
  });

  it("of the limited rung have a quarter of torque and speed, of what was chosen too", () => {
    const { limits } = defaults({ rung: "limited", limits: { torqueShare: 0.8 } });
    assert.deepEqual(
      [limits.torqueShare, limits.maxSpeed, limits.maxAcceleration],
      [0.2, [1.25, 1.25], [100, 100]],
    );
  });

  it("are narrowed by what training allowed the policy, through its scaling", () => {
    // ±2 by −0.3 and + 0.5 is −0.1 … 1.1; the knee's by 1, ±2 against −0.5 … 2
    const source = networkPlan({ scaling: { gain: [-0.3, 1], offset: [0.5, 0] } });
    const { limits } = defaults({ source });
    assert.ok(Math.abs((limits.low[0] as number) - -0.09) < 1e-12);
    assert.deepEqual([limits.high[0], limits.low[1], limits.high[1]], [0.99, -0.49, 1.99]);
  });

  it("guard no tilt of a robot that does not feel it, and hold on for at most 0.1 s", () => {
    assert.equal(defaults({ robot: numbRobot }).guards.maxTilt, null);
    // (h + 2) T ≤ 0.1 s: 3 · 0.032 = 0.096; 2 · 0.05 = 0.1; of 0.2 none.
    for (const [controlPeriod, holdTicks] of [[0.008, 10], [0.032, 1], [0.05, 0], [0.2, 0]] as const) // biome-ignore format: one line
      assert.equal(defaults({ controlPeriod }).guards.holdTicks, holdTicks);
    assert.equal(defaults({ controlPeriod: 0.05, timeToSafe: 0.2 }).guards.holdTicks, 2);
  });

  it("stop in the way that is safest for the robot, and leave it the time to park", () => {
    const parking = { ...robot, stopProfiles: ["park", "limp"] as const };
    assert.deepEqual(defaults({ robot: parking }).stop, { profile: "park", timeout: 4 });
    assert.equal(defaults({ robot: { ...robot, stopProfiles: [] } }).stop.profile, "limp");
  });
});

describe("a plan is refused with", () => {
  const wrong: readonly (readonly [string, Choices, RegExp])[] = [
    ["no period", { controlPeriod: 0 }, /controlPeriod of the plan is 0: expected more than 0 s/],
    [
      "a stance outside the limits",
      { limits: { high: [0.1, 2] } },
      /stance of hip of the plan is 0.2: expected an angle inside its limits/,
    ],
    [
      "limits of another robot",
      { limits: { maxSpeed: [1] } },
      /limits.maxSpeed of the plan is 1 numbers: expected 2, one a joint/,
    ],
    [
      "limits the wrong way round",
      { limits: { low: [1, 1], high: [-1, 2] } },
      /limits of hip of the plan is 1 … -1/,
    ],
    ["a speed of 0", { limits: { maxSpeed: [0, 1] } }, /limits.maxSpeed of hip of the plan is 0/],
    [
      "an endless acceleration",
      { limits: { maxAcceleration: [Infinity, 1] } },
      /limits.maxAcceleration of hip of the plan is Infinity/,
    ],
    ["more torque than there is", { limits: { torqueShare: 1.1 } }, /limits.torqueShare of the plan is 1.1/],
    ["a filter of 0 Hz", { limits: { filter: 0 } }, /limits.filter of the plan is 0: expected null or more/],
    ["a fade into the past", { limits: { fadeTime: -1 } }, /limits.fadeTime of the plan is -1/],
    [
      "a stop that the robot cannot do",
      { robot: { ...robot, stopProfiles: ["park"] }, stop: { profile: "damp" } },
      /stop.profile of the plan is damp: expected one of park, limp/,
    ],
    [
      "half a tick",
      { guards: { holdTicks: 0.5 } },
      /guards.holdTicks of the plan is 0.5: expected a whole number/,
    ],
    ["a share above 1", { guards: { maxOutOfRange: 2 } }, /guards.maxOutOfRange of the plan is 2/],
    [
      "a tilt guard that feels nothing",
      { robot: numbRobot, guards: { maxTilt: 1 } },
      /needs the sensor elements gravityX/,
    ],
    [
      "a cycle of another robot",
      { source: { ...cycle, samples: [[1]] } },
      /the action has 1 elements, "two-joints" has 2 joints/,
    ],
    [
      "a sensor that is not there",
      { source: networkPlan({ observation: [0, 1, 2, 3, 5, -1, -2] }) },
      /observation element 4 comes from 5: expected a sensor 0 … 4/,
    ],
    [
      "joints that are not measured",
      { robot: { ...robot, channels: robot.channels.slice(1) } },
      /expected a sensor element hipAngle/,
    ],
  ];
  for (const [what, choices, message] of wrong)
    it(what, () => assert.throws(() => controllerFor(plan(choices)), message));
});

describe("a policy that gives no number", () => {
  it("is stopped in the shadow before it moves anything", () => {
    const rig = new Rig({ source: networkPlan({ params: (k) => (k === 0 ? Number.NaN : 0.1) }) });
    const stopped = rig.until("stopping");
    assert.equal(stopped.reason, "actionNotFinite");
    assert.ok(stopped.values("action").some(Number.isNaN));
    assert.ok(stopped.values("clipped").every(Number.isNaN));
    assert.equal(rig.rows.at(-2)?.state, "shadow");
    for (const seen of rig.rows) assert.ok(seen.values("sent").every(Number.isFinite));
  });

  it("or feels what training never saw is stopped after so many ticks on end", () => {
    const seen = { low: [-9, -9, -0.1, -0.1, -1.1, -9, -9], high: [9, 9, 0.1, 0.1, -0.9, 9, 9] };
    const rig = new Rig({ source: networkPlan({ seen }), guards: { outOfRangeTicks: 4 } });
    rig.until("running");
    // It leans by 45°, less than the tilt guard takes: 3 of 7 elements, more than 0.3.
    const odd = { sensors: { gravityX: 0.5, gravityY: 0.5, gravityZ: 0.3 } };
    for (let k = 0; k < 3; k++) assert.equal(rig.tick(odd).state, "running");
    assert.equal(rig.tick().head("outOfRange"), 0);
    const shares = [1, 2, 3, 4].map(() => rig.tick(odd).head("outOfRange"));
    assert.deepEqual(shares, new Array(4).fill(3 / 7));
    assert.deepEqual(
      [rig.rows.at(-2)?.state, rig.rows.at(-1)?.state, rig.rows.at(-1)?.reason],
      ["running", "stopping", "outOfRange"],
    );
  });
});
