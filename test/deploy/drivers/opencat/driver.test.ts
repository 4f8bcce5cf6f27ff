/** The driver on the emulated board: what the board was told, where its joints are, and how it ends. */
import assert from "node:assert/strict";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { after, afterEach } from "node:test";
import type { Driver } from "../../../../src/deploy/driver.ts";
import { type OpencatOptions, openDriver } from "../../../../src/deploy/drivers/opencat/open-driver.ts";
import { PortError } from "../../../../src/deploy/drivers/serial/port-error.ts";
import { faultCode } from "../../../../src/deploy/faults.ts";
import { sensorFrame } from "../../../../src/deploy/sensor-frame.ts";
import { pythonTest } from "../../../support/python.ts";
import { BoardPeer, clock, description, opened as open } from "../support/board-peer.ts";

/** One board for all tests but those that change the line itself: opening lies it down, whatever was before. */
let shared: BoardPeer | undefined;
async function sharedBoard(): Promise<BoardPeer> {
  shared ??= await BoardPeer.start();
  await shared.fault("none");
  return shared;
}
/** A test that fails leaves the port to the next. */
let drivers: Driver[] = [];
async function opened(peer: BoardPeer, options: Partial<OpencatOptions> = {}): Promise<Driver> {
  const driver = await open(peer, options);
  drivers.push(driver);
  return driver;
}
afterEach(() => {
  for (const driver of drivers) driver.close();
  drivers = [];
});
after(async () => await shared?.[Symbol.asyncDispose]());

const rest = [0, 0, 0, 0, 0, 0, 0, 0, 75, 75, 75, 75, -55, -55, -55, -55];
const all = (degrees: number): Float64Array => new Float64Array(8).fill((degrees * Math.PI) / 180);
const frame = (driver: Driver) => sensorFrame(driver.robot);

pythonTest("opening lies the robot down, says who is there and what does not protect it", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  assert.equal(driver.isLimp(), 1);
  const { angles, powered } = await peer.report();
  assert.deepEqual([angles, powered], [rest, false]);
  assert.match(driver.identity, /Bittle gaitway_emulator on \/dev\/pts\/\d+ at 115200 baud/);
  assert.match(driver.identity, /open-loop.*no watchdog/);
  assert.equal(driver.robot.feedback, "none");
  assert.equal(driver.robot.watchdog.kind, "none");
});

pythonTest("a target is kept until torque is on, and then is where all joints are", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  assert.equal(driver.write(all(30), 1), faultCode.none);
  assert.deepEqual((await peer.report()).angles, rest);
  assert.equal(driver.torque(true), faultCode.none);
  assert.equal(driver.read(frame(driver)), faultCode.none);
  assert.equal(driver.write(all(-20.4), 1), faultCode.none);
  assert.equal(driver.isLimp(), 0);
  assert.equal(driver.read(frame(driver)), faultCode.none);
  const { angles, powered } = await peer.report();
  assert.deepEqual([angles.slice(8), powered], [new Array(8).fill(-20), true]);
  // Index and signed byte, joint after joint: −20 is EC.
  assert.equal(peer.heard().at(-1), "4908ec09ec0aec0bec0cec0dec0eec0fec7e");
});

pythonTest("torque off is the rest skill, and what the board says of it is the read-back", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  driver.write(all(30), 1);
  driver.torque(true);
  assert.equal(driver.torque(false), faultCode.none);
  let limp = driver.isLimp();
  for (const until = clock() + 5; limp !== 1 && clock() < until; ) limp = driver.isLimp();
  assert.equal(limp, 1);
  const { angles, powered } = await peer.report();
  assert.deepEqual([angles, powered], [rest, false]);
  assert.equal(peer.heard().at(-1), "640a");
});

pythonTest("closing lies the robot down", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  driver.write(all(30), 1);
  driver.torque(true);
  driver.close();
  assert.equal((await peer.report()).powered, false);
});

pythonTest("a target that is no number is not sent", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  driver.write(all(30), 1);
  driver.torque(true);
  driver.read(frame(driver));
  const heard = peer.heard().length;
  assert.equal(driver.write(all(Number.NaN), 1), faultCode.implausible);
  assert.equal(peer.heard().length, heard);
});

