/**
 * A robot of two joints that follow with a lag, and the rows of whole deployments of it: the real controller decides, up to the stance,
 * some turns of a cycle, and a stop.
 */
import { controllerFor } from "../../../src/deploy/controller.ts";
import { type DeployPlan, type PlanChoices, planFor } from "../../../src/deploy/plan.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import { recordLayout } from "../../../src/deploy/tick-record.ts";
import type { BoxSpace } from "../../../src/env/space.ts";
import { createRng } from "../../../src/math/random.ts";
import { type ModelOptions, modelFor } from "../../../src/policy/model.ts";
import { spaceToJson } from "../../../src/policy/space-json.ts";

const joint = (name: string) => ({
  name,
  low: -1,
  high: 1,
  maxSpeed: 5,
  maxAcceleration: 100,
  maxTorque: 1,
  stance: 0.25,
  positive: "forward",
});
const element = (unit: string) => (name: string) => ({ name, unit });

export const robot: RobotSpec = {
  name: "two legs",
  version: "1",
  joints: [joint("leftHip"), joint("rightHip")],
  channels: [
    {
      name: "joints",
      elements: [
        ...["leftHipAngle", "rightHipAngle"].map(element("rad")),
        ...["leftHipSpeed", "rightHipSpeed"].map(element("rad/s")),
      ],
      maxAge: 0.05,
      frozenAfter: null,
    },
    {
      name: "imu",
      elements: ["gravityX", "gravityY", "gravityZ"].map(element("1")),
      maxAge: 0.05,
      frozenAfter: null,
    },
  ],
  controlPeriod: { least: 0.01, most: 0.04 },
  feedback: "measured",
  watchdog: { kind: "none", why: "it is not there" },
  stopProfiles: ["damp", "limp"],
};

export const period = 0.02;
/** Monotonic clock when the first tick is due, s. */
export const dueFirst = 1000;

export const plan: DeployPlan = planFrom();

export function planFrom(choices: Partial<PlanChoices> = {}): DeployPlan {
  return planFor({
    robot,
    controlPeriod: period,
    source: {
      kind: "cycle",
      period: 0.8,
      samples: [
        [0.25, 0.25],
        [0.75, -0],
        [0.25, 0.25],
        [-0.25, 0.5],
      ],
    },
    rung: "full",
    unattended: true,
    duration: 1.2,
    ...choices,
    limits: { rampTime: 0.2, fadeTime: 0.2, ...choices.limits },
    guards: { shadowTicks: 5, ...choices.guards },
  });
}

export const layout = recordLayout({ robot, observationSize: 0, actionSize: 2 });

/** Has a last word at what goes into a tick, of the number. */
export type Change = (row: Float64Array, tick: number) => void;

/** So many ticks. Each begins 0.1 … 0.7 ms late and takes 1 ms; torque reads back as asked; joints go 40 % of the way a tick. */
export function flightRows(count: number, change: Change = () => {}, of: DeployPlan = plan): Float64Array[] {
  const controller = controllerFor(of);
  const { head, rows, size } = controller.layout;
  const angles = [0.1, 0.2];
  let before: Float64Array | undefined;
  return Array.from({ length: count }, (_, tick) => {
    const row = new Float64Array(size);
    const begin = dueFirst + tick * period + 1e-4 * (1 + (tick % 7));
    row[head.tick] = tick;
    row[head.deadline] = dueFirst + tick * period;
    row[head.begin] = begin;
    row[head.end] = begin + 0.001;
    row[head.limpReadBack] = before?.[head.askLimp] === 1 ? 1 : Number.NaN;
    row.fill(begin - 0.004, rows.stamps.at, rows.stamps.at + 2);
    const speeds = angles.map((angle, index) => {
      const isOn = before?.[head.torque] === 1;
      return isOn ? (0.4 * ((before?.[rows.sent.at + index] as number) - angle)) / period : 0;
    });
    for (const [index, speed] of speeds.entries()) angles[index] = (angles[index] as number) + speed * period;
    row.set([...angles, ...speeds, 0.01 * Math.sin(tick), 0, -1], rows.sensors.at);
    change(row, tick);
    controller.tick(row);
    before = row;
    return row;
  });
}

/** Moved by a small network that sees its joints, its lean and its last action; one of its weights is −0. */
export function networkPlan(): DeployPlan {
  const box = (size: number, range: number): BoxSpace => ({
    type: "box",
    dtype: "float64",
    shape: [size],
    low: new Float64Array(size).fill(-range),
    high: new Float64Array(size).fill(range),
    names: [],
    units: [],
  });
  const spaces = { observationSpace: box(4, Infinity), actionSpace: box(2, 0.7) };
  const options: ModelOptions = {
    hidden: [6],
    activation: "tanh",
    head: "gaussian",
    headSettings: {},
    critic: "none",
    outputGain: 1,
  };
  const rng = createRng(5);
  const params = modelFor(spaces, options).init(rng);
  params[0] = -0;
  const policy = {
    observationSpace: spaceToJson(spaces.observationSpace),
    actionSpace: spaceToJson(spaces.actionSpace),
    model: options,
    normalizer: null,
  };
  const seen = { low: [-1, -1, -1, -1], high: [1, 1, 1, 1] };
  // Left hip, right hip, gravity to the front, the right hip's last action.
  return planFrom({
    source: { kind: "network", policy, params: [...params], observation: [0, 1, 4, -2], seen },
  });
}

/** The first tick in a state. */
export function entering(rows: readonly Float64Array[], state: number): number {
  return rows.findIndex((row) => row[layout.head.state] === state);
}
