/** gaitway replay on a recording of a deployment, through the command itself. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FlightRecorder } from "../../src/observe/flight/recorder.ts";
import { checkedPage } from "../observe/checked-page.ts";
import { flightRows, layout, plan } from "../observe/flight/flights.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const main = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));

async function recorded(name: string, rows: readonly Float64Array[]): Promise<string> {
  const path = join(folder, name);
  const clock = { wall: 1_700_000_000_000_000_000n, monotonic: 1000 };
  const recorder = await FlightRecorder.create(path, {
    plan,
    clock,
    identity: "two legs 1, serial 7",
    onFailure: assert.ifError,
  });
  for (const row of rows) recorder.add(row);
  await recorder.close();
  return path;
}

function replay(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, "replay", ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test("a deployment is decided again and ends with 0 where every number is the same", async () => {
  const { code, stdout, stderr } = await replay(await recorded("same.mcap", flightRows(120)));
  assert.equal(code, 0, stderr);
  // A tick: state, reason, motionTime, outOfRange, fade, torqueShare, torque, write, askLimp; 2 · 9 numbers of rows.
  assert.equal(
    stdout,
    `120 of 120 ticks decided again: all ${120 * (9 + 18)} numbers the same, bit for bit\n`,
  );
});

test("a number that differs ends it with 1 and is named", async () => {
  const rows = flightRows(60);
  rows[40]![layout.rows.sent.at + 1] = -0;
  const { code, stdout } = await replay(await recorded("other.mcap", rows));
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^tick 40, 0\.80\d s: sent of rightHip was -0 when it was recorded and is 0\.\d+ now\nthe 40 ticks before it are the same/,
  );
});

test("--list prints the log, --report writes the page", async () => {
  const path = await recorded("told.mcap", flightRows(120));
  const [listed, report] = [await replay(path, "--list"), join(folder, "report.html")];
  assert.match(listed.stdout, /^ +0\.000 s {2}info {4}limp: connected/);
  assert.equal((await replay(path, "--report", report)).code, 0);
  checkedPage(readFileSync(report, "utf8"));
});
