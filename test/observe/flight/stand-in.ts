/** A small robot, its plan, and rows of a deployment of it: up to its stance, some seconds of sines, and a stop. */
import type { DeployPlan } from "../../../src/deploy/plan.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import { stateCode } from "../../../src/deploy/states.ts";
import { type RecordLayout, recordLayout } from "../../../src/deploy/tick-record.ts";
import type { TickDecider } from "../../../src/observe/flight/replay.ts";

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
      frozenAfter: 1,
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

export const plan: DeployPlan = {
  robot,
  controlPeriod: 0.02,
  source: {
    kind: "cycle",
    period: 1,
    samples: [
      [0.25, 0.25],
      [0.5, -0],
      [0, 0.5],
    ],
  },
  rung: "full",
  limits: {
    low: [-0.9, -0.9],
    high: [0.9, 0.9],
    maxSpeed: [5, 5],
    maxAcceleration: [100, 100],
    torqueShare: 0.5,
    filter: null,
    rampTime: 0.5,
    fadeTime: 0.5,
  },
  stop: { profile: "damp", timeout: 1 },
  guards: {
    holdTicks: 3,
    maxTilt: 0.8,
    maxOutOfRange: 1,
    outOfRangeTicks: 10,
    shadowTicks: 10,
    maxSkipped: 5,
  },
  unattended: true,
  duration: null,
};

export const layout: RecordLayout = recordLayout({ robot, observationSize: 0, actionSize: 2 });

/** Decides something of every output, from inputs and what it remembers, as a controller does. */
export function deciderFor(_plan: DeployPlan): TickDecider {
  const { head, rows } = layout;
  let sum = 0;
  return {
    tick(row) {
      sum += (row[rows.sensors.at] as number) / 3;
      const tick = row[head.tick] as number;
      row[head.state] = tick < 5 ? stateCode.limp : tick < 90 ? stateCode.running : stateCode.stopping;
      row[head.reason] = tick < 5 ? 1 : tick < 90 ? 8 : 9;
      for (const name of ["motionTime", "fade", "torqueShare", "outOfRange"] as const) row[head[name]] = sum;
      const on = tick < 5 ? 0 : 1;
      for (const name of ["torque", "write", "askLimp"] as const) row[head[name]] = on;
      for (const { at, length } of Object.values(rows).slice(2)) row.fill(sum * at, at, at + length);
      row[rows.filtered.at] = Number.NaN;
      row[rows.clipped.at] = -0;
    },
  };
}

/** Rows of so many ticks at 50 Hz; `change` has a last word at the inputs. */
export function flightRows(count: number, change: (row: Float64Array, tick: number) => void = () => {}) {
  const { head, rows, size } = layout;
  const decider = deciderFor(plan);
  return Array.from({ length: count }, (_, tick) => {
    const row = new Float64Array(size);
    const deadline = 1000 + tick * 0.02;
    const late = 1e-4 * (1 + (tick % 7));
    Object.entries({ tick, deadline, begin: deadline + late, end: deadline + late + 0.001 }).forEach(
      ([name, value]) => {
        row[head[name as "tick"]] = value;
      },
    );
    row[head.limpReadBack] = Number.NaN;
    row.fill(deadline - 0.004, rows.stamps.at, rows.stamps.at + 2);
    const angle = 0.3 * Math.sin(tick / 10);
    row.set([angle, -angle, 0.1, -0.1, 0, 0, -1], rows.sensors.at);
    change(row, tick);
    decider.tick(row);
    return row;
  });
}
