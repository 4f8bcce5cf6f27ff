/** A deployment as its report gets it: a quadruped on the rung "limited", half a minute, one joint that lags. */
import type { DeploymentReportData, JointData } from "../../src/observe/report/deploy/data.ts";
import { stageNames } from "../../src/observe/report/deploy/data.ts";

const joint = (name: string, index: number): JointData => ({
  name,
  limited: {
    clip: 0.01 * index,
    filter: 0,
    position: 0,
    fade: 0.04,
    speed: 0.02,
    acceleration: 0.03,
    braking: 0,
  },
  saturation: 0.05,
  trackingRms: 0.02 + 0.005 * index,
  trackingMost: 0.06 + 0.01 * index,
});

export const deployment: DeploymentReportData = {
  name: "aibo-walk",
  robot: "aibo 1, 6 joints",
  identity: "6 × XM430-W210, firmware 45",
  source: "a network policy, closed loop",
  rung: "limited",
  createdAt: "2026-11-25T19:30:00.000Z",
  controlPeriod: 0.02,
  ticks: 1640,
  duration: 32.8,
  motionTime: 28.5,
  missing: [],
  states: [
    { state: "limp", begin: 0, end: 0.5, reason: "connected", text: "the robot answers" },
    { state: "ramping", begin: 0.5, end: 2, reason: "armed", text: "the operator consents to torque" },
    {
      state: "fading",
      begin: 2,
      end: 3,
      reason: "proven",
      text: "the policy was finite, in range and in time",
    },
    { state: "running", begin: 3, end: 31, reason: "fadedIn", text: "the policy has the whole command" },
    { state: "stopping", begin: 31, end: 32, reason: "stopRequest", text: "the operator asked to stop" },
    { state: "latched", begin: 32, end: 32.8, reason: "stopRequest", text: "the operator asked to stop" },
  ],
  stop: { duration: 1, torque: "off" },
  joints: ["leftHip", "leftKnee", "leftAnkle", "rightHip", "rightKnee", "rightAnkle"].map(joint),
  stages: stageNames,
  movingTicks: 1450,
  worst: {
    joint: "rightAnkle",
    points: Array.from({ length: 200 }, (_, tick) => ({
      time: 10 + tick * 0.02,
      target: 0.4 * Math.sin(tick / 8),
      measured: 0.36 * Math.sin(tick / 8 - 0.4),
    })),
  },
  timing: {
    median: 0.08,
    p99: 0.7,
    p999: 2.4,
    most: 3.1,
    histogram: [
      { low: Number.NEGATIVE_INFINITY, high: 0.1, count: 1000 },
      { low: 0.1, high: 1, count: 635 },
      { low: 1, high: Number.POSITIVE_INFINITY, count: 5 },
    ],
    workMedian: 1.2,
    workMost: 2.2,
    overruns: 0,
    skipped: 0,
  },
  faults: [],
  retries: 0,
  outOfRange: { mean: 0.004, highest: 0.05 },
  ladder: {
    passed: true,
    criteria: [
      { name: "policy ran", passed: true, value: 0, bound: 0, unit: "1" },
      { name: "on time", passed: true, value: 0.0024, bound: 0.01, unit: "s" },
      { name: "not skipped", passed: true, value: 0, bound: 0.001, unit: "1" },
    ],
    next: 'go on with rung "full"',
  },
  command: "gaitway deploy runs/aibo-walk --to dynamixel:/dev/ttyUSB0 --rung limited",
  version: "gaitway 0.3.0",
};
