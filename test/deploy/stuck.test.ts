/** A joint is stuck where its reading stays while its command has gone away for a tenth of a second. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StuckJoints } from "../../src/deploy/stuck.ts";

/** 0.1 s are five ticks. */
const period = 0.02;

/** Whether it was stuck, tick by tick. */
function seen(ticks: readonly (readonly [reading: number, command: number])[]): boolean[] {
  const joints = new StuckJoints(2, period);
  return ticks.map(([reading, command]) => {
    // The other joint rests all the time.
    joints.observe(Float64Array.of(0.3, reading), Float64Array.of(0.3, command));
    return joints.isStuck;
  });
}

const repeated = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe("StuckJoints", () => {
  it("finds a reading that stays in the sixth tick that its command is away", () => {
    assert.deepEqual(seen([[0, 0], ...repeated(6, [0, 0.21] as const)]), [...repeated(6, false), true]);
  });

  it("finds one that trembles by less than a hundredth of a radian", () => {
    const trembling = Array.from(
      { length: 7 },
      (_, tick) => [tick % 2 === 0 ? 0 : 0.009, tick > 0 ? 0.5 : 0] as const,
    );
    assert.equal(seen(trembling).at(-1), true);
  });

  it("lets a joint rest, and a command come and go", () => {
    assert.ok(!seen(repeated(100, [0, 0])).includes(true));
    const waving = Array.from({ length: 100 }, (_, tick) => [0, tick % 6 === 0 ? 0 : 0.5] as const);
    assert.ok(!seen(waving).includes(true));
  });

  it("lets a joint follow three ticks behind a command of any speed", () => {
    const command = (tick: number): number => Math.sin(tick / 3);
    const following = Array.from({ length: 200 }, (_, tick) => [command(tick - 3), command(tick)] as const);
    assert.ok(!seen(following).includes(true));
  });

  it("forgets it as soon as the reading moves", () => {
    const stuck = [[0, 0], ...repeated(6, [0, 0.5] as const)] as const;
    assert.deepEqual(seen([...stuck, [0.02, 0.5]]).slice(-2), [true, false]);
  });

  it("begins anew once it is cleared", () => {
    const joints = new StuckJoints(1, period);
    for (let tick = 0; tick < 8; tick++)
      joints.observe(Float64Array.of(0), Float64Array.of(tick > 0 ? 1 : 0));
    assert.equal(joints.isStuck, true);
    joints.clear();
    assert.equal(joints.isStuck, false);
    for (let tick = 0; tick < 20; tick++) joints.observe(Float64Array.of(0), Float64Array.of(1));
    assert.equal(joints.isStuck, false);
  });

  it("does not take the first reading for a movement of the command", () => {
    assert.ok(!seen(repeated(20, [1.2, -0.4])).includes(true));
  });
});
