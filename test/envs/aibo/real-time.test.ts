import assert from "node:assert/strict";
import { test } from "node:test";
import { WalkEpisode } from "../../../envs/aibo/closed-loop/episode.ts";
import { observationFields } from "../../../envs/aibo/closed-loop/observation.ts";
import { handTunedGait } from "../../../envs/aibo/gait.ts";
import { jointCommands } from "../../../envs/aibo/joint-commands.ts";
import { leanOf } from "../../../envs/aibo/loci.ts";
import { Faults } from "../../../envs/aibo/real-time/faults.ts";
import { startRealTimeAibo } from "../../../envs/aibo/real-time/start.ts";
import { limitableModel, World } from "../../../envs/aibo/real-time/world.ts";
import { aiboRobot } from "../../../envs/aibo/robot.ts";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { openDriver } from "../../../src/deploy/drivers/shared-memory.ts";
import { SharedRobot } from "../../../src/deploy/drivers/shared-robot.ts";
import { faultCode } from "../../../src/deploy/faults.ts";
import { monotonicClock } from "../../../src/deploy/loop/clock.ts";
import { sensorNames } from "../../../src/deploy/robot.ts";
import { sensorFrame } from "../../../src/deploy/sensor-frame.ts";
import { until } from "../../support/wait.ts";

const robot = aiboRobot({ kind: "device", timeout: 0.1, reaction: "torque off" });
const stance = Float64Array.from(robot.joints, (joint) => joint.stance);
const period = 0.032;

/** The world with a hand on its clock. */
async function newWorld() {
  const memory = SharedRobot.memory(robot);
  const shared = new SharedRobot(memory, robot);
  const faults = new Faults(Faults.memory());
  const simulation = await AiboSimulation.create(limitableModel());
  const world = new World({ simulation, robot, shared, faults, controlPeriod: period });
  let time = 100;
  const driver = await openDriver("sim:aibo", {
    clock: () => time,
    robot: { spec: robot, identity: "", memory },
  });
  const frame = sensorFrame(robot);
  const advance = (frames: number): void => {
    for (let i = 0; i < frames; i++) {
      time += 0.008;
      world.advance(time);
    }
  };
  /** One control period: read, command, four frames. */
  const tick = (targets: Float64Array): void => {
    assert.equal(driver.read(frame), faultCode.none);
    assert.equal(driver.write(targets, 1), faultCode.none);
    assert.equal(driver.torque(true), faultCode.none);
    advance(4);
  };
  return { world, driver, frame, faults, simulation, advance, tick };
}

test("the robot feels what a policy saw in training, by the same names, less its targets", () => {
  const seen = observationFields.map(({ name }) => name).filter((name) => !name.endsWith("Target"));
  assert.deepEqual(sensorNames(robot), seen);
  assert.equal(robot.joints.length, 12);
  for (const { low, high, stance } of robot.joints) assert.ok(low < stance && stance < high);
});

test("targets at the control period move the robot as they do in an episode of training, bit for bit", async () => {
  const { driver, frame, simulation, advance } = await newWorld();
  const trained = await AiboSimulation.create();
  const episode = new WalkEpisode(trained);
  episode.reset(1, { timestep: 0.002, perturbation: 0 });
  simulation.restore(trained.state());
  // Motors come on at the stance, where the episode begins with them on.
  driver.read(frame);
  driver.write(stance, 1);
  driver.torque(true);
  advance(4);
  episode.step(stance);
  const targets = new Float64Array(12);
  for (let step = 0; step < 40; step++) {
    jointCommands(
      handTunedGait,
      leanOf(handTunedGait),
      step * (period / handTunedGait.gaitPeriod),
      0,
      targets,
    );
    driver.write(targets, 1);
    advance(4);
    driver.read(frame);
    episode.step(targets);
    assert.deepEqual(
      [...frame.values],
      [...episode.observation.subarray(0, frame.values.length)],
      `step ${step}`,
    );
  }
  assert.ok((simulation.views.qpos[0] as number) > 0.1, "it walked");
});

