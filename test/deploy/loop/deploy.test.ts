import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Subject } from "rxjs";
import { type DeployEvent, type DeployOptions, deploy } from "../../../src/deploy/loop/deploy.ts";
import { GuardLost } from "../../../src/deploy/loop/guard.ts";
import { ControlThreadLost } from "../../../src/deploy/loop/thread.ts";
import type { RequestName } from "../../../src/deploy/requests.ts";
import type { StateName } from "../../../src/deploy/states.ts";
import { until } from "../../support/wait.ts";
import { type Device, newDevice } from "./device.ts";
import { pipeDriver, swingingPlan } from "./pipe-deployment.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-deploy-"));
after(() => rmSync(folder, { recursive: true }));
let devices = 0;
const device = (): Device => newDevice(join(folder, `robot-${devices++}`));

/** A deployment that is under way, and everything that came of it so far. */
function begin(options: DeployOptions) {
  const events: DeployEvent[] = [];
  const states = (): StateName[] => events.flatMap((event) => (event.type === "state" ? [event.state] : []));
  const reasons = () => events.flatMap((event) => (event.type === "state" ? [event.reason] : []));
  // A busy machine may keep a thread waiting for long.
  const stream = deploy({ threadTimeout: 30, ...options });
  let ending: "" | "completed" | Error = "";
  const subscription = stream.subscribe({
    next: (event) => events.push(event),
    complete: () => {
      ending = "completed";
    },
    error: (error) => {
      ending = error;
    },
  });
  const ended = async (): Promise<"completed" | Error> => {
    await until("the end of the deployment", () => ending !== "", 10_000);
    return ending as "completed" | Error;
  };
  const reached = (state: StateName): Promise<void> =>
    until(`state ${state}`, () => ending !== "" || states().includes(state), 10_000);
  return { events, states, reasons, ended, reached, subscription };
}

const wholeWay = [
  "limp",
  "checked",
  "ramping",
  "holding",
  "shadow",
  "fading",
  "running",
  "stopping",
  "latched",
];

test("an unattended plan goes all the way, stops by itself, and everything is in the rows", async () => {
  const robot = device();
  const run = begin({ plan: swingingPlan({ duration: 0.2 }), driver: pipeDriver(robot.path) });
  assert.equal(await run.ended(), "completed");
  assert.deepEqual(run.states(), wholeWay);
  const opened = run.events[0];
  assert.ok(opened?.type === "opened" && opened.guard !== null);
  const { head, size } = opened.layout;
  const rows = run.events.flatMap((event) => (event.type === "rows" ? [...event.rows] : []));
  const ticks = Array.from({ length: rows.length / size }, (_, i) => rows[i * size + head.tick] as number);
  const skipped = Array.from({ length: ticks.length }, (_, i) => rows[i * size + head.skipped] as number);
  ticks.forEach((tick, i) => {
    assert.equal(tick, i === 0 ? 0 : (ticks[i - 1] as number) + 1 + (skipped[i] as number));
  });
  // The first command comes before torque, nothing after torque is off; it is let go of at last, and no emergency was sent.
  const lines = robot.read().trim().split("\n");
  assert.deepEqual(lines.slice(0, 3), ["T0", "W", "T1"]);
  assert.match(lines.join(""), /^T0(W)T1W+T0(T0)*C$/);
  robot.close();
});

test("an operator arms, goes and stops; nothing moves before", async () => {
  const robot = device();
  const operator = new Subject<RequestName>();
  const plan = swingingPlan({ unattended: false });
  const run = begin({ plan, driver: pipeDriver(robot.path), operator });
  await run.reached("checked");
  operator.next("arm");
  await run.reached("holding");
  operator.next("go");
  await run.reached("running");
  operator.next("stop");
  await run.reached("latched");
  operator.next("reset");
  await until("limp again", () => run.states().slice(-2).includes("limp"));
  operator.complete();
  assert.equal(await run.ended(), "completed");
  assert.deepEqual(run.states().slice(0, wholeWay.length), wholeWay);
  assert.match(robot.read().replaceAll("\n", ""), /T0C$/);
  robot.close();
});

test("unsubscribing stops the robot and lets go of it", async () => {
  const robot = device();
  const run = begin({ plan: swingingPlan(), driver: pipeDriver(robot.path) });
  await run.reached("running");
  run.subscription.unsubscribe();
  let said = "";
  await until("the robot is let go", () => {
    said += robot.read();
    return said.endsWith("C\n");
  });
  assert.match(said.replaceAll("\n", ""), /T0(T0)*C$/);
  robot.close();
});

for (const how of ["throw", "hang", "exit"] as const)
  test(`a control thread lost (${how}) is the end of it: the emergency is sent, and the cause is told`, async () => {
    const robot = device();
    const driver = pipeDriver(robot.path, { breaks: { how, at: 30 } });
    const run = begin({ plan: swingingPlan(), driver, ...(how === "hang" ? { threadTimeout: 0.08 } : {}) });
    const error = await run.ended();
    assert.ok(error instanceof ControlThreadLost, `${error}, ${run.reasons()}`);
    if (how === "throw") assert.match(error.message, /the pipe robot broke/);
    if (how === "hang") assert.match(error.message, /has not moved for 0.08 s/);
    const lines = robot.read().trim().split("\n");
    // By this thread and by the guard; nothing after it, whatever the thread had in mind.
    assert.deepEqual(lines.slice(-2), ["E", "E"]);
    robot.close();
  });

test("without its guard the robot does not go on", async () => {
  const robot = device();
  const run = begin({ plan: swingingPlan(), driver: pipeDriver(robot.path) });
  await run.reached("running");
  const opened = run.events[0];
  assert.ok(opened?.type === "opened" && opened.guard !== null);
  process.kill(opened.guard, "SIGKILL");
  const error = await run.ended();
  assert.ok(error instanceof GuardLost, String(error));
  assert.deepEqual(run.states().slice(-2), ["stopping", "latched"]);
  assert.match(robot.read().replaceAll("\n", ""), /T0(T0)*C$/);
  robot.close();
});

test("a robot that is another one is let go of before anything is sent but torque off", async () => {
  const robot = device();
  const run = begin({ plan: swingingPlan(), driver: pipeDriver(robot.path, { name: "somebody else" }) });
  const error = await run.ended();
  assert.ok(error instanceof Error && /expected pipe 1 as described, got somebody else/.test(error.message));
  assert.equal(robot.read(), "T0\nC\n");
  robot.close();
});

test("a process killed while the robot runs: the last bytes are the emergency's", async () => {
  const robot = device();
  const parent = spawn(process.execPath, [join(import.meta.dirname, "deploying.js"), robot.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  parent.kill("SIGKILL");
  let said = "";
  await until("the emergency", () => {
    said += robot.read();
    return said.includes("E");
  });
  assert.match(said, /T1\n(W\n)+E\n$/);
  robot.close();
});
