import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { monotonicClock } from "../../../src/deploy/loop/clock.ts";
import { sendEmergency } from "../../../src/deploy/loop/emergency.ts";
import { Guard, GuardLost } from "../../../src/deploy/loop/guard.ts";
import { until } from "../../support/wait.ts";
import { type Device, newDevice } from "./device.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-guard-"));
after(() => rmSync(folder, { recursive: true }));
let devices = 0;

const device = (): Device => newDevice(join(folder, `device-${devices++}`));
const bytes = Buffer.from("STOP!");

test("a guard that is disarmed goes without a word to the device", async () => {
  const robot = device();
  const guard = await Guard.start({ fd: robot.fd, path: robot.path, bytes });
  await guard.disarm();
  assert.equal(await guard.gone, "exit code 0");
  assert.equal(robot.read(), "");
  robot.close();
});

test("a guard that fires has sent the bytes, as they are, before it is gone", async () => {
  for (const fd of [undefined, -1]) {
    const robot = device();
    const guard = await Guard.start({ fd: fd ?? robot.fd, path: robot.path, bytes });
    await guard.fire();
    assert.equal(robot.read(), "STOP!");
    robot.close();
  }
});

test("a guard that is killed is reported, and one that cannot open the device never starts", async () => {
  const robot = device();
  const guard = await Guard.start({ fd: robot.fd, path: robot.path, bytes });
  process.kill(guard.pid, "SIGKILL");
  assert.equal(await guard.gone, "SIGKILL");
  robot.close();
  const path = join(folder, "nothing-here");
  await assert.rejects(Guard.start({ fd: -1, path, bytes }), (error: Error) => {
    assert.ok(error instanceof GuardLost);
    assert.match(error.message, /nothing-here.*ENOENT/);
    return true;
  });
});

test("a signal that ends a program does not end the guard", async () => {
  const robot = device();
  const guard = await Guard.start({ fd: robot.fd, path: robot.path, bytes });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.kill(guard.pid, signal);
  await guard.fire();
  assert.equal(await guard.gone, "exit code 0");
  assert.equal(robot.read(), "STOP!");
  robot.close();
});

test("within 50 ms of SIGKILL to the process, and to all of its group, the bytes are at the device", async () => {
  const clock = monotonicClock();
  const times: number[] = [];
  for (const wholeGroup of [false, true, false, true]) {
    const robot = device();
    const parent = spawn(process.execPath, [join(import.meta.dirname, "guard-parent.js"), robot.path], {
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => parent.stdout.once("data", resolve));
    assert.equal(robot.read(), "");
    const pid = parent.pid as number;
    const killed = clock();
    process.kill(wholeGroup ? -pid : pid, "SIGKILL");
    let got = "";
    await until("the bytes of the guard", () => {
      got += robot.read();
      return got !== "";
    });
    times.push(clock() - killed);
    assert.equal(got, "STOP!");
    robot.close();
  }
  // A machine that is busy with something else makes it slower, and nothing makes it faster.
  assert.ok(Math.min(...times) <= 0.05, `took ${times.join(", ")} s`);
});

test("the emergency goes through the open file, or the path where that file is another one by now", () => {
  const [robot, other] = [device(), device()];
  assert.equal(sendEmergency({ fd: robot.fd, path: robot.path, bytes }), true);
  assert.equal(robot.read(), "STOP!");
  assert.equal(sendEmergency({ fd: other.fd, path: robot.path, bytes }), true);
  assert.deepEqual([robot.read(), other.read()], ["STOP!", ""]);
  assert.equal(sendEmergency({ fd: 999, path: join(folder, "nothing-here"), bytes }), false);
  robot.close();
  other.close();
});
