import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { forwardKinematics } from "../../../envs/aibo/forward-kinematics.ts";
import { inverseKinematics } from "../../../envs/aibo/inverse-kinematics.ts";
import { jointKinds, jointLimits, legNames, legs, type Vector3 } from "../../../envs/aibo/legs.ts";

const anyLeg = fc.constantFrom(...legNames).map((name) => legs[name]);
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const degrees = Math.PI / 180;

/**
 * Knee angle at which the leg is straight: the shank leans back by atan(back/down) of its tip, the thigh forward by
 * atan(12.8/64); folding by their sum brings them into line. Front 27.3°, rear 33.8°.
 */
const straight = (front: boolean): number =>
  (front ? Math.atan2(18.88, 66) : Math.atan2(29.36, 70.88)) + Math.atan2(12.8, 64);

describe("forward kinematics", () => {
  it("puts a foot at thigh + shank when all angles are zero", () => {
    for (const name of legNames) {
      const { thigh, shank } = legs[name];
      const expected = [thigh[0] + shank[0], thigh[1] + shank[1], thigh[2] + shank[2]];
      const got = forwardKinematics(legs[name], [0, 0, 0], [0, 0, 0]);
      got.forEach((value, axis) => {
        assert.ok(Math.abs(value - expected[axis]!) < 1e-15);
      });
    }
  });

  it("swings along x', spreads along y', and folds the shank along x'", () => {
    const rest = forwardKinematics(legs.frontLeft, [0, 0, 0.5], [0, 0, 0]);
    const [swung, spread, folded] = [
      [0.1, 0, 0.5],
      [0, 0.1, 0.5],
      [0, 0, 0.6],
    ].map((angles) => forwardKinematics(legs.frontLeft, angles, [0, 0, 0]));
    assert.ok(swung![0] > rest[0] + 0.01);
    assert.ok(spread![1] > rest[1] + 0.01);
    assert.ok(folded![0] > rest[0] + 0.004);
  });
});

describe("inverse kinematics", () => {
  it("gives back the angles of every foot position that is bent the robot's way and below the hip", () => {
    fc.assert(
      fc.property(
        anyLeg,
        number(-1.5, 1.5),
        number(-11 * degrees, 89 * degrees),
        number(0.02, 1),
        (leg, swing, abduction, share) => {
          const knee = straight(leg.isFront) + share * (147 * degrees - straight(leg.isFront));
          const target = forwardKinematics(leg, [swing, abduction, knee], [0, 0, 0]);
          const angles: Vector3 = [0, 0, 0];
          const miss = inverseKinematics(leg, target, angles);
          assert.ok(miss < 1e-9, `missed by ${miss}`);
          assert.ok(Math.abs(angles[2] - knee) < 1e-6);
          // Straight out to the side the swing has no lever left, so its angle is not fixed by the position.
          if (abduction < 1.4)
            assert.ok(Math.abs(angles[0] - swing) < 1e-5 && Math.abs(angles[1] - abduction) < 1e-5);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("answers any target with angles inside the limits, and with the true distance it misses by", () => {
    fc.assert(
      fc.property(anyLeg, number(-0.3, 0.3), number(-0.3, 0.3), number(-0.3, 0.3), (leg, x, y, z) => {
        const angles: Vector3 = [0, 0, 0];
        const miss = inverseKinematics(leg, [x, y, z], angles);
        jointKinds.forEach((kind, index) => {
          const [low, high] = jointLimits[kind];
          assert.ok(angles[index]! >= low && angles[index]! <= high, `${kind} ${angles[index]}`);
        });
        const [fx, fy, fz] = forwardKinematics(leg, angles, [0, 0, 0]);
        assert.ok(Math.abs(Math.hypot(fx - x, fy - y, fz - z) - miss) < 1e-12);
      }),
      { numRuns: 2000 },
    );
  });

  it("stretches towards a target beyond its reach and reports the rest of the way", () => {
    for (const name of legNames) {
      const leg = legs[name];
      const angles: Vector3 = [0, 0, 0];
      // Reach below the hip, knee straight: hypot(12.8, 64) + the tip's distance − the ball's radius, 0.5 mm off to the side.
      const shank = leg.isFront ? Math.hypot(18.88, 66) : Math.hypot(29.36, 70.88);
      const reach = Math.hypot(Math.hypot(12.8, 64) + shank - 13.96, 0.5) / 1000;
      const miss = inverseKinematics(leg, [0, 0, -0.2], angles);
      assert.ok(Math.abs(miss - (0.2 - reach)) < 1e-9, `${name}: ${miss}, not ${0.2 - reach}`);
      assert.ok(Math.abs(angles[2] - straight(leg.isFront)) < 1e-6);
    }
  });

  it("folds to the knee's limit under a target too near, and has no NaN at the hip itself", () => {
    const angles: Vector3 = [0, 0, 0];
    assert.ok(inverseKinematics(legs.rearLeft, [0, 0, -0.02], angles) > 0.02);
    assert.equal(angles[2], jointLimits.knee[1]);
    assert.ok(Number.isFinite(inverseKinematics(legs.rearLeft, [0, 0, 0], angles)));
    assert.ok(angles.every(Number.isFinite));
  });
});
