/** Calibrations are kept by robot, whole or not at all, and one that cannot be used says why. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  type Calibration,
  calibrationFile,
  checkCalibration,
  InvalidCalibration,
  loadCalibration,
  saveCalibration,
} from "../../src/deploy/calibration.ts";

const calibration: Calibration = { format: 1, robot: "leg-1", unit: "ticks", offsets: { hip: 12, knee: -7 } };

async function inFolder(body: (environment: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-calibration-"));
  try {
    await body({ XDG_CONFIG_HOME: folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what is saved is what is loaded, and nothing else lies beside it", () =>
  inFolder(async (environment) => {
    const file = await saveCalibration({ ...calibration, offsets: { hip: 1 } }, environment);
    assert.equal(await saveCalibration(calibration, environment), file);
    assert.deepEqual(await loadCalibration("leg-1", environment), calibration);
    assert.deepEqual(readdirSync(dirname(file)), ["leg-1.json"]);
  }));

test("a robot that was never calibrated has none", () =>
  inFolder(async (environment) => assert.equal(await loadCalibration("leg-2", environment), null)));

test("the configuration folder is the user's own unless the environment names one", () => {
  assert.match(calibrationFile("a", { XDG_CONFIG_HOME: "" }), /\/\.config\/gaitway\/calibration\/a\.json$/);
  assert.equal(calibrationFile("a", { XDG_CONFIG_HOME: "/x" }), "/x/gaitway/calibration/a.json");
});

test("a name that would leave the folder is refused", () => {
  for (const name of ["", "..", "../a", "a/b", ".a"])
    assert.throws(() => calibrationFile(name, {}), InvalidCalibration, name);
});

test("a file that is damaged, of another robot or of another version is refused by its path", () =>
  inFolder(async (environment) => {
    const file = await saveCalibration(calibration, environment);
    const refused = async (text: string, why: RegExp) => {
      writeFileSync(file, text);
      await assert.rejects(loadCalibration("leg-1", environment), (error) => {
        assert.ok(error instanceof InvalidCalibration);
        assert.ok(error.message.startsWith(file));
        assert.match(error.message, why);
        return true;
      });
    };
    await refused('{"format":1', /calibrate it again/);
    await refused(JSON.stringify({ ...calibration, robot: "leg-9" }), /it is that of leg-9/);
    await refused(JSON.stringify({ ...calibration, format: 2 }), /format/);
    await refused(JSON.stringify({ ...calibration, offset: {} }), /offset/);
  }));

test("a calibration of other joints, or in another unit, is refused", () => {
  checkCalibration(calibration, ["knee", "hip"], "ticks");
  assert.throws(
    () => checkCalibration(calibration, ["hip"], "ticks"),
    /expected the joints hip, got hip, knee/,
  );
  assert.throws(
    () => checkCalibration(calibration, ["hip", "knee"], "degrees"),
    /expected degrees, got ticks/,
  );
});
