/** Each guard at its bound and just beyond: what it tolerates, for how long, and what stops the robot for which reason. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ChannelAges } from "../../src/deploy/age.ts";
import { FaultWindow } from "../../src/deploy/fault-window.ts";
import { type FaultName, faultCode } from "../../src/deploy/faults.ts";
import { Pace } from "../../src/deploy/pace.ts";
import { RangeAlarm } from "../../src/deploy/range-alarm.ts";
import { profileFor } from "../../src/deploy/stop-profile.ts";
import { tiltGuard } from "../../src/deploy/tilt.ts";
import { type Happening, numbRobot, period, Rig, robot } from "./subjects.ts";

/** A rig that runs, for a while already. */
function running(): Rig {
  const rig = new Rig();
  rig.until("running");
  rig.ticks(10);
  return rig;
}

describe("a running robot", () => {
  const stops: readonly (readonly [string, Happening, string, number])[] = [
    // What happens at every tick from now on, the reason of the stop, and the tick it comes in: holdTicks is 3.
    ["a stale channel", { lag: 0.06 }, "sensorStale", 4],
    ["a stamp that is no number", { lag: Number.NaN }, "sensorStale", 4],
    ["a stamp of the future", { lag: -1 }, "sensorStale", 4],
    ["a read that is not answered", { readFault: faultCode.noAnswer }, "readFailing", 4],
    ["a damaged answer", { readFault: faultCode.corrupt }, "readFailing", 4],
    ["an unknown fault of reading", { readFault: 99 }, "readFailing", 4],
    ["a fault that is no number", { readFault: Number.NaN }, "readFailing", 4],
    ["a write that is not answered", { writeFault: faultCode.noAnswer }, "writeFailing", 4],
    ["a refused command", { writeFault: faultCode.refused }, "writeRefused", 1],
    ["an unplugged device, reading", { readFault: faultCode.disconnected }, "disconnected", 1],
    ["an unplugged device, writing", { writeFault: faultCode.disconnected }, "disconnected", 1],
    ["a servo error", { readFault: faultCode.hardwareError }, "hardwareError", 1],
    ["a second writer", { writeFault: faultCode.secondWriter }, "secondWriter", 1],
    ["a joint that is NaN", { sensors: { kneeAngle: Number.NaN } }, "sensorNotFinite", 1],
    ["a joint where it cannot be", { sensors: { kneeAngle: 40 } }, "poseOutsideLimits", 1],
    ["an endless joint", { sensors: { kneeAngle: -Infinity } }, "sensorNotFinite", 1],
    ["a time that goes back", { leap: -0.5 }, "clockJump", 1],
    ["a time that leaps", { leap: 0.5 }, "clockJump", 1],
    ["a time that is none", { leap: Number.NaN }, "clockJump", 1],
    ["many skipped ticks", { skipped: 5 }, "tooManySkipped", 1],
    // tan 57.3° = 1.557
    ["a trunk that leans too far", { sensors: { gravityX: 1.6 } }, "tilted", 1],
    ["a trunk on its back", { sensors: { gravityZ: 2 } }, "tilted", 1],
  ];
  for (const [what, happening, reason, tick] of stops)
    it(`stops for ${what} in tick ${tick}: ${reason}`, () => {
      const rig = running();
      const seen = Array.from({ length: tick }, () => rig.tick(happening));
      for (const before of seen.slice(0, -1)) assert.equal(before.state, "running");
      assert.deepEqual([seen.at(-1)?.state, seen.at(-1)?.reason], ["stopping", reason]);
      rig.ticks(100);
      assert.deepEqual([rig.rows.at(-1)?.state, rig.rows.at(-1)?.reason], ["latched", reason]);
    });

  const tolerated: readonly (readonly [string, Happening])[] = [
    ["a stale channel", { lag: 0.06 }],
    ["a failed read", { readFault: faultCode.noAnswer }],
    ["a failed write", { writeFault: faultCode.corrupt }],
  ];
  for (const [what, happening] of tolerated)
    it(`holds its command for three ticks of ${what}, braked within the limits, and goes on`, () => {
      const rig = running();
      const before = rig.tick();
      const held = [1, 2, 3].map(() => rig.tick(happening));
      // 1.5 rad/s are braked within one tick, by at most 2 rad/s
      for (const seen of held.slice(1)) assert.deepEqual(seen.values("sent"), held[0]!.values("sent"));
      for (const seen of held) {
        assert.ok(seen.values("action").every(Number.isNaN));
        assert.equal(seen.head("motionTime"), before.head("motionTime"));
      }
      const after = rig.tick();
      assert.equal(after.state, "running");
      assert.ok(Math.abs(after.head("motionTime") - before.head("motionTime") - period) < 1e-12);
    });

  it("stops for a channel that does not change in a bit for longer than its bound, however fresh", () => {
    const rig = running();
    // 0.1 s are 5 ticks unchanged, and one more.
    const seen = Array.from({ length: 9 }, () => rig.tick({ isFrozen: true }));
    const stopped = seen.findIndex(({ state }) => state === "stopping");
    assert.ok(stopped >= 4 && stopped <= 5, `${stopped}`);
    assert.equal(seen[stopped]?.reason, "sensorFrozen");
  });

  it("is not stopped by what the robot does not feel, and can still be stopped", () => {
    const rig = new Rig({ robot: numbRobot });
    rig.until("running");
    assert.equal(rig.ticks(200).state, "running");
    assert.equal(rig.tick({ requests: ["stop"] }).state, "stopping");
  });
});

