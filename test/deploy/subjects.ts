/** A robot of two joints that does as it is told, and a controller that commands it: tick by tick, with whatever goes wrong. */
import { type Controller, controllerFor } from "../../src/deploy/controller.ts";
import { type DeployPlan, type PlanChoices, planFor } from "../../src/deploy/plan.ts";
import { reasonNames } from "../../src/deploy/reasons.ts";
import { type RequestName, requestBits } from "../../src/deploy/requests.ts";
import { type RobotSpec, sensorNames } from "../../src/deploy/robot.ts";
import type { CyclePlan, NetworkPlan } from "../../src/deploy/source/source.ts";
import { stateNames } from "../../src/deploy/states.ts";
import type { HeadField, RowName } from "../../src/deploy/tick-record.ts";
import { Normalizer } from "../../src/env/normalizer.ts";
import type { BoxSpace } from "../../src/env/space.ts";
import { createRng } from "../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../src/policy/model.ts";
import { spaceToJson } from "../../src/policy/space-json.ts";

export const period = 0.02;

const joint = (name: string, low: number, high: number, stance: number) => ({
  name,
  positive: "forward",
  low,
  high,
  maxSpeed: 5,
  maxAcceleration: 100,
  maxTorque: 2,
  stance,
});

export const robot: RobotSpec = {
  name: "two-joints",
  version: "1",
  joints: [joint("hip", -1, 1, 0.2), joint("knee", -0.5, 2, 1)],
  channels: [
    {
      name: "joints",
      elements: [
        { name: "hipAngle", unit: "rad" },
        { name: "kneeAngle", unit: "rad" },
      ],
      maxAge: 0.05,
      frozenAfter: null,
    },
    {
      name: "trunk",
      elements: ["X", "Y", "Z"].map((axis) => ({ name: `gravity${axis}`, unit: "1" })),
      maxAge: 0.05,
      frozenAfter: 0.1,
    },
  ],
  controlPeriod: { least: 0.01, most: 0.1 },
  feedback: "measured",
  watchdog: { kind: "none", why: "it is no machine" },
  stopProfiles: ["damp", "park", "hold", "limp"],
};

/** A robot that feels nothing at all. */
export const numbRobot: RobotSpec = { ...robot, name: "numb", channels: [], feedback: "none" };

/** Swings both joints within their limits, and slower than they can. */
export const cycle: CyclePlan = {
  kind: "cycle",
  period: 0.8,
  samples: [
    [0.2, 1],
    [0.5, 1.3],
    [0.2, 1],
    [-0.1, 0.7],
  ],
};

const box = (size: number): BoxSpace => ({
  type: "box",
  dtype: "float64",
  shape: [size],
  low: new Float64Array(size).fill(-2),
  high: new Float64Array(size).fill(2),
  names: [],
  units: [],
});

export interface NetworkChoices extends Partial<Omit<NetworkPlan, "params">> {
  readonly head?: string;
  /** θₖ instead of what training would begin with. */
  readonly params?: (k: number) => number;
}

/** A policy of two joint targets that observes everything the robot feels, and its previous action. */
export function networkPlan({ head = "gaussian", params, ...changes }: NetworkChoices = {}): NetworkPlan {
  const spaces = { observationSpace: box(7), actionSpace: box(2) };
  const options: ModelOptions = {
    hidden: [64, 64],
    activation: "tanh",
    head,
    headSettings: {},
    critic: "separate",
    outputGain: 1,
  };
  const rng = createRng(1);
  const normalizer = new Normalizer(7);
  normalizer.learn(Float64Array.from({ length: 70 }, () => rng.normal()));
  const { count, mean, squares } = normalizer.state;
  const model = modelFor(spaces, options);
  const theta =
    params === undefined
      ? model.init(rng)
      : Array.from({ length: model.parameterCount }, (_, k) => params(k));
  return {
    kind: "network",
    policy: {
      observationSpace: spaceToJson(spaces.observationSpace),
      actionSpace: spaceToJson(spaces.actionSpace),
      model: options,
      normalizer: { count, mean: [...mean], squares: [...squares] },
    },
    params: [...theta],
    observation: [0, 1, 2, 3, 4, -1, -2],
    seen: null,
    ...changes,
  };
}

export type Choices = Partial<PlanChoices>;

export function plan(choices: Choices = {}): DeployPlan {
  const common = { robot, source: cycle, controlPeriod: period, rung: "full" } as const;
  const limits = { rampTime: 0.2, fadeTime: 0.1, ...choices.limits };
  return planFor({ ...common, ...choices, limits, guards: { shadowTicks: 5, ...choices.guards } });
}

