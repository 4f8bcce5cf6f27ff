/** A cycle as skill data: each byte of it, and the emulated board that plays it. */
import assert from "node:assert/strict";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { test } from "node:test";
import { bittle } from "../../../src/deploy/drivers/opencat/bittle.ts";
import { gaitData, NoSkill, skillOf, skillText } from "../../../src/deploy/export/skill.ts";
import type { CyclePlan } from "../../../src/deploy/source/source.ts";
import { pythonTest } from "../../support/python.ts";
import { BoardPeer, clock, opened } from "../drivers/support/board-peer.ts";

const degree = Math.PI / 180;
/** All joints up and down between two angles, but joint 8 + j is j degrees ahead. */
const between = (low: number, high: number, period: number): CyclePlan => ({
  kind: "cycle",
  period,
  samples: [low, high].map((angle) => bittle.joints.map((_, j) => (angle + j) * degree)),
});

test("a frame is eight angles between the samples, after the count, no tilt and the ratio", () => {
  const { data, bytes, frameCount, period } = skillOf(between(-10, 20, 0.08), bittle);
  assert.equal(frameCount, 4);
  assert.ok(Math.abs(period - 0.08) < 1e-12);
  const frames = [-10, 5, 20, 5].map((angle) => Array.from({ length: 8 }, (_, j) => angle + j));
  assert.deepEqual([...Int8Array.from(data)], [4, 0, 0, 1, ...frames.flat()]);
  assert.deepEqual([...bytes], [0x4b, ...data, 0x7e]);
});

test("angles beyond 125° are halved and the ratio says so; beyond 250° there is no skill", () => {
  const frame = [200, -126, 0, 1, 0, 0, 0, 0];
  assert.deepEqual(
    [...Int8Array.from(gaitData([frame, frame])).subarray(0, 8)],
    [2, 0, 0, 2, 100, -63, 0, 1],
  );
  assert.throws(() => gaitData([[251]]), NoSkill);
});

test("a period of too many frames, or of one, is refused with what to look at", () => {
  assert.throws(() => skillOf(between(0, 1, 3), bittle), /150 frames.*expected 2 to 125; look at frameTime/);
  assert.throws(() => skillOf(between(0, 1, 0.02), bittle), NoSkill);
});

test("a robot with a head has no gait of the board", () => {
  const [first, ...rest] = bittle.joints;
  const joints = [{ ...(first ?? assert.fail()), index: 0 }, ...rest];
  assert.throws(
    () => skillOf(between(0, 1, 0.1), { ...bittle, joints }),
    /moves joints 8 to 15; bittle has 0, 9/,
  );
});

test("the text has the bytes in decimals, a frame a line", () => {
  const lines = skillText(skillOf(between(-10, 20, 0.08), bittle), 0.079).split("\n");
  assert.match(lines[0] ?? "", /4 frames, 0\.080 s a period where 0\.079 s were tuned/);
  assert.deepEqual(lines.slice(1, 3), ["4, 0, 0, 1", "-10, -9, -8, -7, -6, -5, -4, -3"]);
});

pythonTest("the board walks the skill, frame by frame, until it is told to rest", async () => {
  await using peer = await BoardPeer.start();
  const { bytes } = skillOf(between(-10, 20, 0.08), bittle);
  const port = openSync(peer.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  writeSync(port, bytes);
  const isWalking = async (): Promise<boolean> => (await peer.report()).walking;
  for (const until = clock() + 5; !(await isWalking()) && clock() < until; );
  const seen = new Set<number>();
  for (const until = clock() + 5; seen.size < 3 && clock() < until; ) {
    const { angles } = await peer.report();
    seen.add(angles[8] as number);
    assert.equal((angles[15] as number) - (angles[8] as number), 7);
  }
  assert.deepEqual(
    [...seen].toSorted((a, b) => a - b),
    [-10, 5, 20],
  );
  closeSync(port);
  // A driver that opens it lies it down.
  (await opened(peer)).close();
  assert.equal(await isWalking(), false);
});
