import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, ContractMismatch, type PolicyTerms } from "../../src/deploy/contract.ts";
import type { RobotSpec } from "../../src/deploy/robot.ts";
import type { BoxSpace } from "../../src/env/space.ts";
import { twoJoints } from "./support/two-joints.ts";

function box(
  fields: readonly (readonly [name: string, unit: string, low: number, high: number])[],
): BoxSpace {
  return {
    type: "box",
    dtype: "float64",
    shape: [fields.length],
    low: Float64Array.from(fields, ([, , low]) => low),
    high: Float64Array.from(fields, ([, , , high]) => high),
    names: fields.map(([name]) => name),
    units: fields.map(([, unit]) => unit),
  };
}

const hip = ["hipTarget", "rad", -1, 2] as const;
const knee = ["kneeTarget", "rad", -0.5, 2.5] as const;

const terms: PolicyTerms = {
  observationSpace: box([["gravityZ", "1", -1, 1], ["hipAngle", "rad", -9, 9], knee]),
  actionSpace: box([hip, knee]),
  controlPeriod: 0.02,
  joints: twoJoints.joints.map(({ name, positive }) => ({ name, positive })),
};

function differences(changed: Partial<PolicyTerms>, robot: RobotSpec = twoJoints): string[] {
  try {
    agree({ ...terms, ...changed }, robot);
    return [];
  } catch (error) {
    assert.ok(error instanceof ContractMismatch);
    for (const { what, policy, robot: is } of error.differences)
      assert.ok(error.message.includes(`${what}: policy ${policy}, robot ${is}`), error.message);
    return error.differences.map(({ what, policy, robot: is }) => `${what} | ${policy} | ${is}`);
  }
}

test("an observation is found by name: among the sensors by its index, a previous target below zero", () => {
  // The robot's row is hipAngle, kneeAngle, gravityX, gravityY, gravityZ; the knee is its second joint: −1 − 1.
  assert.deepEqual(agree(terms, twoJoints).observation, [4, 0, -2]);
});

test("the limits agreed on are the narrower of both", () => {
  const narrow = { actionSpace: box([["hipTarget", "rad", -0.25, 2], knee]) };
  assert.deepEqual(agree({ ...terms, ...narrow }, twoJoints).low, [-0.25, -0.5]);
});

test("joints in another order are refused, each by its place", () => {
  assert.deepEqual(differences({ actionSpace: box([knee, hip]) }), [
    "action 1 | kneeTarget | hipTarget",
    "action 2 | hipTarget | kneeTarget",
  ]);
});

test("another unit, a missing joint, a longer period and a sensor that is not there are all told at once", () => {
  const wrong = {
    actionSpace: box([["hipTarget", "deg", -1, 2], knee]),
    controlPeriod: 0.05,
    observationSpace: box([
      ["kneeSpeed", "rad/s", -9, 9],
      ["hipAngle", "deg", -9, 9],
    ]),
  };
  assert.deepEqual(differences(wrong), [
    "control period | 0.05 s | takes 0.005 to 0.04 s",
    "hipTarget, unit | deg | rad",
    "observation 1 | kneeSpeed | has no such sensor",
    "hipAngle, unit | deg | rad",
  ]);
});

test("an action of another size is told as a size, not joint by joint", () => {
  assert.deepEqual(differences({ actionSpace: box([hip]) }), ["action size | 1 | 2 joints"]);
});

test("a range past the robot's own is refused, and one that is its mirror image asks for the sign", () => {
  const mirrored = { actionSpace: box([["hipTarget", "rad", -2, 1], knee]) };
  assert.deepEqual(differences(mirrored), [
    "hipTarget, range | -2.0000 to 1.0000 rad | -1.0000 to 2.0000 rad (mirrored: is the sign right?)",
  ]);
});

test("a joint that turns the other way is refused even where its range is symmetric", () => {
  const joints = [
    { name: "hip", positive: "the link swings backward" },
    { name: "knee", positive: "the link swings forward" },
  ];
  assert.deepEqual(differences({ joints }), [
    "hip, positive direction | the link swings backward | the link swings forward",
  ]);
});

test("a robot without feedback takes open-loop motion alone", () => {
  const blind: RobotSpec = { ...twoJoints, feedback: "none" };
  assert.deepEqual(differences({}, blind), [
    "observation | 3 elements | has no feedback: open-loop gaits only",
  ]);
  assert.deepEqual(differences({ observationSpace: box([]) }, blind), []);
});

test("a choice among few is no joint target", () => {
  const actionSpace = { type: "discrete", count: 2, start: 0, names: [] } as const;
  assert.deepEqual(differences({ actionSpace }), ["action | a discrete space | joint targets in a box"]);
});
