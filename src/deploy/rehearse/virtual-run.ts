/**
 * A deployment in lock step: the controller of a real one, ticking in the time of a simulator, which waits for it.
 *
 *     env ─ observations ─▶ sensors (+ noise) ─ controller.tick ─ sent ─ (late) ─▶ env
 *
 * What flows in: an environment whose observation names the robot's sensors and whose action is its joint targets. What flows
 * out: for each seed how far it came, how it ended, and the rows of its ticks. Imports: math, env, deploy.
 */
import type { Env, StepResult } from "../../env/env.ts";
import { createRng, type Rng } from "../../math/random.ts";
import { type Controller, controllerFor } from "../controller.ts";
import type { DeployPlan } from "../plan.ts";
import { sensorNames } from "../robot.ts";
import { stateCode } from "../states.ts";
import type { RehearsalCase } from "./case.ts";
import { noiseFor } from "./noise.ts";

export interface VirtualRunOptions {
  readonly env: Env;
  /** Unattended, without ramp and fade: an episode is short. */
  readonly plan: DeployPlan;
  readonly seeds: readonly number[];
  readonly perturbed: RehearsalCase;
  /** Aborting ends it after the step under way. */
  readonly signal?: AbortSignal | undefined;
}

export interface VirtualEpisode {
  readonly return: number;
  /** m along the lane, and beside it. */
  readonly distance: number;
  readonly lateral: number;
  /** s until it ended. */
  readonly time: number;
  /** The environment's word. */
  readonly reason: string;
  /** Whether the controller stopped the robot. */
  readonly stopped: boolean;
  /** Tick records, one after another. */
  readonly rows: Float64Array;
}

/** One episode a seed, as many side by side as there are environments. Rejects as `env` does. */
export async function virtualRun(options: VirtualRunOptions): Promise<VirtualEpisode[]> {
  const { env, seeds } = options;
  const episodes: VirtualEpisode[] = [];
  for (let from = 0; from < seeds.length; from += env.spec.envCount)
    episodes.push(...(await sideBySide(options, seeds.slice(from, from + env.spec.envCount))));
  return episodes;
}

async function sideBySide(
  { env, plan, perturbed, signal }: VirtualRunOptions,
  seeds: readonly number[],
): Promise<VirtualEpisode[]> {
  const envIds = seeds.map((_, i) => i);
  const reset = await env.reset({ envIds, seeds, options: perturbed.options }, signal);
  const size = reset.observations.length / seeds.length;
  const seats = seeds.map((seed) => new Seat(env, plan, perturbed, seed));
  for (const [i, seat] of seats.entries()) seat.feel(reset.observations.subarray(i * size, (i + 1) * size));
  for (let running = envIds; running.length > 0; ) {
    const actions = Float64Array.from(running.flatMap((id) => Array.from((seats[id] as Seat).act())));
    const result = await env.step({ envIds: running, actions }, signal);
    for (const [row, id] of result.envIds.entries()) (seats[id] as Seat).take(result, row, size);
    running = running.filter((id) => !(seats[id] as Seat).isOver);
  }
  const walked = (await env.properties?.read(envIds, ["distance", "lateralDrift"])) ?? [];
  const number = (value: unknown): number => Number(value ?? Number.NaN);
  return seats.map((seat, i) => ({
    ...seat.episode(),
    distance: number(walked[i]?.distance),
    lateral: number(walked[i]?.lateralDrift),
  }));
}

/** One robot of a virtual run. */
class Seat {
  readonly #controller: Controller;
  readonly #row: Float64Array;
  readonly #rows: number[] = [];
  readonly #rng: Rng;
  readonly #addNoise: ((sensors: Float64Array, rng: Rng) => void) | undefined;
  /** For each sensor its place in an observation. */
  readonly #places: readonly number[];
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** Commands under way; the first one is there. */
  readonly #late: Float64Array[];
  readonly #period: number;
  #ticks = 0;
  #return = 0;
  #stopped = false;
  #ending: string | undefined;

  constructor(env: Env, plan: DeployPlan, { latency, noisy }: RehearsalCase, seed: number) {
    const { observationSpace, actionSpace } = env.spec;
    this.#controller = controllerFor(plan);
    this.#row = new Float64Array(this.#controller.layout.size);
    this.#rng = createRng(seed).stream("rehearse");
    this.#addNoise = noisy ? noiseFor(plan.robot) : undefined;
    this.#places = sensorNames(plan.robot).map((name) => observationSpace.names.indexOf(name));
    this.#low = actionSpace.low;
    this.#high = actionSpace.high;
    const stance = Float64Array.from(plan.robot.joints, ({ stance }) => stance);
    this.#late = Array.from({ length: latency }, () => stance);
    this.#period = plan.controlPeriod;
  }

  get isOver(): boolean {
    return this.#ending !== undefined;
  }

  /** Takes in an observation and decides on it; until the policy has the robot, at no time of the simulator. */
  feel(observation: Float64Array): void {
    const { layout } = this.#controller;
    do {
      this.#fillIn(observation);
      this.#controller.tick(this.#row);
      this.#rows.push(...this.#row);
      this.#ticks++;
    } while ((this.#row[layout.head.state] as number) < stateCode.fading);
    this.#stopped ||= (this.#row[layout.head.state] as number) > stateCode.running;
  }

  /** The command that reaches the robot now. */
  act(): Float64Array {
    const { at, length } = this.#controller.layout.rows.sent;
    this.#late.push(this.#row.slice(at, at + length));
    const command = this.#late.shift() as Float64Array;
    return command.map((target, j) =>
      Math.min(Math.max(target, this.#low[j] as number), this.#high[j] as number),
    );
  }

  take(
    { observations, rewards, terminated, truncated, reasons }: StepResult,
    row: number,
    size: number,
  ): void {
    this.#return += rewards[row] as number;
    if (terminated[row] || truncated[row]) this.#ending = reasons[row] ?? "";
    else this.feel(observations.subarray(row * size, (row + 1) * size));
  }

  episode(): Omit<VirtualEpisode, "distance" | "lateral"> {
    const reason = this.#ending ?? "";
    const time = this.#ticks * this.#period;
    const rows = Float64Array.from(this.#rows);
    return { return: this.#return, time, reason, stopped: this.#stopped, rows };
  }

  #fillIn(observation: Float64Array): void {
    const { head, rows } = this.#controller.layout;
    const row = this.#row.fill(0);
    const now = this.#ticks * this.#period;
    row[head.tick] = this.#ticks;
    row[head.deadline] = row[head.begin] = row[head.end] = now;
    row[head.limpReadBack] = 1;
    row.fill(now, rows.stamps.at, rows.stamps.at + rows.stamps.length);
    const sensors = row.subarray(rows.sensors.at, rows.sensors.at + rows.sensors.length);
    for (const [i, place] of this.#places.entries()) sensors[i] = observation[place] as number;
    this.#addNoise?.(sensors, this.#rng);
  }
}
