import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { gaitFrom, gaitParameters, handTunedGait, learnedGait } from "../../../envs/aibo/gait.ts";
import { footRadius, legNames, legs, type Vector3 } from "../../../envs/aibo/legs.ts";
import {
  footLocus,
  footTarget,
  isStance,
  leanOf,
  phaseOffsets,
  toGroundFrame,
  toLegFrame,
} from "../../../envs/aibo/loci.ts";

// In thousandths of the range: a path need not tell 10⁻³⁰⁸ m from nothing.
const anyGait = fc
  .tuple(
    ...gaitParameters.map(({ low, high }) =>
      fc.integer({ min: 0, max: 1000 }).map((share) => low + ((high - low) * share) / 1000),
    ),
  )
  .map((values) => gaitFrom(values));
const anyLeg = fc.constantFrom(...legNames).map((name) => legs[name]);
const anyPhase = fc.double({ min: 0, max: 1, noNaN: true });
const distance = (a: Readonly<Vector3>, b: Readonly<Vector3>): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe("foot paths", () => {
  it("close: phase 1 is phase 0", () => {
    fc.assert(
      fc.property(anyGait, anyLeg, anyPhase, (gait, leg, phase) => {
        const here = footTarget(gait, leg, phase, 0.5, [0, 0, 0]);
        const oneLater = footTarget(gait, leg, phase + 1, 0.5, [0, 0, 0]);
        assert.ok(distance(here, oneLater) < 1e-9);
      }),
    );
  });

  it("have no jump: a foot moves by no more than its fastest speed times the phase", () => {
    fc.assert(
      fc.property(anyGait, anyLeg, anyPhase, (gait, leg, phase) => {
        const step = 1e-6;
        const moved = distance(
          footTarget(gait, leg, phase, 1, [0, 0, 0]),
          footTarget(gait, leg, phase + step, 1, [0, 0, 0]),
        );
        // Ground: 2·L/duty a unit of phase; air: at most π·hypot(L, H)/(1 − duty); the skew tilts by hypot(1, skew).
        const height = Math.max(gait.frontStepHeight, gait.rearStepHeight);
        const fastest =
          Math.max(
            (2 * gait.halfStride) / gait.dutyFactor,
            (Math.PI * Math.hypot(gait.halfStride, height)) / (1 - gait.dutyFactor),
          ) * Math.hypot(1, gait.skew);
        assert.ok(moved <= fastest * step * 1.001 + 1e-12, `${moved} > ${fastest * step}`);
      }),
    );
  });

  it("are on the ground for the duty factor of the cycle and above it for the rest", () => {
    fc.assert(
      fc.property(anyGait, anyLeg, (gait, leg) => {
        const ground = footRadius - (leg.isFront ? gait.frontBodyHeight : gait.rearBodyHeight);
        const count = 2000;
        let grounded = 0;
        for (let index = 0; index < count; index++) {
          // Half a sample off, so that neither touchdown nor lift-off is hit exactly.
          const phase = (index + 0.5) / count;
          const [, , height] = footTarget(gait, leg, phase - phaseOffsets[leg.name], 0, [0, 0, 0]);
          assert.equal(height === ground, isStance(gait, phase));
          assert.ok(height >= ground);
          if (height === ground) grounded++;
        }
        assert.ok(Math.abs(grounded / count - gait.dutyFactor) <= 1 / count);
      }),
      { numRuns: 20 },
    );
  });

  it("go back at constant speed on the ground, one whole stride from touchdown to lift-off", () => {
    const gait = handTunedGait;
    const x = (share: number): number =>
      footTarget(gait, legs.frontLeft, share * gait.dutyFactor, 0, [0, 0, 0])[0];
    // Forward offset ± half stride: 0.049 + 0.04893 at touchdown, 0.049 − 0.04893 at lift-off.
    assert.ok(Math.abs(x(0) - 0.09793) < 1e-12);
    assert.ok(Math.abs(x(1) - 0.00007) < 1e-12);
    assert.ok(Math.abs(x(0.25) + x(0.75) - 2 * x(0.5)) < 1e-12);
  });

  it("lift to the step height half way through the air", () => {
    const gait = learnedGait;
    const middle = (1 + gait.dutyFactor) / 2;
    const front = footTarget(gait, legs.frontLeft, middle, 0, [0, 0, 0])[2];
    const rear = footTarget(gait, legs.rearRight, middle, 0, [0, 0, 0])[2];
    assert.ok(Math.abs(front - (0.04081 + footRadius - 0.07483)) < 1e-12);
    assert.ok(Math.abs(rear - (0.0602 + footRadius - 0.10843)) < 1e-12);
  });

  it("are shared by diagonal legs, and the other pair is half a cycle behind", () => {
    fc.assert(
      fc.property(anyGait, anyPhase, (gait, phase) => {
        const lift = (name: (typeof legNames)[number], at: number): number =>
          footTarget(gait, legs[name], at, 0, [0, 0, 0])[0] -
          (legs[name].isFront ? gait.frontForeOffset : gait.rearForeOffset);
        assert.ok(Math.abs(lift("frontLeft", phase) - lift("rearRight", phase)) < 1e-15);
        assert.ok(Math.abs(lift("frontRight", phase) - lift("rearLeft", phase)) < 1e-15);
        assert.ok(Math.abs(lift("frontLeft", phase) - lift("frontRight", phase + 0.5)) < 1e-9);
      }),
    );
  });

  it("bend front feet to one side and rear feet to the other when the robot turns, and not at all when it does not", () => {
    const gait = { ...handTunedGait, skew: 0.2, dutyFactor: 0.5 };
    const y = (name: (typeof legNames)[number], turn: number): number =>
      footTarget(gait, legs[name], -phaseOffsets[name], turn, [0, 0, 0])[1];
    // At touchdown forward is +L, so left is ± 0.2 · turn · L.
    assert.ok(Math.abs(y("frontLeft", 1) - y("frontLeft", 0) - 0.2 * gait.halfStride) < 1e-12);
    assert.ok(Math.abs(y("rearRight", 1) - y("rearRight", 0) + 0.2 * gait.halfStride) < 1e-12);
    assert.equal(y("frontRight", 0), -0.028);
  });
});

