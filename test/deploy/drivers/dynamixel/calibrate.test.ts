/** Calibration reads where servos stand; afterwards the joints say the pose the robot was held in. */
import assert from "node:assert/strict";
import { calibrate } from "../../../../src/deploy/drivers/dynamixel/calibrate.ts";
import { pythonTest } from "../../../support/python.ts";
import { BusPeer } from "../support/bus-peer.ts";
import { clock, legOn, littleEndian, opened, reading } from "../support/opened.ts";

const description = legOn({ board: null });
const pose = [0.5, -0.5, 0];

pythonTest("after calibration the joints are where the robot was held, to half a tick", async () => {
  await using peer = await BusPeer.start();
  for (const [id, ticks] of [2000, 1900, 3000].entries())
    await peer.tell({ set: 132, id: id + 1, bytes: littleEndian(ticks, 4) });
  const target = `dynamixel:${peer.path}`;
  const calibration = await calibrate({ target, description, robot: "leg-1", pose, clock });
  const driver = await opened(peer, { description, calibration });
  const { values } = reading(driver);
  driver.close();
  const halfTick = Math.PI / 4096 + 1e-12;
  for (const [index, name] of ["hipAngle", "kneeAngle", "toeAngle"].entries())
    assert.ok(Math.abs((values[name] as number) - (pose[index] as number)) <= halfTick, name);
});

pythonTest("a pose of another size is refused before the port is opened", async () => {
  const options = { target: "dynamixel:/dev/ttyNobody", description, robot: "leg-1", clock };
  await assert.rejects(calibrate({ ...options, pose: [0] }), /expected a pose of 3 angles/);
  await assert.rejects(calibrate({ ...options, pose: [0, 0, Number.NaN] }), RangeError);
});

pythonTest("a joint that moves while it is read is refused by name", async () => {
  await using peer = await BusPeer.start();
  await peer.tell({ drift: 3 });
  const target = `dynamixel:${peer.path}`;
  await assert.rejects(
    calibrate({ target, description, robot: "leg-1", pose, clock }),
    /hip moved by \d+ ticks while it was read, expected at most 4; hold the robot still/,
  );
});
