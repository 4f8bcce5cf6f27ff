/** A gait of twelve joints on a robot of eight: what is mapped, and each reason for a refusal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { aiboCycle } from "../../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../../envs/aibo/gait.ts";
import { jointNames } from "../../../../envs/aibo/legs.ts";
import { agree, ContractMismatch, type PolicyTerms } from "../../../../src/deploy/contract.ts";
import { bittle } from "../../../../src/deploy/drivers/opencat/bittle.ts";
import { NotMappable, retarget } from "../../../../src/deploy/drivers/opencat/retarget.ts";
import {
  checkOpencatRobot,
  InvalidOpencatRobot,
  opencatSpecOf,
} from "../../../../src/deploy/drivers/opencat/robot-file.ts";

const box = (names: readonly string[], reach: number): PolicyTerms["actionSpace"] => ({
  type: "box",
  dtype: "float64",
  shape: [names.length],
  low: new Float64Array(names.length).fill(-reach),
  high: new Float64Array(names.length).fill(reach),
  names,
  units: names.map(() => "rad"),
});
const targets = jointNames.map((name) => `${name}Target`);
const terms: PolicyTerms = {
  observationSpace: box([], 0),
  actionSpace: box(targets, 2),
  controlPeriod: 0.032,
};
const plan = aiboCycle(handTunedGait);

test("the tuned gait of the AIBO fits a Bittle, and the contract agrees to it", () => {
  const mapped = retarget({ terms, plan }, bittle);
  assert.equal(mapped.plan.samples[0]?.length, 8);
  assert.equal(mapped.plan.period, plan.period);
  agree(mapped.terms, opencatSpecOf(bittle));
});

test("a leg whose parts have one length puts its foot at the same place, whichever way its knee bends", () => {
  // Upper and lower leg of length 1 in the plane, foot against hip; the AIBO: angles from straight down, fore is positive.
  const swing = 0.4;
  const knee = 1.1;
  const row = jointNames.map((name) => (name.endsWith("Swing") ? swing : name.endsWith("Knee") ? knee : 0.3));
  const one = { ...plan, samples: [row] };
  const angles = retarget({ terms, plan: one }, bittle).plan.samples[0] as readonly number[];
  for (const [leg, side] of [
    ["frontLeft", 1],
    ["rearRight", -1],
  ] as const) {
    const at = (name: string): number =>
      angles[bittle.joints.findIndex((joint) => joint.name === name)] as number;
    // Bittle: 0 hangs down and grows backward; the lower leg is a right angle before the upper one.
    const upper = -at(`${leg}Shoulder`);
    const lower = upper + Math.PI / 2 - at(`${leg}BoardKnee`);
    const fore = Math.sin(upper) + Math.sin(lower);
    const down = Math.cos(upper) + Math.cos(lower);
    assert.ok(Math.abs(fore - side * (Math.sin(swing) + Math.sin(swing + knee))) < 1e-12, leg);
    assert.ok(Math.abs(down - (Math.cos(swing) + Math.cos(swing + knee))) < 1e-12, leg);
  }
});

test("a joint that is neither used nor dropped is in the way, and so is one without a mapping", () => {
  const { drop, joints } = bittle.retarget ?? assert.fail();
  const { frontLeftShoulder: _none, ...others } = joints;
  const robot = { ...bittle, retarget: { drop: drop.slice(1), joints: others } };
  assert.throws(
    () => retarget({ terms, plan }, robot),
    (error: unknown) => {
      assert.ok(error instanceof NotMappable);
      assert.deepEqual(error.differences.map(({ what }) => what).toSorted(), [
        "frontLeftAbduction",
        "frontLeftShoulder",
        "frontLeftSwing",
      ]);
      return true;
    },
  );
  assert.throws(() => retarget({ terms, plan }, { ...bittle, retarget: null }), NotMappable);
});

test("an angle outside the robot's limits is refused in degrees, not clipped", () => {
  const joints = bittle.joints.map((joint, j) => (j === 0 ? { ...joint, high: joint.stance } : joint));
  assert.throws(
    () => retarget({ terms, plan }, { ...bittle, joints }),
    /frontLeftShoulder: gait -?\d+ to \d+°, robot takes -85 to 30°/,
  );
});

test("a gait of the robot's own joints is left as it is", () => {
  const own = {
    terms: {
      ...terms,
      actionSpace: box(
        bittle.joints.map(({ name }) => `${name}Target`),
        1,
      ),
    },
    plan,
  };
  assert.equal(retarget(own, bittle), own);
});

test("a policy that observes the robot is refused: there is nothing to observe", () => {
  const mapped = retarget({ terms, plan }, bittle).terms;
  const closed = { ...mapped, observationSpace: box(["frontLeftShoulderAngle"], 1) };
  assert.throws(
    () => agree(closed, opencatSpecOf(bittle)),
    (error: unknown) => error instanceof ContractMismatch && /open-loop gaits only/.test(error.message),
  );
});

test("a robot's file is refused for what it says that nobody knows, for angles a byte does not hold, for joints that are one", () => {
  const refused = (change: object, why: RegExp): void =>
    assert.throws(
      () => checkOpencatRobot({ ...bittle, ...change }, "robot.yaml"),
      (error: unknown) => error instanceof InvalidOpencatRobot && why.test(error.message),
    );
  refused({ speed: 3 }, /robot\.yaml.*\n.*"speed"/);
  const [first, ...rest] = bittle.joints;
  refused({ joints: [{ ...first, high: 2.2 }, ...rest] }, /2\.18/);
  refused({ joints: [{ ...first, index: 9 }, ...rest] }, /index 9 is given twice/);
  refused({ controlPeriod: { least: 0.001, most: 0.1 } }, /expected at least 0\.0018 s/);
  refused({ retarget: { drop: [], joints: { tail: { offset: 0, of: {} } } } }, /"tail" is no joint/);
});
