/** What the doctor says of robots that are well, and of those that are not, each with what was found. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { stringify } from "yaml";
import { busBudget, busTime } from "../../src/cli/doctor-dynamixel.ts";
import { jitterCheck, spreadOf } from "../../src/cli/doctor-measure.ts";
import { boardBudget } from "../../src/cli/doctor-opencat.ts";
import { portChecks } from "../../src/cli/doctor-port.ts";
import { robotChecks } from "../../src/cli/doctor-robot.ts";
import { busRobotOf } from "../../src/cli/robot-files.ts";
import { UnknownTarget } from "../../src/deploy/drivers/open-driver.ts";
import { bittle } from "../../src/deploy/drivers/opencat/bittle.ts";
import { openPort } from "../../src/deploy/drivers/serial/open-port.ts";
import { BoardPeer, clock } from "../deploy/drivers/support/board-peer.ts";
import { pythonTest } from "../support/python.ts";

let shared: BoardPeer | undefined;
const bus = async (): Promise<BoardPeer> => {
  shared ??= await BoardPeer.of("servo-bus");
  return shared;
};
const folder = await mkdtemp(join(tmpdir(), "gaitway-doctor-"));
after(async () => {
  await shared?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function found(target: string, name: string, file?: string): Promise<string> {
  const check = (await robotChecks({ target, file }, clock)).find((each) => each.name === name);
  return (await check?.run()) ?? assert.fail(`no check ${name}`);
}

const target = async (): Promise<string> => `dynamixel:${(await bus()).path}`;

pythonTest("of a sound bus it says who is there, the supply and the round trip", async () => {
  const robot = await target();
  const checks = await robotChecks({ target: robot }, clock);
  const said = new Map<string, string>();
  for (const { name, run } of checks.filter(({ name }) => name !== "control loop" && name !== "bus budget"))
    said.set(name, await run());
  assert.match(said.get("permission") ?? "", /may be read and written/);
  assert.equal(said.get("USB latency timer"), "the adapter has none");
  assert.match(said.get("devices") ?? "", /^13 answer \(XM430-W210, sensor board; firmware/);
  assert.match(said.get("supply and heat") ?? "", /^12\.0 to 12\.0 V, \d+ to \d+ °C$/);
  assert.match(
    said.get("round trip") ?? "",
    /^300 readings of all devices, torque off: p50 [\d.]+ ms, p99 [\d.]+ ms$/,
  );
});

pythonTest("low voltage and heat are said by servo, with what was expected", async () => {
  const peer = await bus();
  await peer.fault("register", { id: 3, address: 144, value: 90 });
  await peer.fault("register", { id: 7, address: 146, value: 71 });
  await assert.rejects(
    found(await target(), "supply and heat"),
    /servo 3 \(frontLeftKnee\) has 9\.0 V, expected 10 to 14\.8; servo 7 \(rearLeftSwing\) is at 71 °C, expected at most 70/,
  );
  await peer.fault("register", { id: 3, address: 144, value: 120 });
  await peer.fault("register", { id: 7, address: 146, value: 30 });
});

pythonTest("a servo that is missing is named", async () => {
  const peer = await bus();
  await peer.fault("silent", { id: 5 });
  await assert.rejects(
    found(await target(), "devices"),
    /no answer from .*servo 5 \(frontRightAbduction\).* of 13 answer/,
  );
  await peer.fault("silent", { id: 5, on: false });
});

pythonTest("at the wrong rate, the right one is found", async () => {
  const file = join(folder, "slow.yaml");
  const robot = await busRobotOf(undefined);
  await writeFile(
    file,
    stringify({ ...robot, joints: robot.joints.slice(0, 1), board: null, baud: 115_200 }),
  );
  await assert.rejects(
    found(await target(), "devices", file),
    /nobody answers at 115200 baud, but at 1000000 baud \(id 1\); set baud/,
  );
});

pythonTest("a port that is in use is said, and by whom", async () => {
  const { path } = await bus();
  const port = await openPort(path, 1_000_000);
  await assert.rejects(found(await target(), "port is free"), /in use by this process \d+/);
  port.close();
});

test("a port that is not there fails the permission", async () => {
  const [permission] = portChecks("/dev/ttyNobody", 57_600);
  await assert.rejects(permission?.run() ?? assert.fail(), /\/dev\/ttyNobody is not there/);
});

pythonTest("of a board it says who answers, how fast, and that nothing watches over it", async () => {
  await using peer = await BoardPeer.start();
  const board = `opencat:${peer.path}`;
  assert.equal(await found(board, "board"), "Bittle gaitway_emulator at 115200 baud");
  const checks = await robotChecks({ target: board }, clock);
  const run = (name: string) => checks.find((each) => each.name === name)?.run() ?? assert.fail(name);
  assert.match(await run("round trip"), /^100 questions, nothing moves/);
  await assert.rejects(run("watchdog"), /the OpenCat firmware has none/);
  // Not one of its servos was sent anywhere.
  assert.deepEqual((await peer.report()).angles, new Array(16).fill(0));
  assert.ok(peer.heard().every((bytes) => bytes === "3f0a"));
});

test("the simulated robot is read, and ticks are timed", async () => {
  assert.match(await found("sim:aibo", "robot"), /300 readings, torque off: p50/);
  const checks = await robotChecks({ target: "sim:aibo" }, clock);
  assert.ok(checks.some(({ name }) => name === "control loop"));
});

test("a target that no driver knows is refused", async () => {
  await assert.rejects(robotChecks({ target: "mqtt://robot" }, clock), UnknownTarget);
});

test("the wire time of a tick is counted in bytes", async () => {
  const robot = await busRobotOf(undefined);
  // Packets are 10 bytes and their parameters: 26 to ask 12 servos, 23 an answer, 14 and 37 for the board, 98 to write.
  const { read, write } = busTime(robot);
  assert.ok(Math.abs(read - (26 + 12 * 23 + 14 + 37) * 1e-5) < 1e-12, `${read}`);
  assert.ok(Math.abs(write - 98e-5) < 1e-12, `${write}`);
});

test("the highest rate keeps a share of the tick free, and one below what the robot takes is refused", async () => {
  const robot = await busRobotOf(undefined);
  // 0.7 / (9.02 ms + 98 bytes · 10 µs) = 70 Hz
  assert.match(
    busBudget(robot, 0.00902),
    /4\.51 ms a tick on the wire at 1000000 baud, 10\.00 ms as measured; up to 70 Hz/,
  );
  assert.throws(() => busBudget(robot, 0.1), /up to 7 Hz.*allows 10 to 125 Hz/);
  // A command is 18 bytes, its answer 3: 21 · 10 / 115200 s.
  assert.match(
    boardBudget(bittle, 0.01),
    /1\.82 ms a command on the wire at 115200 baud, 10\.00 ms as measured; up to 50 Hz/,
  );
  assert.throws(() => boardBudget(bittle, 0.1), /up to 5 Hz/);
});

test("ticks of the control loop are counted, and the lateness said", async () => {
  const { run } = jitterCheck(0.005, clock, 0.1);
  const said = await run().catch((error: Error) => error.message);
  assert.match(said, /^20 ticks of 5\.00 ms: p50 [\d.]+ ms, p99 [\d.]+ ms late, \d+ skipped/);
});

test("an adapter that holds answers back is found", async () => {
  await mkdir(join(folder, "null"));
  await writeFile(join(folder, "null", "latency_timer"), "16\n");
  const latency = (): Promise<string> => portChecks("/dev/null", 57_600, folder)[1]?.run() ?? assert.fail();
  await assert.rejects(latency(), /16 ms, expected 1/);
  await writeFile(join(folder, "null", "latency_timer"), "1\n");
  assert.equal(await latency(), "1 ms");
});

test("the 99th percentile of 1 … 200 is 198", () => {
  assert.deepEqual(spreadOf(Array.from({ length: 200 }, (_, i) => 200 - i)), { p50: 100, p99: 198 });
});
