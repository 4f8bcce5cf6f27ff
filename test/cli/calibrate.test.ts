/** Calibration from the command line: what is asked, shown and kept. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type CalibrateSession, calibrateCommand, calibrateSession } from "../../src/cli/calibrate.ts";
import { busRobotOf } from "../../src/cli/robot-files.ts";
import { loadCalibration } from "../../src/deploy/calibration.ts";
import { BusPeer } from "../deploy/drivers/support/bus-peer.ts";
import { legOn, littleEndian } from "../deploy/drivers/support/opened.ts";
import { pythonTest } from "../support/python.ts";

const folder = await mkdtemp(join(tmpdir(), "gaitway-calibrate-"));
after(async () => await rm(folder, { recursive: true }));

function session(path: string, rest: Partial<CalibrateSession> = {}) {
  const said: string[] = [];
  const asked: string[] = [];
  const options: CalibrateSession = {
    target: `dynamixel:${path}`,
    id: "leg-1",
    description: legOn({ board: null }),
    say: (text) => said.push(text),
    agrees: async (question) => {
      asked.push(question);
      return true;
    },
    environment: { XDG_CONFIG_HOME: folder },
    ...rest,
  };
  return { options, said, asked };
}

pythonTest(
  "torque is off before anybody is asked, changes are shown in degrees, and the offsets are kept",
  async () => {
    await using peer = await BusPeer.start();
    for (const id of [1, 2, 3]) await peer.tell({ set: 132, id, bytes: littleEndian(2048, 4) });
    await peer.tell({ set: 132, id: 1, bytes: littleEndian(2048 + 512, 4) });
    await peer.tell({ set: 64, id: 2, bytes: [1] });
    const { options, said, asked } = session(peer.path);
    const agrees = async (question: string): Promise<boolean> => {
      assert.deepEqual(await peer.get(2, 64), [0], "torque");
      return await options.agrees(question);
    };
    const kept = await calibrateSession({ ...options, agrees });
    assert.deepEqual(kept?.calibration.offsets, { hip: 512, knee: 0, toe: 0 });
    assert.deepEqual(await loadCalibration("leg-1", options.environment), kept?.calibration);
    assert.equal(asked.length, 2);
    assert.match(said[0] ?? "", /Hold leg in this pose:\n {2}joint +servo +angle\n {2}hip +1 +0\.0°/);
    // 512 ticks of 4096 are 45°.
    assert.match(said[1] ?? "", /hip +none +45\.0° +45\.0°/);
    await peer.tell({ set: 132, id: 1, bytes: littleEndian(2048 + 1024, 4) });
    const again = session(peer.path);
    await calibrateSession(again.options);
    assert.match(again.said[1] ?? "", /hip +45\.0° +90\.0° +45\.0°/);
  },
);

pythonTest("who says no keeps nothing", async () => {
  await using peer = await BusPeer.start();
  const answers = [true, false];
  const { options } = session(peer.path, {
    id: "leg-2",
    agrees: async () => answers.shift() ?? assert.fail(),
  });
  assert.equal(await calibrateSession(options), undefined);
  assert.equal(await loadCalibration("leg-2", options.environment), null);
});

test("what is no servo bus is refused with the reason, before anything is opened", async () => {
  const description = await busRobotOf(undefined);
  const { options } = session("", { description });
  await assert.rejects(
    calibrateSession({ ...options, target: "opencat:/dev/null" }),
    /keeps its own calibration/,
  );
  await assert.rejects(
    calibrateSession({ ...options, target: "sim:aibo" }),
    /says where its joints are by itself/,
  );
});

test("a name that is none is refused before anything is opened", async () => {
  const { options } = session("/dev/ttyNobody", { id: "../leg" });
  await assert.rejects(calibrateSession(options), /no name of a robot/);
});

test("without a terminal and without --yes it asks for one of them", async () => {
  const command = calibrateCommand().exitOverride();
  const isTTY = process.stdin.isTTY;
  process.stdin.isTTY = false;
  try {
    await assert.rejects(
      command.parseAsync(["node", "calibrate", "--robot", "dynamixel:/dev/null", "--id", "leg"]),
      /give --yes/,
    );
  } finally {
    process.stdin.isTTY = isTTY;
  }
});
