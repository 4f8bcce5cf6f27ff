import { atan2 } from "../../src/math/elementary.ts";
import type { Gait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import {
  commandPeriod,
  type Lap,
  type LapOptions,
  type LapOutcome,
  lapDistance,
  timeLimit,
  warmUp,
} from "./lap.ts";
import type { Lean } from "./loci.ts";
import { mishap, newPose, readPose } from "./pose.ts";
import type { AiboSimulation } from "./simulation.ts";

/** The beacon at the end of the lane, ahead of the start, m. */
const beaconDistance = 3;
/** Seen this far to one side, about the edge of the robot's view, it asks for a full turn, rad. */
const fullTurnBearing = 0.5;

/** What is known of a walk whose physics broke. */
const nothing: Omit<Lap, "outcome" | "time" | "unreachableFraction"> = {
  speed: 0,
  trueSpeed: 0,
  distance: 0,
  lateralDrift: 0,
  headingChange: 0,
  peakJointSpeed: 0,
  rmsJointSpeed: 0,
  rmsTorque: 0,
};

/** The running state of one lap. */
export class Walk {
  readonly #simulation: AiboSimulation;
  readonly #gait: Gait;
  readonly #lean: Lean;
  readonly #startPhase: number;
  readonly #options: LapOptions;
  readonly #stepsPerCommand: number;
  readonly #pose = newPose();
  #ticks = 0;
  #unreachable = 0;
  #peakSpeed = 0;
  #speedSquares = 0;
  #torqueSquares = 0;

  constructor(simulation: AiboSimulation, gait: Gait, lean: Lean, startPhase: number, options: LapOptions) {
    this.#simulation = simulation;
    this.#gait = gait;
    this.#lean = lean;
    this.#startPhase = startPhase;
    this.#options = options;
    this.#stepsPerCommand = Math.max(1, Math.round(commandPeriod / options.timestep));
  }

  run(stopwatch: number): Lap {
    const periods = Math.ceil(warmUp / this.#gait.gaitPeriod);
    const warmUpTicks = Math.round((periods * this.#gait.gaitPeriod) / commandPeriod);
    const limitTicks = Math.round(timeLimit / commandPeriod);
    for (let tick = 0; tick < warmUpTicks; tick++) {
      const ended = this.#tick();
      if (ended) return this.#record(ended, 0, timeLimit, stopwatch);
    }
    const mark = this.#pose.x;
    let before = 0;
    for (let tick = 1; tick <= limitTicks; tick++) {
      const ended = this.#tick();
      const progress = this.#pose.x - mark;
      if (ended) return this.#record(ended, before, timeLimit, stopwatch);
      if (progress >= lapDistance) {
        const share = (lapDistance - before) / (progress - before);
        return this.#record("finished", lapDistance, (tick - 1 + share) * commandPeriod, stopwatch);
      }
      before = progress;
    }
    return this.#record("timedOut", before, timeLimit, stopwatch);
  }

  /** One command and the physics until the next; the outcome if that ended the lap. */
  #tick(): LapOutcome | undefined {
    const { ctrl, qpos } = this.#simulation.views;
    const phase = this.#startPhase + (this.#ticks * commandPeriod) / this.#gait.gaitPeriod;
    this.#unreachable += jointCommands(this.#gait, this.#lean, phase, this.#turn(), ctrl);
    this.#simulation.step(this.#stepsPerCommand);
    this.#ticks++;
    readPose(qpos, this.#pose);
    this.#measure();
    if (!this.#isFinite()) return "diverged";
    return mishap(this.#pose);
  }

  /** −1 … 1, to the left positive: the bearing of the beacon over the one that asks for a full turn. */
  #turn(): number {
    if (!this.#options.steering) return 0;
    const { x, y, heading } = this.#pose;
    const bearing = atan2(-y, beaconDistance - x) - heading;
    return Math.min(1, Math.max(-1, bearing / fullTurnBearing));
  }

  #measure(): void {
    const { qvel, torque } = this.#simulation.views;
    for (let joint = 0; joint < 12; joint++) {
      const speed = Math.abs(qvel[6 + joint] ?? 0);
      const force = torque[joint] ?? 0;
      if (speed > this.#peakSpeed) this.#peakSpeed = speed;
      this.#speedSquares += speed * speed;
      this.#torqueSquares += force * force;
    }
  }

  #isFinite(): boolean {
    const { x, y, z, heading, upright } = this.#pose;
    return Number.isFinite(x + y + z + heading + upright + this.#speedSquares + this.#torqueSquares);
  }

  #record(outcome: LapOutcome, distance: number, time: number, stopwatch: number): Lap {
    const unreachableFraction = this.#unreachable / (4 * this.#ticks);
    if (outcome === "diverged") return { ...nothing, outcome, time, unreachableFraction };
    const trueSpeed = distance / time;
    return {
      outcome,
      speed: trueSpeed / stopwatch,
      trueSpeed,
      time,
      distance,
      lateralDrift: this.#pose.y,
      headingChange: this.#pose.heading,
      unreachableFraction,
      peakJointSpeed: this.#peakSpeed,
      rmsJointSpeed: Math.sqrt(this.#speedSquares / (12 * this.#ticks)),
      rmsTorque: Math.sqrt(this.#torqueSquares / (12 * this.#ticks)),
    };
  }
}
