/** The part of the command path that belongs to the policy: from what the robot feels to joint targets inside the position limits. */
import { allFinite, type Bounds, clip, filter, filterShare, position, scale } from "./command-path.ts";
import type { DeployPlan } from "./plan.ts";
import { RangeAlarm } from "./range-alarm.ts";
import type { Source } from "./source/source.ts";

export class PolicyPath {
  readonly observation: Float64Array;
  readonly action: Float64Array;
  readonly clipped: Float64Array;
  readonly scaled: Float64Array;
  readonly filtered: Float64Array;
  readonly positioned: Float64Array;
  readonly range: RangeAlarm;
  readonly #source: Source;
  readonly #limits: Bounds;
  readonly #alpha: number;
  /** The action after `clip`, which is what training showed the policy. */
  readonly #previous: Float64Array;
  readonly #stanceAction: Float64Array;
  #isFirst = true;

  constructor({ robot, source: sourcePlan, limits, guards, controlPeriod }: DeployPlan, source: Source) {
    const joints = robot.joints.length;
    this.#source = source;
    this.#limits = { low: Float64Array.from(limits.low), high: Float64Array.from(limits.high) };
    this.#alpha = filterShare(limits.filter, controlPeriod);
    this.observation = new Float64Array(source.observationSize);
    this.action = new Float64Array(joints);
    this.clipped = new Float64Array(joints);
    this.scaled = new Float64Array(joints);
    this.filtered = new Float64Array(joints);
    this.positioned = new Float64Array(joints);
    this.#previous = new Float64Array(joints);
    const { gain, offset } = source.scaling;
    this.#stanceAction = Float64Array.from(
      robot.joints,
      ({ stance }, j) => (stance - (offset[j] as number)) / (gain[j] as number),
    );
    this.range = new RangeAlarm({
      seen: sourcePlan.kind === "network" ? sourcePlan.seen : null,
      maxShare: guards.maxOutOfRange,
      ticks: guards.outOfRangeTicks,
    });
    this.clear();
  }

  /** As if it had never acted: its previous action was to stand. */
  clear(): void {
    this.#previous.set(this.#stanceAction);
    this.#isFirst = true;
    this.range.clear();
  }

  /** Observation and action of a tick; answers whether both are finite throughout. */
  decide(sensors: Float64Array, motionTicks: number): boolean {
    this.#source.observe(sensors, this.#previous, this.observation);
    this.range.observe(this.observation);
    this.#source.act(this.observation, motionTicks, this.action);
    return allFinite(this.observation) && allFinite(this.action);
  }

  /** The stages behind a finite action, up to `positioned`. */
  shape(flags: Float64Array): void {
    clip(this.action, this.#source.bounds, this.clipped, flags);
    this.#previous.set(this.clipped);
    scale(this.clipped, this.#source.scaling, this.scaled);
    if (this.#isFirst) this.filtered.set(this.scaled);
    this.#isFirst = false;
    filter(this.scaled, this.#alpha, this.filtered, flags);
    position(this.filtered, this.#limits, this.positioned, flags);
  }
}