describe("before it moves", () => {
  it("a robot waits in limp for fresh channels and torque off, and gives up after 5 s", () => {
    for (const happening of [{ lag: 1 }, { limpReadBack: 0 }, { sensors: { hipAngle: Number.NaN } }]) {
      const rig = new Rig();
      const stopped = rig.until("stopping", happening);
      assert.equal(stopped.reason, "notReady");
      const waited = rig.rows.filter(({ state }) => state === "limp").length * period;
      assert.ok(waited > 5 && waited < 5.1, `${waited}`);
      assert.ok(rig.rows.every((seen) => seen.head("torque") === 0));
    }
  });

  for (const [what, pose, happening, reason] of [
    ["leans", [0.2, 1], { sensors: { gravityX: 2 } }, "tilted"],
    ["has a joint where it cannot be sent", [1.3, 1], {}, "poseOutsideLimits"],
  ] as const)
    it(`a robot that ${what} is not armed, and says so: ${reason}`, () => {
      const rig = new Rig({}, pose);
      rig.until("checked", { requests: [] });
      // While nobody arms it that is nobody's business.
      assert.equal(rig.ticks(10, happening).state, "checked");
      const armed = rig.tick({ ...happening, requests: ["arm"] });
      assert.deepEqual([armed.state, armed.reason, armed.head("torque")], ["stopping", reason, 0]);
    });

  it("a joint a little outside its limits is sent to the limit, and from there in", () => {
    const rig = new Rig({}, [1.1, 1]);
    rig.until("holding");
    const path = rig.rows.filter((seen) => seen.head("write") === 1).map((seen) => seen.values("sent")[0]!);
    assert.equal(path[0], 1);
    assert.ok(path.slice(1).every((angle) => angle < 1));
  });
});