describe("the lean", () => {
  it("is nose-down by asin of the height difference over the hip distance", () => {
    // asin((0.112 − 0.077)/0.119) = 17.1°
    assert.ok(Math.abs((leanOf(handTunedGait).pitch * 180) / Math.PI - 17.105) < 1e-3);
  });

  it("brings front and rear hips to their heights", () => {
    const lean = leanOf(handTunedGait);
    // The hips, 59.5 mm either way along the trunk, seen in the ground frame.
    const front = toGroundFrame(legs.frontLeft, lean, [0.0595, 0, 0])[2];
    const rear = toGroundFrame(legs.rearLeft, lean, [0.0595, 0, 0])[2];
    assert.ok(Math.abs(rear - front - 0.035) < 1e-12);
  });

  it("is undone by its inverse in every leg", () => {
    fc.assert(
      fc.property(anyGait, anyLeg, anyPhase, (gait, leg, phase) => {
        const point = footTarget(gait, leg, phase, 0, [0, 0, 0]);
        const lean = leanOf(gait);
        assert.ok(distance(toGroundFrame(leg, lean, toLegFrame(leg, lean, [...point])), point) < 1e-12);
      }),
    );
  });
});

describe("footLocus", () => {
  it("draws the path as commanded and as the leg can follow it, their distance being the miss", () => {
    for (const name of legNames) {
      const points = footLocus(handTunedGait, name, 64);
      assert.equal(points.length, 64);
      for (const { commanded, reachable, miss } of points)
        assert.ok(Math.abs(distance(commanded, reachable) - miss) < 1e-9);
    }
  });

  it("shows the hand-tuned rear lift to be out of reach: 56 mm under a hip at 112 mm is too near for the knee", () => {
    // The ball's center passes hypot(112 − 13.96 − 56, 28) = 50.5 mm from the hip; with thigh 65.3 mm, shank 62.8 mm and
    // the knee at 147°, 113.2° from straight, it comes no nearer than √(65.3² + 62.8² + 2·65.3·62.8·cos 113.2°) = 70.5 mm.
    const top = footLocus(handTunedGait, "rearLeft", 64)[48]!;
    assert.ok(Math.abs(top.miss - 0.02) < 2e-4, `${top.miss}`);
    // On the ground the same foot goes where it is sent.
    assert.ok(footLocus(handTunedGait, "rearLeft", 64)[16]!.miss < 1e-9);
  });
});
