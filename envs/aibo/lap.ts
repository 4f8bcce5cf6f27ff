/**
 * One lap: the robot walks from standstill, a clock starts once it is under way, and stops when it has covered the
 * distance between two marks along the field.
 *
 * A lap is a function of (gait, seed, options) and of nothing else: whatever ran before on the same simulation, the bits
 * are the same.
 */
import { atan2 } from "../../src/math/elementary.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import type { Gait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import { type Lean, leanOf } from "./loci.ts";
import type { AiboSimulation, Perturbation } from "./simulation.ts";
import { stand } from "./stand.ts";

/** Seconds between two commands to the joints: the robot's motion frame. */
export const commandPeriod = 0.008;

/** Distance between the marks, m. */
export const lapDistance = 1;
/** Walking before the clock starts: the first whole number of gait periods over this, s. */
export const warmUp = 1.4;
/** The clock stops here at the latest, s. */
export const timeLimit = 10;

const beaconDistance = 3;
const fullTurnBearing = 0.5;
const fallHeight = 0.045;
const fallUpright = 0.5;
const circleHeading = Math.PI / 2;
const circleDrift = 0.75;

/**
 * How a lap ended.
 *
 * - `finished`: the distance was covered; speed = distance / time.
 * - `timedOut`: it was not within `timeLimit`; speed = progress / `timeLimit`.
 * - `fell`: the trunk tipped over or lay on the ground; speed = progress until then / `timeLimit`.
 * - `circled`: it turned away or left the lane; speed as for a fall.
 * - `diverged`: the physics produced a number that is none; speed 0.
 */
export type LapOutcome = "finished" | "fell" | "circled" | "timedOut" | "diverged";

export interface LapOptions {
  /** Physics timestep, s. */
  readonly timestep: number;
  /** Standard deviation of the stopwatch, as a share of the time. */
  readonly noise: number;
  /** 1: every mass ±3 %, friction ±5 %, uniformly; 0: the model as it is. */
  readonly perturbation: number;
  /** Start anywhere in the cycle, or always with the front left foot touching down. */
  readonly randomPhase: boolean;
  /** Turn towards the beacon at the end of the lane, as far as the gait's skew allows. */
  readonly steering: boolean;
}

export const defaultLapOptions: LapOptions = {
  timestep: 0.002,
  noise: 0.02,
  perturbation: 1,
  randomPhase: true,
  steering: true,
};

export interface Lap {
  readonly outcome: LapOutcome;
  /** As timed, m/s: the reward. */
  readonly speed: number;
  /** Without the stopwatch's noise, m/s. */
  readonly trueSpeed: number;
  /** On the clock, s. */
  readonly time: number;
  /** Along the field between the marks, m. */
  readonly distance: number;
  /** Sideways at the end, to the left positive, m. */
  readonly lateralDrift: number;
  /** Turned by the end, to the left positive, rad. */
  readonly headingChange: number;
  /** Share of commanded foot positions more than 0.5 mm out of reach. */
  readonly unreachableFraction: number;
  readonly peakJointSpeed: number;
  readonly rmsJointSpeed: number;
  readonly rmsTorque: number;
}

/** Where the trunk is and how it leans, read from the simulation. */
interface Pose {
  x: number;
  y: number;
  z: number;
  /** Turned about the vertical, rad. */
  heading: number;
  /** Vertical part of the trunk's own up: 1 upright, 0 on its side. */
  upright: number;
}

function readPose(qpos: Float64Array, pose: Pose): boolean {
  const [x = 0, y = 0, z = 0, qw = 0, qx = 0, qy = 0, qz = 0] = [
    qpos[0],
    qpos[1],
    qpos[2],
    qpos[3],
    qpos[4],
    qpos[5],
    qpos[6],
  ];
  pose.x = x;
  pose.y = y;
  pose.z = z;
  pose.heading = atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz));
  pose.upright = 1 - 2 * (qx * qx + qy * qy);
  return Number.isFinite(x + y + z + qw + qx + qy + qz);
}

function drawPerturbation(rng: Rng, bodyCount: number, scale: number): Perturbation {
  const around = (stream: Rng, share: number): number => 1 + scale * share * (2 * stream.uniform() - 1);
  const masses = rng.stream("mass");
  const mass = Float64Array.from({ length: bodyCount }, () => around(masses, 0.03));
  return { mass, friction: around(rng.stream("friction"), 0.05) };
}

/** Walks one lap on `simulation`, which is reset first. The gait must be finite; bounds are the caller's business. */
export function walkLap(simulation: AiboSimulation, gait: Gait, seed: number, options: LapOptions): Lap {
  const rng = createRng(seed);
  const lean = leanOf(gait);
  simulation.reset(
    options.timestep,
    drawPerturbation(rng.stream("model"), simulation.bodyCount, options.perturbation),
  );
  stand(simulation, gait, lean);
  const startPhase = options.randomPhase ? rng.stream("phase").uniform() : 0;
  const stopwatch = 1 + options.noise * rng.stream("stopwatch").normal();
  return new Walk(simulation, gait, lean, startPhase, options).run(stopwatch);
}

/** The running state of one lap. */
class Walk {
  readonly #simulation: AiboSimulation;
  readonly #gait: Gait;
  readonly #lean: Lean;
  readonly #startPhase: number;
  readonly #options: LapOptions;
  readonly #stepsPerCommand: number;
  readonly #pose: Pose = { x: 0, y: 0, z: 0, heading: 0, upright: 1 };
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
    if (!readPose(qpos, this.#pose)) return "diverged";
    this.#measure();
    const { z, upright, heading, y } = this.#pose;
    if (z < fallHeight || upright < fallUpright) return "fell";
    if (Math.abs(heading) > circleHeading || Math.abs(y) > circleDrift) return "circled";
    return undefined;
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

  #record(outcome: LapOutcome, distance: number, time: number, stopwatch: number): Lap {
    const trueSpeed = outcome === "diverged" ? 0 : distance / time;
    const finite = outcome !== "diverged";
    return {
      outcome,
      speed: trueSpeed / stopwatch,
      trueSpeed,
      time,
      distance: finite ? distance : 0,
      lateralDrift: finite ? this.#pose.y : 0,
      headingChange: finite ? this.#pose.heading : 0,
      unreachableFraction: this.#unreachable / (4 * this.#ticks),
      peakJointSpeed: this.#peakSpeed,
      rmsJointSpeed: Math.sqrt(this.#speedSquares / (12 * this.#ticks)),
      rmsTorque: Math.sqrt(this.#torqueSquares / (12 * this.#ticks)),
    };
  }
}