describe("the parts", () => {
  it("the fault window takes h faults on end, and no more than one in three for long", () => {
    const trips = (pattern: readonly boolean[], count: number): boolean => {
      const window = new FaultWindow(3);
      for (let k = 0; k < count; k++) window.observe(pattern[k % pattern.length] as boolean);
      return window.isTooMany;
    };
    assert.deepEqual([trips([true], 3), trips([true], 4)], [false, true]);
    assert.equal(trips([true, false, false], 10_000), false);
    // + 2 − 1 a pair: over 6 after six pairs at the latest
    assert.ok(Array.from({ length: 14 }, (_, n) => trips([true, false], n)).some(Boolean));
  });

  it("ages compare with their bound at every channel: at the bound it is fresh, beyond it is not", () => {
    const ages = new ChannelAges(robot, 1);
    const at = (joints: number, trunk: number): boolean => {
      const sensors = Float64Array.from({ length: 5 }, () => joints + trunk);
      ages.observe({ begin: 1, stamps: Float64Array.of(1 - joints, 1 - trunk), sensors });
      return ages.isFresh;
    };
    assert.deepEqual([at(0, 0), at(0.0499, 0.03), at(0.0501, 0), at(0, 0.0501)], [true, true, false, false]);
    assert.ok(ages.isLost);
    assert.ok(at(0.01, 0) && !ages.isLost);
  });

  it("a pace one period late is one, and a leap beyond what was skipped is none", () => {
    const pace = new Pace(0.02, 3);
    const jumps = [
      [10, 0],
      [10.039, 0],
      [10.139, 3],
      [10.139, 0],
      [10.21, 0],
    ].map(([begin, skipped]) => {
      pace.observe({ begin, skipped } as { begin: number; skipped: number });
      return [pace.hasJumped, pace.isTooSlow];
    });
    // The last is 0.071 s after the one before: more than three periods.
    assert.deepEqual(jumps, [
      [false, false],
      [false, false],
      [false, true],
      [false, false],
      [true, false],
    ]);
  });

  it("tilt is the angle from upright, whatever the length and the direction of the lean", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: Math.PI, noNaN: true }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (tilt, heading, length) => {
          fc.pre(Math.abs(tilt - 0.8) > 1e-6);
          const [x, y] = [Math.sin(tilt) * Math.cos(heading), Math.sin(tilt) * Math.sin(heading)];
          const sensors = Float64Array.of(0, 0, x * length, y * length, -Math.cos(tilt) * length);
          assert.equal(tiltGuard(robot, 0.8)(sensors), tilt > 0.8);
        },
      ),
      { seed: 1 },
    ));

  it("no direction at all leans, no guard never does, and a guard without a sensor is refused", () => {
    assert.ok(tiltGuard(robot, 3)(new Float64Array(5)));
    assert.equal(tiltGuard(numbRobot, null)(new Float64Array(0)), false);
    assert.throws(() => tiltGuard(numbRobot, 1), /needs the sensor elements gravityX, gravityY and gravityZ/);
  });

  it("the range alarm counts the share outside, and alarms after so many ticks on end", () => {
    const alarm = new RangeAlarm({
      seen: { low: [0, 0, 0, 0], high: [1, 1, 1, 1] },
      maxShare: 0.25,
      ticks: 2,
    });
    const shares = [
      [0, 1, 0.5, 0.5],
      [2, 0, 0, 0],
      [2, -1, 0, 0],
      [0, 0, 0, 0],
      [Number.NaN, 2, 2, 0],
      [2, 2, 2, 2],
    ].map((row) => {
      alarm.observe(Float64Array.from(row));
      return [alarm.share, alarm.isOutside, alarm.isAlarmed];
    });
    assert.deepEqual(shares, [
      [0, false, false],
      [0.25, false, false],
      [0.5, true, false],
      [0, false, false],
      [0.75, true, false],
      [1, true, true],
    ]);
  });

  it("what training did not keep is not out of range, and a bound of 1 never alarms", () => {
    const unknown = new RangeAlarm({ seen: null, maxShare: 0, ticks: 1 });
    unknown.observe(Float64Array.of(1e9));
    assert.deepEqual([unknown.share, unknown.isAlarmed], [0, false]);
    const never = new RangeAlarm({ seen: { low: [0], high: [0] }, maxShare: 1, ticks: 1 });
    never.observe(Float64Array.of(1));
    assert.deepEqual([never.share, never.isAlarmed], [1, false]);
  });

  it("a stop goes by the plan, damped where nothing is to be trusted, limp where drives do not listen", () => {
    assert.equal(profileFor("plan", "park", robot), "park");
    assert.equal(profileFor("damp", "park", robot), "damp");
    assert.equal(profileFor("damp", "hold", { ...robot, stopProfiles: ["park"] }), "park");
    assert.equal(profileFor("limp", "park", robot), "limp");
    for (const stop of ["plan", "damp", "limp"] as const)
      assert.equal(profileFor(stop, "limp", robot), "limp");
  });

  it("every fault of a driver stops the robot if it lasts", () => {
    for (const name of Object.keys(faultCode).filter((each) => each !== "none") as FaultName[])
      for (const field of ["readFault", "writeFault"] as const) {
        const rig = running();
        assert.notEqual(rig.ticks(4, { [field]: faultCode[name] }).state, "running", `${field} ${name}`);
      }
  });
});
