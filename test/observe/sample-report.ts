/** A realistic run, made from formulas, for the tests of the report and for looking at it. */
import { createRng } from "../../src/math/random.ts";
import type { FootLocus, IterationData, Measurement, ReportData } from "../../src/observe/report/data.ts";

/** The upper half of an ellipse, closed along the ground; heights above `ceiling` are out of reach. */
export function halfEllipse(options: {
  center: number;
  halfStroke: number;
  height: number;
  hipHeight: number;
  ceiling?: number;
}): FootLocus {
  const { center, halfStroke, height, hipHeight, ceiling } = options;
  const commanded = Array.from({ length: 60 }, (_, index) => {
    const angle = (1 - index / 59) * Math.PI;
    return { x: center + halfStroke * Math.cos(angle), z: height * Math.sin(angle) };
  });
  if (ceiling === undefined) return { hipHeight, commanded };
  const reachable = commanded.map(({ x, z }) => ({ x, z: Math.min(z, ceiling + (x - center) * 0.1) }));
  return { hipHeight, commanded, reachable };
}

export function measurement(mean: number, deviation: number, laps: number, seed: number): Measurement {
  const rng = createRng(seed);
  const samples = Array.from({ length: laps }, () => mean + deviation * rng.normal());
  return { mean, standardError: deviation / Math.sqrt(laps), laps, samples };
}

export function iterationsOf(count: number, seed = 7): IterationData[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, index) => {
    const mean = 0.24 + 0.11 * (1 - 1 / (1 + index / 6)) + 0.006 * rng.normal();
    const spread = 0.018 + 0.006 * rng.uniform();
    const record = {
      iteration: index + 1,
      mean,
      spreadLow: mean - 1.3 * spread,
      spreadHigh: mean + 1.2 * spread,
      best: mean + 1.9 * spread,
      gradientNorm: 0.022 + 0.012 * rng.uniform(),
      gradientVariance: 0.0001 + 0.0003 * rng.uniform(),
    };
    return index % 5 === 4 ? { ...record, heldOut: measurement(mean + 0.008, 0.01, 10, index) } : record;
  });
}

const rows: readonly (readonly [string, string, string, number, number, number, number, number])[] = [
  ["front locus height", "", "m", 0.042, 0.04081, 0.0035, 0.01, 0.07],
  ["front locus lateral offset", "front locus x offset", "m", 0.028, 0.00574, 0.0035, -0.02, 0.05],
  ["front locus forward offset", "front locus y offset", "m", 0.049, 0.05152, 0.0035, -0.02, 0.08],
  ["rear locus height", "", "m", 0.056, 0.0602, 0.0035, 0.01, 0.08],
  ["rear locus lateral offset", "rear locus x offset", "m", 0, 0.00217, 0.0035, -0.03, 0.05],
  ["rear locus forward offset", "rear locus y offset", "m", -0.028, -0.02982, 0.0035, -0.08, 0.04],
  ["half stroke", "locus length", "m", 0.04893, 0.055, 0.0035, 0.01, 0.055],
  ["turning skew", "locus skew multiplier in the x-y plane", "1", 0.035, 0.049, 0.175, -0.7, 0.7],
  ["front body height", "height of the front of the body", "m", 0.077, 0.07483, 0.0035, 0.06, 0.12],
  ["rear body height", "height of the rear of the body", "m", 0.112, 0.10843, 0.0035, 0.08, 0.13],
  ["gait period", "time for a foot to go through its locus", "s", 0.704, 0.679, 0.016, 0.4, 1.2],
  ["duty factor", "fraction of time on the ground", "1", 0.5, 0.43, 0.05, 0.3, 0.8],
];

const counts = (finished: number, fell: number, circled: number, timedOut: number) => [
  { name: "finished", count: finished },
  { name: "fell", count: fell },
  { name: "circled", count: circled },
  { name: "timed out", count: timedOut },
];

export const sampleReport: ReportData = {
  name: "walk-7",
  environment: "AIBO ERS-210 in MuJoCo 3.14",
  method: "Kohl & Stone’s grouped ±ε, 15 gaits × 3 laps an iteration, step 2 ε",
  createdAt: "2026-11-20 10:14 UTC",
  notice:
    "Simulation, not a robot. Servo and friction of the model were calibrated on two speeds recalled from the paper: calibrated, not validated.",
  status: { state: "completed", detail: "", iterationsPlanned: 23, laps: 1035, duration: 209 },
  objective: { name: "speed", unit: "m/s" },
  lapName: "laps",
  before: measurement(0.2452, 0.011, 20, 1),
  after: measurement(0.3127, 0.016, 20, 2),
  iterations: iterationsOf(23),
  spreadMeaning: "10th to 90th percentile of the 15 candidates",
  references: [
    { label: "paper, hand-tuned", value: 0.245 },
    { label: "paper, learned", value: 0.291 },
  ],
  loci: [
    {
      name: "Rear legs",
      before: halfEllipse({ center: -0.028, halfStroke: 0.04893, height: 0.056, hipHeight: 0.112 }),
      after: halfEllipse({ center: -0.02982, halfStroke: 0.055, height: 0.0602, hipHeight: 0.10843 }),
    },
    {
      name: "Front legs",
      before: halfEllipse({
        center: 0.049,
        halfStroke: 0.04893,
        height: 0.042,
        hipHeight: 0.077,
        ceiling: 0.035,
      }),
      after: halfEllipse({ center: 0.05152, halfStroke: 0.055, height: 0.04081, hipHeight: 0.07483 }),
    },
  ],
  parameters: rows.map(([name, paperName, unit, before, after, epsilon, low, high]) => ({
    name,
    paperName,
    unit,
    before,
    after,
    epsilon,
    low,
    high,
  })),
  outcomes: [
    { name: "training", counts: counts(1008, 9, 14, 4), unreachableShare: 0.071 },
    { name: "held out, before", counts: counts(20, 0, 0, 0), unreachableShare: 0.135 },
    { name: "held out, after", counts: counts(19, 1, 0, 0), unreachableShare: 0 },
  ],
  reproduction: {
    command: "gaitway tune aibo --seed 7 --iterations 23 --gaits 15 --laps 3 --start hand-tuned --workers 2",
    seed: 7,
    versions: [
      ["gaitway", "0.1.0"],
      ["MuJoCo", "3.14.0"],
      ["wire", "1.0"],
    ],
    machine: { node: "v20.20.0", cpu: "Intel Xeon Platinum 8370C at 2.80 GHz", cores: 2 },
    settings: [["timestep", "2 ms"]],
  },
};
