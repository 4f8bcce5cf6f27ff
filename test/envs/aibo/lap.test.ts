import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type Gait, handTunedGait, learnedGait, poorGait } from "../../../envs/aibo/gait.ts";
import {
  defaultLapOptions,
  type Lap,
  type LapOptions,
  lapDistance,
  timeLimit,
} from "../../../envs/aibo/lap.ts";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { walkLap } from "../../../envs/aibo/walk-lap.ts";

const simulation = await AiboSimulation.create();
after(() => simulation[Symbol.dispose]());

const lap = (gait: Gait, seed: number, options: Partial<LapOptions> = {}): Lap =>
  walkLap(simulation, gait, seed, { ...defaultLapOptions, ...options });
const exact = { noise: 0, perturbation: 0, randomPhase: false } as const;

describe("a lap", () => {
  it("is the same to the last bit whatever was walked before it, here and on another simulation", async () => {
    const first = lap(handTunedGait, 5);
    lap(learnedGait, 6, { timestep: 0.001 });
    lap({ ...handTunedGait, halfStride: 0.08, frontBodyHeight: 0.055, gaitPeriod: 0.4 }, 7, {
      perturbation: 5,
    });
    assert.deepEqual(lap(handTunedGait, 5), first);
    const other = await AiboSimulation.create();
    assert.deepEqual(walkLap(other, handTunedGait, 5, defaultLapOptions), first);
    other[Symbol.dispose]();
  });

  it("differs with the seed, and not without noise, perturbation and random phase", () => {
    assert.notEqual(lap(handTunedGait, 1).trueSpeed, lap(handTunedGait, 2).trueSpeed);
    assert.deepEqual(lap(handTunedGait, 1, exact), lap(handTunedGait, 2, exact));
  });

  it("takes distance / time as its speed when it is finished", () => {
    const { outcome, trueSpeed, time, distance } = lap(handTunedGait, 3);
    assert.equal(outcome, "finished");
    assert.equal(distance, lapDistance);
    assert.ok(time > 0 && time < timeLimit);
    assert.equal(trueSpeed, distance / time);
  });

  it("is timed with noise on the stopwatch, without any on the walk", () => {
    const timed = lap(handTunedGait, 3, { noise: 0.02 });
    const exactly = lap(handTunedGait, 3, { noise: 0 });
    assert.equal(timed.trueSpeed, exactly.trueSpeed);
    assert.equal(exactly.speed, exactly.trueSpeed);
    // Two percent is one standard deviation; five of them would be a wrong scale.
    assert.ok(Math.abs(timed.speed / timed.trueSpeed - 1) < 0.1 && timed.speed !== timed.trueSpeed);
  });

  it("of a gait that stands still times out with no speed to speak of", () => {
    const standing = { ...handTunedGait, halfStride: 0, frontStepHeight: 0.005, rearStepHeight: 0.005 };
    const { outcome, time, trueSpeed } = lap(standing, 1);
    assert.equal(outcome, "timedOut");
    assert.equal(time, timeLimit);
    assert.ok(Math.abs(trueSpeed) < 0.04, `${trueSpeed}`);
  });

  it("of the poor gait stays on its feet and is slower than 150 mm/s", () => {
    const laps = [1, 2, 3].map((seed) => lap(poorGait, seed));
    for (const { outcome, trueSpeed } of laps) {
      assert.ok(outcome === "timedOut" || outcome === "finished", outcome);
      assert.ok(trueSpeed > 0.05 && trueSpeed < 0.15, `${trueSpeed}`);
    }
  });

  it("of a robot on its knees with its rear in the air falls, and counts what it covered before over the full time", () => {
    const falling = {
      ...handTunedGait,
      frontBodyHeight: 0.055,
      rearBodyHeight: 0.135,
      frontForeOffset: -0.03,
      rearForeOffset: 0.03,
      gaitPeriod: 0.4,
    };
    const { outcome, time, trueSpeed, distance } = lap(falling, 1);
    assert.equal(outcome, "fell");
    assert.equal(time, timeLimit);
    assert.equal(trueSpeed, distance / timeLimit);
  });

  it("keeps finite whatever gait inside the bounds is walked", () => {
    const wild = {
      ...handTunedGait,
      halfStride: 0.08,
      gaitPeriod: 0.4,
      dutyFactor: 0.3,
      frontBodyHeight: 0.055,
      rearBodyHeight: 0.135,
    };
    const { outcome, ...numbers } = lap(wild, 1);
    assert.ok(outcome !== "diverged");
    assert.ok(Object.values(numbers).every(Number.isFinite));
  });

  it("whose physics breaks ends as diverged, with no speed and no number that is none", () => {
    const before = lap(handTunedGait, 1);
    // A million times the usual spread makes masses negative and huge.
    const { outcome, ...numbers } = lap(handTunedGait, 1, { perturbation: 1e6 });
    assert.equal(outcome, "diverged");
    assert.equal(numbers.speed, 0);
    assert.ok(Object.values(numbers).every(Number.isFinite));
    assert.deepEqual(lap(handTunedGait, 1), before);
  });

  it("counts the commanded foot positions that are out of reach", () => {
    assert.ok(lap(handTunedGait, 1).unreachableFraction > 0.05);
    const low = { ...handTunedGait, frontStepHeight: 0.005, rearStepHeight: 0.005, halfStride: 0.01 };
    assert.equal(lap(low, 1).unreachableFraction, 0);
  });
});

describe("steering", () => {
  it("holds the lane with a positive skew, where the opposite one leaves it", () => {
    const turned = (skew: number): number =>
      [1, 2, 3]
        .map((seed) => Math.abs(lap({ ...handTunedGait, skew }, seed).headingChange))
        .reduce((a, b) => a + b);
    assert.ok(turned(0.4) < 0.5 * turned(-0.4));
  });

  it("does nothing when it is off, whatever the skew", () => {
    const off = { steering: false };
    assert.deepEqual(
      lap({ ...handTunedGait, skew: 0.5 }, 1, off),
      lap({ ...handTunedGait, skew: -0.5 }, 1, off),
    );
  });

  it("with a negative skew turns away, and a strong one ends the lap as circled and slow", () => {
    const away = lap({ ...handTunedGait, skew: -0.6 }, 1);
    assert.equal(away.outcome, "circled");
    assert.ok(away.trueSpeed < 0.15);
  });
});
