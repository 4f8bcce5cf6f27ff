/** A command changes no faster than its limits allow, and can always still stop before the position limits. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { flagBits } from "../../src/deploy/command-path.ts";
import { Rate, stoppable } from "../../src/deploy/rate.ts";

const T = 0.02;
const close = (a: number, b: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(a - b) <= tolerance, `${a} ≠ ${b}`);

/** One joint at rest at `start`. */
function rateOf({ low = -1, high = 1, maxSpeed = 5, maxAcceleration = 50, start = 0 }) {
  const one = (x: number): Float64Array => Float64Array.of(x);
  const limits = {
    low: one(low),
    high: one(high),
    maxSpeed: one(maxSpeed),
    maxAcceleration: one(maxAcceleration),
    period: T,
  };
  const rate = new Rate(limits);
  rate.restAt(one(start));
  const flags = one(0);
  return {
    rate,
    flags,
    to(target: number): number {
      flags[0] = 0;
      rate.follow(one(target), flags);
      return rate.sent[0] as number;
    },
  };
}

describe("the rate stage", () => {
  it("goes to a standing target in a trapezoid of speed: up by A T a tick, V, and down to rest on it", () => {
    // A T = 1 rad/s, V = 3: speeds 1, 2, 3, 3, 2, 1, 0 cover 12 T = 0.24 rad, positions the running sums times T.
    const { to } = rateOf({ maxSpeed: 3 });
    const sums = [1, 3, 6, 9, 11, 12, 12, 12];
    for (const sum of sums) close(to(0.24), sum * T);
  });

  it("stops in the distance of its braking speeds: from u A T, A T² Σ (u − k)⁺", () => {
    // A T = 1, T = 0.02: from 3 rad/s 3 + 2 + 1 = 6 steps of T; from 2.5 rad/s 2.5 + 1.5 + 0.5 = 4.5.
    close(stoppable(6 * T, 1, T), 3);
    close(stoppable(4.5 * T, 1, T), 2.5);
    close(stoppable(0.25 * T, 1, T), 0.25);
    assert.equal(stoppable(0, 1, T), 0);
  });

  it("is the inverse of that sum, at any distance", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 40, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        (u, change) => {
          let covered = 0;
          for (let k = 0; u - k > 0; k++) covered += (u - k) * change * T;
          close(stoppable(covered, change, T), u * change, 1e-9 * (1 + u * change));
        },
      ),
      { seed: 1 },
    ));

  it("follows a target that stays within the limits exactly, once it is on it", () => {
    const { to, flags } = rateOf({ maxAcceleration: 100 });
    // 0.5 (1 − cos 4t): speed at most 2, acceleration at most 8
    for (let k = 0; k < 200; k++) {
      const target = 0.5 * (1 - Math.cos(4 * k * T));
      close(to(target), target, 1e-12);
      assert.equal(flags[0], 0);
    }
  });

  it("does not overshoot a standing target, and is on it to the bit in the end", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (start, target) => {
          const { to } = rateOf({ start });
          let x = start;
          for (let k = 0; k < 60; k++) {
            const next = to(target);
            assert.ok((target - next) * (target - start) >= -1e-12, `${next} is beyond ${target}`);
            x = next;
          }
          close(x, target, 1e-12);
        },
      ),
      { seed: 1 },
    ));

  it("keeps position, speed and acceleration within their limits whatever it is asked", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(1e300, -1e300, 1, -1, 0)),
          { minLength: 1, maxLength: 80 },
        ),
        fc.constantFrom(2, 20, 200, 5000),
        fc.constantFrom(0.3, 5, 80),
        fc.nat(4),
        (targets, maxAcceleration, maxSpeed, brakeEvery) => {
          const { rate, flags, to } = rateOf({ maxAcceleration, maxSpeed });
          let [x, v] = [0, 0];
          for (const [k, target] of targets.entries()) {
            if (brakeEvery > 0 && k % (brakeEvery + 3) === 0) rate.brake(flags);
            else to(target);
            const next = rate.sent[0] as number;
            const speed = (next - x) / T;
            assert.ok(next >= -1 && next <= 1, `${next}`);
            assert.ok(Math.abs(speed) <= maxSpeed + 1e-9, `speed ${speed}`);
            assert.ok(Math.abs(speed - v) <= maxAcceleration * T + 1e-9, `acceleration ${(speed - v) / T}`);
            [x, v] = [next, speed];
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    ));

  it("comes in from outside its limits and goes no further out", () => {
    const { to } = rateOf({ start: 1.1 });
    const further = to(3);
    assert.equal(further, 1.1);
    let x = further;
    for (let k = 0; k < 50; k++) {
      const next = to(0.9);
      assert.ok(next <= x);
      x = next;
    }
    close(x, 0.9);
  });

  it("says which limit it was that held it", () => {
    // The first step towards a far target is one of acceleration, and wishes for more than the speed limit.
    const far = rateOf({});
    far.to(0.9);
    assert.equal(far.flags[0], flagBits.acceleration | flagBits.speed);
    // A target beyond the position limit is held there, too.
    const beyond = rateOf({});
    beyond.to(2);
    assert.ok((beyond.flags[0] as number) & flagBits.position);
    // Carried along at speed by a target that runs against the limit, it brakes before the target asks for it.
    const against = rateOf({ maxAcceleration: 20 });
    const flagged = Array.from({ length: 30 }, (_, k) => {
      against.to(0.004 * k * k);
      return (against.flags[0] as number) & flagBits.braking;
    });
    assert.ok(flagged.some((bit) => bit !== 0));
  });

  it("brakes to rest as fast as it may and stays there", () => {
    const { rate, flags, to } = rateOf({});
    // 1, 2, 3 rad/s
    for (let k = 0; k < 3; k++) to(0.9);
    close(rate.speed[0] as number, 3);
    const speeds = Array.from({ length: 5 }, () => {
      rate.brake(flags);
      return rate.speed[0];
    });
    for (const [k, speed] of [2, 1, 0, 0, 0].entries()) close(speeds[k] as number, speed);
    assert.ok(rate.isAtRest);
  });
});
