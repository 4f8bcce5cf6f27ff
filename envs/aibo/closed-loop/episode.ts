/**
 * One robot in the closed loop: episodes of `aibo:walk`, one after another, on one simulation.
 *
 * An episode is a function of (seed, options, actions) and of nothing else. After `reset` nothing is allocated in a step.
 */
import { InvalidRequest } from "../../../src/env/env.ts";
import { createRng } from "../../../src/math/random.ts";
import { handTunedGait } from "../gait.ts";
import { commandPeriod } from "../lap.ts";
import { leanOf } from "../loci.ts";
import { drawPerturbation } from "../perturbation.ts";
import { mishap, newPose, readPose } from "../pose.ts";
import type { AiboSimulation } from "../simulation.ts";
import { stand } from "../stand.ts";
import { meanSquareChange, moveJoints } from "./frames.ts";
import { observationSize, observe, targetFields } from "./observation.ts";
import { judge, type Rewards, type RewardTerm, rewardTerms, type StepMeasures } from "./reward.ts";
import {
  controlPeriod,
  stepLimit,
  type WalkEnding,
  type WalkOptions,
  walkOptionsFrom,
  walkProperties,
} from "./spec.ts";

const jointCount = targetFields.length;
/** Joints start this far from where they stand, at most, rad. */
const jointSpread = 0.05;
const lean = leanOf(handTunedGait);
const endings: readonly WalkEnding[] = ["", "fell", "circled", "diverged", "time limit"];
/** Seed, timestep, perturbation, steps, ending, reward. */
const headSize = 6;

