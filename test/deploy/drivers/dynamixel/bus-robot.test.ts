/** A robot on a bus as a file: what is read, what is refused and with which words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stringify } from "yaml";
import {
  type BusRobot,
  busRobot,
  InvalidBusRobot,
  parseBusRobot,
  robotSpecOf,
  watchdogUnits,
} from "../../../../src/deploy/drivers/dynamixel/bus-robot.ts";
import { sensorNames } from "../../../../src/deploy/robot.ts";
import { leg, legOn } from "../support/opened.ts";

const robot = legOn();

function refuses(change: (input: Record<string, unknown>) => unknown, ...words: RegExp[]): void {
  const input = change(structuredClone(robot) as unknown as Record<string, unknown>);
  assert.throws(
    () => parseBusRobot(stringify(input), "robot.yaml"),
    (error) => {
      assert.ok(error instanceof InvalidBusRobot, String(error));
      assert.match(error.message, /robot\.yaml/);
      for (const word of words) assert.match(error.message, word);
      return true;
    },
  );
}

const withJoint = (change: Partial<BusRobot["joints"][number]>) => (input: Record<string, unknown>) => ({
  ...input,
  joints: robot.joints.map((joint, index) => (index === 1 ? { ...joint, ...change } : joint)),
});

test("a robot that was written to a file and read again is the same", () => {
  assert.deepEqual(parseBusRobot(stringify(robot), "robot.yaml"), robot);
});

test("the layout counts servos from 1, and an own one counts as it says", () => {
  assert.deepEqual(
    robot.joints.map(({ id, sign }) => [id, sign]),
    [
      [1, 1],
      [2, -1],
      [3, 1],
    ],
  );
  const own = busRobot(leg, { ids: [7, 5, 3], board: null, baud: 57_600, watchdog: 0.5 });
  assert.deepEqual(
    own.joints.map(({ id }) => id),
    [7, 5, 3],
  );
  assert.deepEqual([own.board, own.baud, own.watchdog], [null, 57_600, 0.5]);
});

test("a key that means nothing is refused, and named", () => {
  refuses((input) => ({ ...input, bauds: 1 }), /bauds/);
  refuses(withJoint({ offset: 3 } as never), /offset/);
});

test("another driver's file, and what is no YAML, are refused", () => {
  refuses((input) => ({ ...input, driver: "opencat" }), /driver/);
  assert.throws(() => parseBusRobot("joints: [", "robot.yaml"), /robot\.yaml is no YAML/);
});

test("two devices of one id, two joints of one name, a stance out of reach", () => {
  refuses(withJoint({ id: 1 }), /id 1 is given twice/);
  refuses(withJoint({ id: 200 }), /id 200 is given twice/);
  refuses(withJoint({ id: 253 }), /252/);
  refuses(withJoint({ name: "hip" }), /two joints are called "hip"/);
  refuses(withJoint({ stance: 2 }), /low ≤ stance ≤ high, got -1.5, 2, 1.5/);
  refuses(withJoint({ sign: 0 as never }), /sign/);
});

test("a watchdog of less than a tick, or beyond what a servo can count, is refused", () => {
  refuses((input) => ({ ...input, watchdog: 0.1 }), /at least a control period \(0.3 s\), got 0.1/);
  refuses((input) => ({ ...input, watchdog: 3 }), /2\.54/);
});

test("the watchdog is rounded up to what a servo counts, and what is promised is that", () => {
  // 0.3/0.02 is 14.999… in doubles, 0.35/0.02 is 17.5.
  assert.equal(watchdogUnits({ ...robot, watchdog: 0.3 }), 15);
  assert.equal(watchdogUnits({ ...robot, watchdog: 0.35 }), 18);
  const { watchdog } = robotSpecOf({ ...robot, watchdog: 0.35 });
  assert.equal(watchdog.kind === "device" && watchdog.timeout, 0.36);
});

test("joints come first, then the board's channels, then the motors'; without a board there are none of its", () => {
  const names = sensorNames(robotSpecOf(robot));
  assert.deepEqual(names.slice(0, 6), [
    "hipAngle",
    "kneeAngle",
    "toeAngle",
    "hipSpeed",
    "kneeSpeed",
    "toeSpeed",
  ]);
  assert.deepEqual(names.slice(6, 9), ["angularVelocityX", "angularVelocityY", "angularVelocityZ"]);
  assert.deepEqual(names.slice(-3), ["hipTemperature", "kneeTemperature", "toeTemperature"]);
  assert.equal(names.length, 4 * 3 + 13);
  assert.equal(sensorNames(robotSpecOf(legOn({ board: null }))).length, 4 * 3);
});