pythonTest("a board that is busy is not written to, and the newest target follows its answer", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  const before = peer.heard().length;
  driver.write(all(30), 1);
  driver.torque(true);
  driver.read(frame(driver));
  await peer.fault("delay", { seconds: 0.7, count: 1 });
  driver.write(all(31), 1);
  assert.equal(driver.read(frame(driver)), faultCode.noAnswer);
  driver.write(all(32), 1);
  for (let fault = -1; fault !== faultCode.none; ) fault = driver.read(frame(driver));
  driver.write(all(33), 1);
  driver.read(frame(driver));
  const sent = peer
    .heard()
    .slice(before)
    .filter((bytes) => bytes.startsWith("49"));
  // 30, 31 and 33 degrees: 32 was old by the time the board could hear it.
  assert.deepEqual(
    sent.map((bytes) => Number.parseInt(bytes.slice(4, 6), 16)),
    [30, 31, 33],
  );
});

pythonTest("a board that never answers is told so often that its buffer holds it, and no more", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer, { controlPeriod: 0.02 });
  const before = peer.heard().length;
  await peer.fault("drop");
  driver.write(all(30), 1);
  driver.torque(true);
  const until = clock() + 0.6;
  let faults = 0;
  while (clock() < until) {
    if (driver.read(frame(driver)) === faultCode.noAnswer) faults++;
    driver.write(all(30), 1);
  }
  assert.ok(faults > 3, `${faults} faults`);
  assert.equal(driver.retries, 2);
  const sent = peer.heard().slice(before);
  assert.equal(sent.filter((bytes) => bytes.startsWith("49")).length, 3);
  await peer.fault("none");
});

pythonTest(
  "a cable that is pulled is a fault of the next command and of every call after it, and closing does not throw",
  async () => {
    await using peer = await BoardPeer.start();
    const driver = await opened(peer);
    driver.write(all(30), 1);
    driver.torque(true);
    driver.read(frame(driver));
    await peer.fault("unplug");
    // A port without a device reads like one that has nothing to say; writing tells.
    assert.equal(driver.write(all(30), 1), faultCode.disconnected);
    assert.equal(driver.read(frame(driver)), faultCode.disconnected);
    assert.equal(driver.torque(false), faultCode.disconnected);
    assert.equal(driver.isLimp(), -1);
    driver.close();
  },
);

pythonTest("a second writer is refused by name while the first has the port", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  await assert.rejects(opened(peer), (error: unknown) => {
    assert.ok(error instanceof PortError);
    assert.match(error.message, /in use by this process \d+.*one writer/);
    return error.kind === "busy";
  });
  driver.close();
  (await opened(peer)).close();
});

pythonTest("an answer to what we did not say is a second writer", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  const other = openSync(peer.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  writeSync(other, "kbalance\n");
  let fault: number = faultCode.none;
  for (const until = clock() + 5; fault === faultCode.none && clock() < until; )
    fault = driver.read(frame(driver));
  assert.equal(fault, faultCode.secondWriter);
  closeSync(other);
});

pythonTest("the emergency stops a board in the middle of a command of somebody who died", async () => {
  const peer = await sharedBoard();
  const driver = await opened(peer);
  driver.write(all(30), 1);
  driver.torque(true);
  driver.read(frame(driver));
  const { fd, path, bytes } = driver.emergency ?? assert.fail();
  assert.equal(path, peer.path);
  // Half of "I".
  writeSync(fd, Uint8Array.of(0x49, 8, 30));
  writeSync(fd, bytes);
  for (const until = clock() + 5; peer.heard().at(-1) !== "640a" && clock() < until; ) driver.isLimp();
  assert.equal(peer.heard().at(-1), "640a");
  driver.close();
  assert.equal((await peer.report()).powered, false);
});

pythonTest("the other baud rate is found and named", async () => {
  await using peer = await BoardPeer.start("--baud", "57600");
  const impatient = { description: { ...description, bootTime: 0.6 } };
  await assert.rejects(
    opened(peer, impatient),
    /at 115200 baud within 0\.6 s, but one does at 57600; set baud/,
  );
});

pythonTest("a line that sends our own bytes back is refused", async () => {
  const peer = await sharedBoard();
  await peer.fault("echo");
  await assert.rejects(opened(peer), /sends back what it is sent/);
});

pythonTest("nobody at all is the switch, the cable or the port", async () => {
  const peer = await sharedBoard();
  await peer.fault("drop");
  const robot = { description: { ...description, bootTime: 0.3 } };
  await assert.rejects(
    openDriver(`opencat:${peer.path}`, { clock, robot }),
    /no OpenCat board answers.*nor at 57600; check that it is switched on/,
  );
});
