/** What a robot says of itself, and when it says something was: checked without a robot. */
import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ClockOffset } from "../../../../src/deploy/drivers/wire/clock-offset.ts";
import { describeRobot, NotARobot } from "../../../../src/deploy/drivers/wire/describe.ts";
import { faultOf } from "../../../../src/deploy/drivers/wire/fault-of.ts";
import { Mailbox } from "../../../../src/deploy/drivers/wire/mailbox.ts";
import { robotSpecFrom } from "../../../../src/deploy/drivers/wire/robot-spec.ts";
import { readingOf } from "../../../../src/deploy/drivers/wire/sensor-link.ts";
import { faultCode } from "../../../../src/deploy/faults.ts";
import { encodeReading } from "../../../../src/transport/codec-robot.ts";
import {
  type FaultCode,
  RemoteError,
  RequestTimeout,
  SpecMismatch,
  VersionSkew,
} from "../../../../src/transport/errors.ts";
import { DEFAULT_LIMITS } from "../../../../src/transport/message.ts";
import type { WireRobot } from "../../../../src/transport/robot-message.ts";
import { mutate, xorshift } from "../../../support/mutate.ts";
import { rawServer, replyFrames, withMajor } from "../../../support/raw-peer.ts";

const hip = {
  name: "hip",
  positive: "forward",
  low: -1,
  high: 2,
  maxSpeed: 7,
  maxAcceleration: 200,
  stance: 0.5,
};
const angle = { name: "jointAngle", elements: [{ name: "hipAngle", unit: "rad" }], maxAge: 0.05 };
const leg: WireRobot = {
  name: "leg",
  version: "1",
  joints: [hip],
  channels: [angle],
  leastControlPeriod: 0.008,
  mostControlPeriod: 0.1,
  measuresJoints: true,
  watchdog: { timeout: 0.08, reaction: "torque off" },
  stopProfiles: ["damp", "kneel", "limp"],
};

test("a description becomes a robot; what it leaves out is null, and words of a later version are passed over", () => {
  const spec = robotSpecFrom(leg);
  assert.deepEqual(spec.joints, [{ ...hip, maxTorque: null }]);
  assert.deepEqual(spec.channels, [{ ...angle, frozenAfter: null }]);
  assert.deepEqual(spec.stopProfiles, ["damp", "limp"]);
  assert.deepEqual(spec.watchdog, { kind: "device", timeout: 0.08, reaction: "torque off" });
  const none = robotSpecFrom({
    ...leg,
    watchdog: { timeout: 0, reaction: "no timer" },
    measuresJoints: false,
  });
  assert.deepEqual([none.watchdog, none.feedback], [{ kind: "none", why: "no timer" }, "none"]);
});

test("a description that contradicts itself is refused, and says where", () => {
  const joint = (changes: object) => ({ joints: [{ ...hip, ...changes }] });
  const cases: readonly [Partial<WireRobot>, RegExp][] = [
    [{ name: "" }, /a robot with a name/],
    [joint({ low: 3 }), /limits of hip that are a range, got 3 … 2 rad/],
    [joint({ high: Number.NaN }), /limits of hip/],
    [joint({ stance: 2.5 }), /a stance of hip from -1 to 2 rad, got 2.5/],
    [joint({ maxSpeed: 0 }), /a maximum speed of hip above 0, got 0/],
    [joint({ maxAcceleration: Number.POSITIVE_INFINITY }), /a maximum acceleration of hip/],
    [joint({ maxTorque: -1 }), /a maximum torque of hip/],
    [{ joints: [hip, hip] }, /every joint of leg to have a name of its own, got "hip"/],
    [{ channels: [angle, { ...angle, name: "other" }] }, /every sensor element of leg .* got "hipAngle"/],
    [{ channels: [{ ...angle, elements: [] }] }, /elements in the sensor channel jointAngle/],
    [{ channels: [{ ...angle, maxAge: 0 }] }, /a maximum age of jointAngle/],
    [{ leastControlPeriod: 0.2 }, /control periods of leg that are a range/],
    [{ watchdog: { timeout: -1, reaction: "" } }, /a watchdog timeout of leg/],
    [{ stopProfiles: ["kneel"] }, /a stop profile of leg among damp, park, hold, limp, got kneel/],
  ];
  for (const [change, said] of cases)
    assert.throws(
      () => robotSpecFrom({ ...leg, ...change }),
      (error) => error instanceof SpecMismatch && said.test(error.message),
      String(said),
    );
});

test("a reading that took longer on the way is older by just that, whatever the other clock says", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.array(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { minLength: 1, maxLength: 50 }),
      (distance, delays) => {
        const offset = new ClockOffset();
        delays.forEach((delay, k) => {
          const sent = 0.008 * k;
          const arrival = sent + delay;
          const age = arrival - (sent + distance + offset.take(sent + distance, arrival));
          const quickest = Math.min(...delays.slice(0, k + 1));
          assert.ok(Math.abs(age - (delay - quickest)) < 1e-8);
        });
      },
    ),
  );
});

