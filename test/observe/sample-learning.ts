/** A realistic training run, made from formulas, for the tests of its report. */
import { createRng } from "../../src/math/random.ts";
import type { EvaluationData, LearningReportData } from "../../src/observe/report/learning/data.ts";
import { measurement } from "./sample-report.ts";

/** Iterations of 256 steps whose episodes grow longer. */
export function learningOf(iterationCount: number): LearningReportData {
  const rng = createRng(11);
  const iterations = Array.from({ length: iterationCount }, (_, index) => {
    const level = 500 * (1 - 1 / (1 + (3 * index) / iterationCount));
    const returns = Array.from({ length: index % 3 }, () =>
      Math.min(500, level * (0.6 + 0.6 * rng.uniform())),
    );
    return { steps: (index + 1) * 256, returns };
  });
  const steps = iterationCount * 256;
  const evaluations: EvaluationData[] = [0, 0.5, 1].map((share) => ({
    steps: Math.round(share * steps),
    deterministic: measurement(20 + 470 * share, 30, 20, 1),
    stochastic: measurement(18 + 300 * share, 60, 20, 2),
  }));
  const values = iterations.map((_, index) => 0.69 - (0.3 * index) / iterationCount + 0.02 * rng.normal());
  return {
    name: "runs/cartpole-1",
    environment: "CartPole 1, 8 environments",
    method: "ppo, softmax on mlp 4-64-64-2 tanh",
    createdAt: "2026-11-25 17:14 UTC",
    status: { state: "completed", detail: "", stepsPlanned: steps },
    steps,
    episodes: iterations.reduce((sum, { returns }) => sum + returns.length, 0),
    duration: 209,
    result: evaluations[2]!,
    iterations,
    evaluations,
    references: [{ label: "enough", value: 475 }],
    panels: [
      { id: "entropy", name: "Entropy", unit: "nats", meaning: "How undecided the policy is.", values },
      {
        id: "noise",
        name: "Noise of the gradient",
        unit: "",
        meaning: "tr Cov(ĝ) ÷ ‖ĝ‖².",
        values: values.map((value) => value / 1000),
        reference: { label: "nothing but noise", value: 1 },
      },
    ],
    time: [
      { name: "acting", seconds: 20 },
      { name: "environment and wire", seconds: 120 },
      { name: "learning", seconds: 60 },
    ],
    timeNote: "Environment and wire are one share.",
    outcomes: [{ name: "training", counts: [{ name: "terminated", count: 90 }] }],
    reproduction: {
      command: "npx gaitway train --config runs/cartpole-1/config.yaml",
      seed: 1,
      versions: [["gaitway", "0.2.0"]],
      machine: { node: "20.20.0", cpu: "some processor", cores: 2 },
      settings: [["learningRate", "0.0003"]],
    },
    promise: "The same command gives the same again.",
  };
}