export class WalkEpisode {
  /** In the order of `observationFields`; the last finite one when the physics broke. */
  readonly observation: Float64Array<ArrayBufferLike>;
  /** In the order of `walkProperties`. */
  readonly properties: Float64Array<ArrayBufferLike>;
  reward = 0;
  ending: WalkEnding = "";
  readonly #simulation: AiboSimulation;
  readonly #targets = new Float64Array(jointCount);
  readonly #pose = newPose();
  readonly #rewards = Object.fromEntries(rewardTerms.map((term) => [term, 0])) as Rewards;
  readonly #measures: StepMeasures = {
    seconds: controlPeriod,
    advance: 0,
    drift: 0,
    turn: 0,
    power: 0,
    targetChange: 0,
    mishap: false,
  };
  #seed = 0;
  #options: WalkOptions = { timestep: 0.002, perturbation: 0 };
  #physicsSteps = 4;
  #steps = 0;

  /** `observation` and `properties` are where the episode writes; by default memory of its own. */
  constructor(
    simulation: AiboSimulation,
    observation: Float64Array<ArrayBufferLike> = new Float64Array(observationSize),
    properties: Float64Array<ArrayBufferLike> = new Float64Array(walkProperties.length),
  ) {
    this.#simulation = simulation;
    this.observation = observation;
    this.properties = properties;
  }

  /** Stands on the field as the hand-tuned trot does, a little off. */
  reset(seed: number, options: WalkOptions): void {
    const simulation = this.#simulation;
    this.#prepare(seed, options);
    const joints = createRng(seed).stream("joints");
    const offsets = Float64Array.from(
      { length: jointCount },
      () => options.perturbation * jointSpread * (2 * joints.uniform() - 1),
    );
    stand(simulation, handTunedGait, lean, offsets);
    simulation.switchSensors(true);
    simulation.forward();
    this.#targets.set(simulation.views.ctrl);
    readPose(simulation.views.qpos, this.#pose);
    observe(simulation.views, this.#targets, this.observation);
    this.properties.fill(0);
    this.#writePose();
    this.#steps = 0;
    this.reward = 0;
    this.ending = "";
  }

  /** Twelve joint targets (rad, inside their bounds), reached in even frames from the last ones. */
  step(action: ArrayLike<number>): void {
    const { x, heading } = this.#pose;
    const measures = this.#measures;
    measures.targetChange = meanSquareChange(this.#targets, action);
    const power = moveJoints(this.#simulation, this.#targets, action, this.#physicsSteps);
    this.#targets.set(action);
    this.#steps++;
    readPose(this.#simulation.views.qpos, this.#pose);
    this.ending = this.#endingAfter(power);
    measures.mishap = this.ending !== "" && this.ending !== "time limit";
    if (this.ending === "diverged") {
      measures.advance = measures.drift = measures.turn = measures.power = 0;
    } else {
      measures.advance = this.#pose.x - x;
      measures.drift = this.#pose.y;
      measures.turn = wrap(this.#pose.heading - heading);
      measures.power = power;
      observe(this.#simulation.views, this.#targets, this.observation);
      this.#writePose();
    }
    this.reward = judge(measures, this.#rewards);
    for (let index = 0; index < rewardTerms.length; index++)
      this.properties[index] = this.#rewards[rewardTerms[index] as RewardTerm];
  }

  /** All that decides how the episode goes on: numbers of this environment's own, then MuJoCo's. */
  state(): Float64Array {
    const { timestep, perturbation } = this.#options;
    const head = [this.#seed, timestep, perturbation, this.#steps, endings.indexOf(this.ending), this.reward];
    return Float64Array.from([
      ...head,
      ...this.#targets,
      ...this.observation,
      ...this.properties,
      ...this.#simulation.state(),
    ]);
  }

  /** Goes on from a `state`. Throws `InvalidRequest` for numbers that are none, and is as it was. */
  restore(state: Float64Array): void {
    const [seed = Number.NaN, timestep = 0, perturbation = 0, steps = 0, ending = 0, reward = 0] = state;
    const length =
      headSize + jointCount + observationSize + walkProperties.length + this.#simulation.stateSize;
    if (state.length !== length || !state.every(Number.isFinite) || endings[ending] === undefined)
      throw new InvalidRequest("these bytes are no state of aibo:walk; give back what it once gave");
    this.#prepare(seed, walkOptionsFrom({ timestep, perturbation }));
    let at = headSize;
    for (const part of [this.#targets, this.observation, this.properties]) {
      part.set(state.subarray(at, at + part.length));
      at += part.length;
    }
    this.#simulation.restore(state.subarray(at));
    readPose(this.#simulation.views.qpos, this.#pose);
    this.#steps = steps;
    this.ending = endings[ending] as WalkEnding;
    this.reward = reward;
  }

  /** The model of an episode: masses and friction follow from the seed. */
  #prepare(seed: number, options: WalkOptions): void {
    this.#seed = seed;
    this.#options = options;
    this.#physicsSteps = Math.round(commandPeriod / options.timestep);
    const { bodyCount } = this.#simulation;
    const perturbation = drawPerturbation(createRng(seed).stream("model"), bodyCount, options.perturbation);
    this.#simulation.reset(options.timestep, perturbation);
  }

  #endingAfter(power: number): WalkEnding {
    const { x, y, z, heading, upright } = this.#pose;
    const { qvel, sensors } = this.#simulation.views;
    let sum = x + y + z + heading + upright + power;
    for (let index = 0; index < qvel.length; index++) sum += qvel[index] as number;
    for (let index = 0; index < sensors.length; index++) sum += sensors[index] as number;
    if (!Number.isFinite(sum)) return "diverged";
    return mishap(this.#pose) ?? (this.#steps >= stepLimit ? "time limit" : "");
  }

  #writePose(): void {
    const { x, y, heading } = this.#pose;
    this.properties[rewardTerms.length] = x;
    this.properties[rewardTerms.length + 1] = y;
    this.properties[rewardTerms.length + 2] = heading;
  }
}

/** −π … π, for an angle less than one turn outside. */
function wrap(angle: number): number {
  if (angle > Math.PI) return angle - 2 * Math.PI;
  return angle < -Math.PI ? angle + 2 * Math.PI : angle;
}