test("a clock that drifts does not make readings old: the quickest is forgotten in time", () => {
  const offset = new ClockOffset();
  for (let k = 0; k < 10_000; k++) {
    // Theirs is slower by 1 ms in 10 s.
    const now = 0.01 * k;
    const sent = now * 0.9999;
    assert.ok(now - (sent + offset.take(sent, now)) < 0.0021);
  }
});

test("a reading broken by chance is a reading of this robot, or none", () => {
  const spec = robotSpecFrom(leg);
  const state = { time: 1, torque: [false], latched: false, reason: "" };
  const good = [
    encodeReading({
      sequence: 1,
      sent: 2,
      stamps: Float64Array.of(1.5),
      values: Float64Array.of(0.1),
      state,
    }),
  ];
  assert.deepEqual(readingOf(good, spec)?.values, Float64Array.of(0.1));
  const random = xorshift(3);
  let passed = 0;
  for (let k = 0; k < 5000; k++) {
    const reading = readingOf(mutate(good, good, random), spec);
    if (reading === undefined) continue;
    passed++;
    assert.equal(reading.values.length, 1);
    assert.ok((reading.stamps[0] as number) <= reading.sent);
  }
  assert.ok(passed > 50 && passed < 4000, `${passed}`);
  assert.equal(readingOf([...good, new Uint8Array()], spec), undefined);
});

test("a row is taken whole or not at all", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
  const fd = openSync(join(folder, "mail"), "w+");
  const [writer, reader, row] = [new Mailbox(fd, 8, 2), new Mailbox(fd, 8, 2), new Float64Array(2)];
  assert.equal(reader.read(row), false);
  writer.write(Float64Array.of(1, Number.NaN));
  assert.equal(reader.read(row), true);
  assert.deepEqual(row, Float64Array.of(1, Number.NaN));
  // As a reader finds it that overtook the writer: the number in front is newer than the one behind.
  writeSync(fd, new Uint8Array(Float64Array.of(2).buffer), 0, 8, 8);
  assert.equal(reader.read(row), false);
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

test("each answer of a robot is the fault that the controller reacts to", () => {
  const remote = (code: FaultCode, sessionUsable = true) =>
    new RemoteError({ code, message: "", remedy: "", envIds: [], sessionUsable });
  const names = {
    notOwner: "secondWriter",
    latched: "refused",
    commandRefused: "refused",
    commandLate: "noAnswer",
  } as const;
  for (const [code, name] of Object.entries(names))
    assert.equal(faultOf(remote(code as FaultCode)), faultCode[name], code);
  assert.equal(faultOf(new RequestTimeout("", "", "unknown")), faultCode.noAnswer);
  assert.equal(faultOf(remote("shuttingDown", false)), faultCode.disconnected);
  assert.equal(faultOf(new Error("anything")), faultCode.disconnected);
});

const hello = {
  kind: "hello",
  packageVersion: "test",
  capabilities: [],
  limits: DEFAULT_LIMITS,
  heartbeatIntervalMs: 250,
  missedHeartbeats: 4,
  spec: {
    name: "toy",
    version: "1",
    observationSpace: { type: "tuple", spaces: [] },
    actionSpace: { type: "tuple", spaces: [] },
    envCount: 1,
    controlPeriod: 0.1,
    autoresetMode: "disabled",
    renderModes: [],
    options: [],
    properties: [],
    outOfBounds: "refuse",
  },
} as const;

test("a simulator is no robot, and says so; a robot of another major version is refused", async () => {
  using simulator = await rawServer("tcp://127.0.0.1:*", (request) => [replyFrames(request, hello)]);
  await assert.rejects(describeRobot(simulator.endpoint), (error) => {
    assert.ok(error instanceof NotARobot);
    return /is no robot: expected a server with the capability "robot", got toy/.test(error.message);
  });
  using later = await rawServer("tcp://127.0.0.1:*", (request) => [
    withMajor(replyFrames(request, hello), 2),
  ]);
  await assert.rejects(describeRobot(later.endpoint), VersionSkew);
});

test("a robot is known by its capability alone, and its description is checked when it is asked", async () => {
  const body = {
    ...hello,
    capabilities: ["robot"],
    robot: { ...leg, stopProfiles: [] },
    sensorEndpoint: "tcp://*:1",
  };
  using broken = await rawServer("tcp://127.0.0.1:*", (request) => [replyFrames(request, body)]);
  await assert.rejects(describeRobot(broken.endpoint), SpecMismatch);
  const whole = { ...body, robot: leg };
  using good = await rawServer("tcp://127.0.0.1:*", (request) => [replyFrames(request, whole)]);
  assert.equal((await describeRobot(good.endpoint)).spec.name, "leg");
});
