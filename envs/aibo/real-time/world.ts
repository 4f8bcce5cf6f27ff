/**
 * The robot on its field, frame by frame of 8 ms, as its controller knows it: torque, targets and a watchdog in, sensors out.
 *
 * A frame is computed at its end, with the command that is there by then: a target that arrives within the frame after a reading
 * acts from that reading on, as in an episode of `aibo:walk`. Targets are reached in as many even frames as a control period has.
 */
import { readFileSync } from "node:fs";
import type { SharedRobot } from "../../../src/deploy/drivers/shared-robot.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import { type SensorFrame, sensorFrame } from "../../../src/deploy/sensor-frame.ts";
import { observationSize, observe } from "../closed-loop/observation.ts";
import { handTunedGait } from "../gait.ts";
import { commandPeriod } from "../lap.ts";
import { leanOf } from "../loci.ts";
import { mishap, newPose, readPose } from "../pose.ts";
import { stallTorque } from "../robot.ts";
import { type AiboSimulation, modelUrl } from "../simulation.ts";
import { stand } from "../stand.ts";
import type { Faults } from "./faults.ts";

const timestep = 0.002;
const stepsPerFrame = Math.round(commandPeriod / timestep);
/** What pushes the robot over: turning about its length, rad/s, and a lift that lets it turn, m/s. */
const push = { roll: 9, lift: 1 } as const;

/** More than any motor gives, N·m. */
const unlimited = 1000;

/** The robot's model, with motors whose torque can be limited while it runs. */
export function limitableModel(): string {
  const model = readFileSync(modelUrl, "utf8");
  return model.replace("<joint armature", `<joint actuatorfrcrange="-${unlimited} ${unlimited}" armature`);
}

/** Numbers of a point of the track: when (s), x, y (m), heading (rad), upright (cosine), 1 once it fell. */
export const trackSize = 6;

export interface WorldOptions {
  readonly simulation: AiboSimulation;
  readonly robot: RobotSpec;
  readonly shared: SharedRobot;
  readonly faults: Faults;
  /** s; decides in how many frames a target is reached. */
  readonly controlPeriod: number;
}

export class World {
  /** Where the robot is after the last frame; see `trackSize`. */
  readonly track = new Float64Array(trackSize);
  readonly #options: WorldOptions;
  readonly #framesPerTarget: number;
  readonly #watchdog: number;
  readonly #frame: SensorFrame;
  readonly #pose = newPose();
  readonly #observation = new Float64Array(observationSize);
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  #framesDone = 0;
  #commands = 0;
  #asked = 0;
  #askedAt = -Infinity;
  #motors = false;
  #torqueShare = 1;

  constructor(options: WorldOptions) {
    const { simulation, robot, controlPeriod } = options;
    this.#options = options;
    this.#framesPerTarget = Math.max(1, Math.round(controlPeriod / commandPeriod));
    this.#watchdog = robot.watchdog.kind === "device" ? robot.watchdog.timeout : Infinity;
    this.#frame = sensorFrame(robot);
    this.#from = new Float64Array(robot.joints.length);
    this.#to = new Float64Array(robot.joints.length);
    simulation.reset(timestep, { mass: new Float64Array(simulation.bodyCount).fill(1), friction: 1 });
    stand(simulation, handTunedGait, leanOf(handTunedGait));
    simulation.forward();
    this.#switchMotors(false);
    this.#to.set(simulation.views.ctrl);
  }

  /** The 8 ms that end at `time`, s of the monotonic clock. */
  advance(time: number): void {
    this.#hear(time);
    this.#move();
    this.#feel(time);
    this.#note(time);
  }

  /** What the controller is told, and whether it is told anything at all. */
  #hear(time: number): void {
    const { shared } = this.#options;
    if (shared.asked !== this.#asked) {
      this.#asked = shared.asked;
      this.#askedAt = time;
    }
    if (!shared.torque) shared.tripped = false;
    else if (time - this.#askedAt > this.#watchdog) shared.tripped = true;
    if (shared.commands !== this.#commands) this.#takeCommand();
    this.#switchMotors(shared.torque && !shared.tripped);
  }

  #takeCommand(): void {
    const { shared, simulation } = this.#options;
    this.#commands = shared.commands;
    this.#from.set(simulation.views.ctrl);
    const share = shared.takeCommand(this.#to);
    if (share >= 0) this.#limitTorque(share);
    this.#framesDone = 0;
  }

  /** In full it is the motors' own affair: braking they give more than standing. */
  #limitTorque(share: number): void {
    if (share === this.#torqueShare) return;
    this.#torqueShare = share;
    this.#options.simulation.limitTorque(share < 1 ? share * stallTorque : unlimited);
  }

  #switchMotors(on: boolean): void {
    const { simulation, shared } = this.#options;
    // Motors that come on begin at the target that they come on with.
    if (on && !this.#motors) this.#framesDone = this.#framesPerTarget;
    this.#motors = on;
    simulation.switchMotors(on);
    shared.limp = !on;
  }

  #move(): void {
    const { simulation, faults } = this.#options;
    const { ctrl, qvel } = simulation.views;
    if (this.#framesDone < this.#framesPerTarget) this.#framesDone++;
    const share = this.#framesDone / this.#framesPerTarget;
    for (let joint = 0; joint < this.#to.length; joint++) {
      const start = this.#from[joint] as number;
      ctrl[joint] = start + share * ((this.#to[joint] as number) - start);
    }
    if (faults.takePush()) {
      qvel[2] = push.lift;
      qvel[3] = push.roll;
    }
    simulation.switchSensors(false);
    simulation.step(stepsPerFrame - 1);
    simulation.switchSensors(true);
    simulation.step(1);
  }

  #feel(time: number): void {
    const { simulation, shared, faults } = this.#options;
    const { values, stamps } = this.#frame;
    if (!faults.has("freeze")) {
      observe(simulation.views, this.#to, this.#observation);
      for (let index = 0; index < values.length; index++) values[index] = this.#observation[index] as number;
      if (faults.has("nan")) values[0] = Number.NaN;
    }
    if (!faults.has("stale")) stamps.fill(time);
    shared.publish(this.#frame);
  }

  #note(time: number): void {
    const pose = this.#pose;
    readPose(this.#options.simulation.views.qpos, pose);
    const { track } = this;
    track[0] = time;
    track[1] = pose.x;
    track[2] = pose.y;
    track[3] = pose.heading;
    track[4] = pose.upright;
    track[5] = Number(mishap(pose) === "fell");
  }
}
