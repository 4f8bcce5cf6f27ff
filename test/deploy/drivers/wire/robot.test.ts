/** The driver of the wire and the robot in Python, over real sockets, in real time. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Subject } from "rxjs";
import { aiboCycle } from "../../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../../envs/aibo/gait.ts";
import { aiboRobot } from "../../../../envs/aibo/robot.ts";
import type { Driver } from "../../../../src/deploy/driver.ts";
import { driverSource } from "../../../../src/deploy/drivers/open-driver.ts";
import {
  describeRobot,
  openDriver,
  RobotUnavailable,
} from "../../../../src/deploy/drivers/wire/open-driver.ts";
import { faultCode, faultNames } from "../../../../src/deploy/faults.ts";
import { monotonicClock } from "../../../../src/deploy/loop/clock.ts";
import { type DeployEvent, deploy } from "../../../../src/deploy/loop/deploy.ts";
import { planFor } from "../../../../src/deploy/plan.ts";
import type { RequestName } from "../../../../src/deploy/requests.ts";
import { sensorNames } from "../../../../src/deploy/robot.ts";
import { sensorFrame } from "../../../../src/deploy/sensor-frame.ts";
import type { StateName } from "../../../../src/deploy/states.ts";
import { Channel } from "../../../../src/transport/channel.ts";
import { NotAllowed } from "../../../../src/transport/errors.ts";
import { testKeys } from "../../../support/keys.ts";
import { pythonTest } from "../../../support/python.ts";
import { until } from "../../../support/wait.ts";
import { RobotProcess } from "./robot-process.ts";

/** A machine that is busy with other tests stops a process for up to half a second; only what is about silence is strict. */
const [patience, watchdog] = [5, 0.3];
const stall = 0.5;
const patienceMs = 30_000;
const clock = monotonicClock();

let robot: RobotProcess;
let strict: RobotProcess;
before(async () => {
  if (process.env.GAITWAY_NO_PYTHON !== undefined) return;
  const start = (seconds: number) => RobotProcess.start("--watchdog", String(seconds));
  [robot, strict] = await Promise.all([start(patience), start(watchdog)]);
});
after(async () => {
  await robot?.[Symbol.asyncDispose]();
  await strict?.[Symbol.asyncDispose]();
});

async function opened(context: TestContext, { endpoint } = robot): Promise<Driver> {
  const driver = await openDriver(endpoint, { clock, robot: undefined });
  context.after(() => driver.close());
  return driver;
}

/** Where its joints are, inside its limits: a robot that lies is not at its stance, and may not be sent there at once. */
function poseOf(driver: Driver): Float64Array {
  const frame = sensorFrame(driver.robot);
  driver.read(frame);
  return Float64Array.from(driver.robot.joints, ({ low, high }, j) =>
    Math.min(high, Math.max(low, frame.values[j] as number)),
  );
}

/** Writes `targets` every 8 ms until `holds`; the faults it was answered by name. */
async function write(driver: Driver, targets: Float64Array, what: string, holds: () => boolean) {
  const faults = new Set<string>();
  await until(
    what,
    () => {
      faults.add(faultNames[driver.write(targets, 1)] as string);
      return holds();
    },
    patienceMs,
  );
  return faults;
}

/** As the control loop does: again, until the robot has answered. */
async function torque(driver: Driver, on: boolean): Promise<number> {
  let fault: number = faultCode.noAnswer;
  await until("an answer", () => {
    fault = driver.torque(on);
    return fault !== faultCode.noAnswer;
  });
  return fault;
}

const readFault = (driver: Driver) => driver.read(sensorFrame(driver.robot));