test("without torque it sinks, and by its motors it stands again", async () => {
  const { world, simulation, advance, driver, frame, tick } = await newWorld();
  advance(200);
  assert.equal(driver.isLimp(), 1);
  assert.ok((simulation.views.qpos[2] as number) < 0.065);
  driver.read(frame);
  const targets = frame.values.slice(0, 12);
  for (let i = 0; i < 60; i++) {
    for (let j = 0; j < 12; j++) {
      const way = (stance[j] as number) - (targets[j] as number);
      targets[j] = (targets[j] as number) + Math.max(-0.05, Math.min(0.05, way));
    }
    tick(targets);
  }
  assert.equal(driver.isLimp(), 0);
  assert.ok((simulation.views.qpos[2] as number) > 0.09);
  assert.equal(world.track[5], 0);
});

test("a controller that falls silent trips the watchdog: torque goes off, and nothing is taken until torque was asked off", async () => {
  const { driver, tick, advance, frame } = await newWorld();
  tick(stance);
  assert.equal(driver.isLimp(), 0);
  // Asked last at the beginning of the tick: heard 8 ms later, so 0.1 s are over after 14 frames.
  advance(8);
  assert.equal(driver.isLimp(), 0);
  advance(6);
  assert.equal(driver.isLimp(), 1);
  assert.equal(driver.write(stance, 1), faultCode.refused);
  assert.equal(driver.torque(true), faultCode.refused);
  assert.equal(driver.torque(false), faultCode.none);
  driver.read(frame);
  advance(1);
  tick(stance);
  assert.equal(driver.isLimp(), 0);
});

test("each fault does what its name says", async () => {
  const { driver, tick, faults, frame, world, advance } = await newWorld();
  tick(stance);
  const before = frame.values.slice();
  const look = (): { changed: boolean; isFresh: boolean } => {
    const stamp = frame.stamps[0] as number;
    advance(1);
    driver.read(frame);
    const changed = frame.values.some((value, index) => value !== before[index]);
    before.set(frame.values);
    return { changed, isFresh: (frame.stamps[0] as number) > stamp };
  };
  look();
  assert.deepEqual(look(), { changed: true, isFresh: true });
  faults.set("freeze", true);
  assert.deepEqual(look(), { changed: false, isFresh: true });
  faults.set("freeze", false);
  faults.set("stale", true);
  assert.deepEqual(look(), { changed: true, isFresh: false });
  faults.set("stale", false);
  faults.set("nan", true);
  look();
  assert.ok(Number.isNaN(frame.values[0]));
  faults.set("nan", false);
  assert.ok((world.track[4] as number) > 0.9);
  faults.set("push", true);
  for (let i = 0; i < 20; i++) tick(stance);
  assert.ok((world.track[4] as number) < 0.5);
  assert.equal(world.track[5], 1);
});

test("a share of the torque holds as much less: at a hundredth it sinks, at half it stands", async () => {
  for (const [share, stands] of [
    [0.01, false],
    [0.5, true],
  ] as const) {
    const { driver, advance, simulation, frame } = await newWorld();
    driver.torque(true);
    for (let i = 0; i < 30; i++) {
      driver.read(frame);
      driver.write(stance, share);
      advance(4);
    }
    assert.equal((simulation.views.qpos[2] as number) > 0.085, stands, `at ${share}`);
  }
});

test("in its own thread it keeps time with the clock, notes where it is, and can be cut off or die", async () => {
  await using aibo = await startRealTimeAibo({ controlPeriod: period });
  const clock = monotonicClock();
  const driver = await openDriver("sim:aibo", { clock, robot: aibo.robot });
  const frame = sensorFrame(robot);
  const times: number[] = [];
  await until("sixty frames of track", () => times.push(...aibo.track().map(({ time }) => time)) >= 60);
  // 59 frames of 8 ms, and what the machine kept it from: it catches up with a tenth of a second.
  const span = (times[59] as number) - (times[0] as number);
  assert.ok(Math.abs(span - 59 * 0.008) < 0.008, String(span));
  assert.equal(driver.read(frame), faultCode.none);
  assert.ok((frame.stamps[0] as number) >= (times[59] as number));
  aibo.inject("cut");
  assert.equal(driver.read(frame), faultCode.disconnected);
  assert.equal(driver.torque(false), faultCode.disconnected);
  aibo.inject("cut", false);
  assert.equal(driver.read(frame), faultCode.none);
  aibo.inject("die");
  await aibo.gone;
});

test("a driver of a simulated robot without the robot says what is missing", async () => {
  await assert.rejects(
    openDriver("sim:aibo", { clock: () => 0, robot: undefined }),
    /sim:aibo.*Start the simulator/,
  );
});