/** What goes wrong, or is asked, at one tick. */
export interface Happening {
  readonly requests?: readonly RequestName[];
  readonly readFault?: number;
  readonly writeFault?: number;
  /** Added to what the sensors say; NaN is NaN. */
  readonly sensors?: Readonly<Record<string, number>>;
  /** s that the stamps are older. */
  readonly lag?: number;
  /** Nothing that the robot feels changes. */
  readonly isFrozen?: boolean;
  /** s that time leaps by. */
  readonly leap?: number;
  readonly skipped?: number;
  readonly limpReadBack?: number;
}

export interface Seen {
  readonly row: Float64Array;
  readonly state: string;
  readonly reason: string;
  head(field: HeadField): number;
  values(name: RowName): number[];
}

export class Rig {
  readonly plan: DeployPlan;
  readonly controller: Controller;
  readonly rows: Seen[] = [];
  /** Where the joints are; they follow at once while there is torque. */
  pose: number[];
  readonly #names: readonly string[];
  #tick = 0;
  #now = 100;
  #isLimp = true;
  #askedLimp = false;
  #frozen = 0;

  constructor(choices: Choices = {}, pose: readonly number[] = [0.25, 0.9]) {
    this.plan = plan(choices);
    this.controller = controllerFor(this.plan);
    this.pose = [...pose];
    this.#names = sensorNames(this.plan.robot);
  }

  tick(happening: Happening = {}): Seen {
    const row = this.#inputs(happening);
    this.controller.tick(row);
    const seen = this.#seen(row);
    this.#isLimp = seen.head("torque") === 0;
    this.#askedLimp = seen.head("askLimp") === 1;
    if (seen.head("write") === 1) this.pose = seen.values("sent");
    this.rows.push(seen);
    return seen;
  }

  ticks(count: number, happening: Happening = {}): Seen {
    for (let k = 1; k < count; k++) this.tick(happening);
    return this.tick(happening);
  }

  /** Goes on, consenting to everything, until the state is reached; throws where it is not in 10 s. */
  until(state: string, happening: Happening = {}): Seen {
    for (let k = 0; k < 10 / period; k++) {
      const seen = this.tick({ requests: ["arm", "go"], ...happening });
      if (seen.state === state) return seen;
    }
    throw new Error(`${state} was not reached, but ${this.rows.at(-1)?.state} (${this.rows.at(-1)?.reason})`);
  }

  #inputs(happening: Happening): Float64Array {
    const { layout } = this.controller;
    const row = new Float64Array(layout.size);
    const { skipped = 0, leap = 0, lag = 0 } = happening;
    this.#tick += 1 + skipped;
    this.#now += (1 + skipped) * period + leap;
    if (!happening.isFrozen) this.#frozen = this.#tick;
    row[layout.head.tick] = this.#tick;
    row[layout.head.deadline] = this.#now;
    row[layout.head.begin] = this.#now;
    row[layout.head.skipped] = skipped;
    row[layout.head.requests] = (happening.requests ?? []).reduce((sum, name) => sum | requestBits[name], 0);
    row[layout.head.readFault] = happening.readFault ?? 0;
    row[layout.head.writeFault] = happening.writeFault ?? 0;
    row[layout.head.limpReadBack] =
      happening.limpReadBack ?? (this.#askedLimp ? Number(this.#isLimp) : Number.NaN);
    row.fill(
      this.#now - 0.001 - lag,
      layout.rows.stamps.at,
      layout.rows.stamps.at + layout.rows.stamps.length,
    );
    for (const [i, name] of this.#names.entries())
      row[layout.rows.sensors.at + i] = this.#felt(name) + (happening.sensors?.[name] ?? 0);
    return row;
  }

  #felt(name: string): number {
    const joints = this.plan.robot.joints;
    const index = joints.findIndex((each) => name === `${each.name}Angle`);
    if (index >= 0) return this.pose[index] as number;
    // Upright, but for a trace of noise that is another one at every tick.
    return (name === "gravityZ" ? -1 : 0) + 1e-9 * (this.#frozen % 7);
  }

  #seen(row: Float64Array): Seen {
    const { head, rows } = this.controller.layout;
    return {
      row,
      state: stateNames[row[head.state] as number] as string,
      reason: reasonNames[row[head.reason] as number] as string,
      head: (field) => row[head[field]] as number,
      values: (name) => Array.from(row.subarray(rows[name].at, rows[name].at + rows[name].length)),
    };
  }
}