pythonTest("the robot is asked what it is before it is opened, and says what sim:aibo says", async () => {
  const { spec, identity } = await describeRobot(robot.endpoint);
  const expected = aiboRobot({ kind: "device", timeout: patience, reaction: "torque off" });
  assert.match(identity, /^aibo 1 at tcp:\/\/127\.0\.0\.1:\d+ \(gaitway_envs /);
  const joints = spec.joints.map(({ stance, ...joint }, j) => {
    // Each side computes it; the sines of two languages differ in the last bits.
    assert.ok(Math.abs(stance - (expected.joints[j]?.stance as number)) < 1e-12);
    return { ...joint, stance: expected.joints[j]?.stance };
  });
  assert.deepEqual({ ...spec, joints }, expected);
  assert.equal(JSON.stringify({ ...spec, joints }), JSON.stringify(expected), "keys in the same order");
  assert.equal((await robot.report()).owner, null);
});

pythonTest("deploy walks it, records a walk that goes forward, and leaves it limp", async () => {
  const { spec } = await describeRobot(robot.endpoint);
  const plan = planFor({
    robot: spec,
    source: aiboCycle(handTunedGait),
    controlPeriod: 0.032,
    rung: "full",
    limits: { rampTime: 0.2, fadeTime: 0.1 },
    stop: { profile: "limp" },
    // However busy the machine is.
    guards: { shadowTicks: 2, maxSkipped: 10_000, holdTicks: 30 },
  });
  const operator = new Subject<RequestName>();
  const states: string[] = [];
  let isOver = false;
  let failure: unknown;
  deploy({ plan, driver: driverSource(robot.endpoint, undefined), operator, threadTimeout: 30 }).subscribe({
    next: (event: DeployEvent) => {
      if (event.type === "state") states.push(`${event.state}, ${event.reason}`);
      else if (event.type === "opened") assert.equal(event.guard, null);
    },
    error: (error) => {
      failure = error;
    },
    complete: () => {
      isOver = true;
    },
  });
  const reached = (state: StateName) =>
    until(
      `${state} (${states.join("; ")})`,
      () => failure !== undefined || states.at(-1)?.startsWith(state) === true,
      patienceMs,
    );
  await reached("checked");
  operator.next("arm");
  await reached("holding");
  operator.next("go");
  await reached("running");
  const begin = await robot.report();
  await until("a second of running", () => clock() - begin.t > 1);
  const end = await robot.report();
  operator.next("stop");
  await reached("latched");
  operator.complete();
  await until("the end", () => isOver || failure !== undefined);
  assert.equal(failure, undefined);
  // The gait is timed at 0.24 m/s once it is under way.
  const advance = (end.distance as number) - (begin.distance as number);
  assert.ok(advance > 0.1 && advance < 0.3, `${advance} m in a second`);
  assert.deepEqual(states.slice(-3), ["running, fadedIn", "stopping, stopRequest", "latched, stopRequest"]);
  assert.deepEqual((await robot.report()).powered, Array(12).fill(false));
  const [on, off] = robot.log("torque");
  assert.deepEqual([on?.on, on?.why, off?.on, off?.why], [true, "arm", false, "arm"]);
  assert.deepEqual((end.counts as { refused: number }).refused, 0);
});

pythonTest("what the driver is told, the robot does, and says so when it is read back", async (context) => {
  const driver = await opened(context);
  assert.equal(driver.isLimp(), 1);
  const pose = poseOf(driver);
  assert.equal(driver.write(pose, 0.5), faultCode.none);
  assert.equal(await torque(driver, true), faultCode.none);
  assert.equal(driver.isLimp(), 0);
  const frame = sensorFrame(driver.robot);
  const shoulder = sensorNames(driver.robot).indexOf("frontLeftAbductionAngle");
  // Outward or inward, whichever is free: it may lie on its belly.
  const measured = pose[1] as number;
  const target = measured + (measured < 0.7 ? 0.3 : -0.3);
  const raised = pose.with(1, target);
  const faults = await write(driver, raised, "the joint to be where it was sent", () => {
    driver.read(frame);
    return Math.abs((frame.values[shoulder] as number) - target) < 0.1;
  });

  assert.ok(!faults.has("refused") && !faults.has("secondWriter"), [...faults].join());
  const ages = Array.from(frame.stamps, (stamp) => clock() - stamp);
  // Two processes know the same clock to a fraction of a millisecond.
  assert.ok(Math.min(...ages) > -0.001 && Math.max(...ages) < 1, `${ages} s`);
  assert.deepEqual((await robot.report()).torqueShares, Array(12).fill(1));
  assert.equal(await torque(driver, false), faultCode.none);
  assert.equal(driver.isLimp(), 1);
});

pythonTest("a second writer is refused, the first is named to it, and goes on", async (context) => {
  const driver = await opened(context);
  const pose = poseOf(driver);
  driver.write(pose, 1);
  assert.equal(await torque(driver, true), faultCode.none);
  let refusal: unknown;
  const second = openDriver(robot.endpoint, { clock, robot: undefined }).then(
    (other) => {
      other.close();
      refusal = "none";
    },
    (error) => {
      refusal = error;
    },
  );
  const faults = await write(driver, pose, "the second to be refused", () => refusal !== undefined);
  await second;

  assert.ok(refusal instanceof RobotUnavailable);
  assert.match(refusal.message, /session \d+ \(gaitway .*\) commands the robot, and there can be one writer/);
  assert.ok(!faults.has("refused") && !faults.has("secondWriter"), [...faults].join());
  await until("torque on still", () => driver.isLimp() === 0);
});

pythonTest(
  "an agent that asks for too much is refused by the robot, however it came to ask",
  async (context) => {
    const driver = await opened(context);
    const pose = poseOf(driver);
    assert.equal(driver.write(pose.with(3, Number.NaN), 1), faultCode.implausible);
    const refusedBefore = ((await robot.report()).counts as { refused: number }).refused;
    driver.write(pose, 1);
    await torque(driver, true);
    const beyond = pose.with(0, 2.5);
    await write(driver, beyond, "refused", () => driver.write(beyond, 1) === faultCode.refused);
    const { counts, targets } = await robot.report();
    assert.ok((counts as { refused: number }).refused > refusedBefore);
    assert.ok(((targets as number[])[0] as number) <= (driver.robot.joints[0]?.high as number));
  },
);

pythonTest(
  "silence trips the robot's watchdog; it takes commands again after torque off and on",
  async (context) => {
    const driver = await opened(context, strict);
    const pose = poseOf(driver);
    driver.write(pose, 1);
    await torque(driver, true);
    await until("limp by itself", () => driver.isLimp() === 1);
    assert.equal(strict.log("torque").at(-1)?.why, "watchdog");
    await write(driver, pose, "refused", () => driver.write(pose, 1) === faultCode.refused);
    assert.equal(await torque(driver, true), faultCode.refused);
    assert.equal(await torque(driver, false), faultCode.none);
    assert.equal(await torque(driver, true), faultCode.none);
  },
);

pythonTest("a link that is lost is noticed on both sides, each by itself", async (context) => {
  const driver = await opened(context, strict);
  const pose = poseOf(driver);
  driver.write(pose, 1);
  await torque(driver, true);
  await strict.fault("drop");
  const faults = await write(
    driver,
    pose,
    "disconnected",
    () => readFault(driver) === faultCode.disconnected,
  );
  assert.ok(!faults.has("secondWriter"));
  assert.equal(driver.write(pose, 1), faultCode.disconnected);
  assert.equal(driver.isLimp(), -1);
  assert.ok(driver.torque(false) !== faultCode.none);
  await until("the robot to switch itself off", () => strict.log("torque").at(-1)?.why === "watchdog");
  await strict.fault("none");
});

pythonTest(
  "sensors that are stale or no numbers come through as they are, for the guards",
  async (context) => {
    const driver = await opened(context);
    const frame = sensorFrame(driver.robot);
    await robot.fault("stale");
    await until("an age of 100 ms", () => {
      driver.read(frame);
      return frame.stamps.every((stamp) => clock() - stamp > 0.1);
    });
    await robot.fault("none");
    await robot.fault("nan");
    await until("a value that is none", () => {
      driver.read(frame);
      return Number.isNaN(frame.values[0]);
    });
    await robot.fault("none");
  },
);

pythonTest("an agent that is killed leaves a robot that is limp within its watchdog", async () => {
  const program = fileURLToPath(new URL("./agent.js", import.meta.url));
  const child = spawn(process.execPath, [program, strict.endpoint], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await until("limp", () => strict.log("torque").at(-1)?.on === false);
  const off = strict.log("torque").at(-1);
  // Its link sees the end of the process; where that went down as well, the watchdog is left.
  assert.match(String(off?.why), /^(owner lost|watchdog)$/);
  const silence = (off?.t as number) - (strict.log("command").at(-1)?.t as number);
  assert.ok(silence < watchdog + stall, `${silence} s`);
});

pythonTest(
  "heartbeats do not keep an armed robot going: without commands it is limp by its own watchdog",
  async () => {
    // No driver, no link: a session that arms it and says no more than heartbeats, which do not count.
    await using channel = await Channel.open(strict.endpoint);
    for (const torque of [false, true]) await channel.request({ kind: "arm", torque, sent: clock() });
    await until("limp", () => strict.log("torque").at(-1)?.on === false);
    assert.equal(strict.log("torque").at(-1)?.why, "watchdog");
    const [on, off] = strict.log("torque").slice(-2);
    const silence = (off?.t as number) - (on?.t as number);
    assert.ok(silence >= watchdog && silence < watchdog + stall, `${silence} s`);
  },
);

pythonTest("a robot with keys lets in who has one, and its readings with it", async (context) => {
  const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
  context.after(() => rmSync(directory, { recursive: true }));
  const keys = await testKeys(directory);
  const { secretKeyFile, allow } = keys.server;
  await using locked = await RobotProcess.start("--keys", secretKeyFile, "--allow", allow);
  await assert.rejects(describeRobot(locked.endpoint), NotAllowed);
  const driver = await openDriver(locked.endpoint, { clock, robot: { curve: keys.agent } });
  assert.equal(readFault(driver), faultCode.none);
  driver.close();
});
