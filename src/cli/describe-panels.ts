/** What a report shows of the metrics of a run, and what each says. */
import type { PanelData } from "../observe/report/learning/data.ts";
import type { LearnRecord } from "../train/learn/learner.ts";

interface Watched extends Omit<PanelData, "values"> {
  readonly of: (record: LearnRecord) => number | undefined;
}

const watched: readonly Watched[] = [
  {
    id: "length",
    name: "Episode length",
    unit: "steps",
    meaning: "Mean of the training episodes that ended.",
    of: ({ iterationLength }) => iterationLength,
  },
  {
    id: "entropy",
    name: "Entropy",
    unit: "nats",
    meaning: "How undecided the policy is, on average over the states it saw.",
    of: ({ metrics }) => metrics.entropy,
  },
  {
    id: "kl",
    name: "KL divergence",
    unit: "nats",
    meaning: "How far an update moves the policy, from the one that acted.",
    of: ({ metrics }) => metrics.klDivergence,
  },
  {
    id: "explained",
    name: "Explained variance",
    unit: "",
    meaning: "Share of what returns differ by that the critic foresaw: 1 is all, 0 no more than a constant.",
    of: ({ metrics }) => metrics.explainedVariance,
  },
  {
    id: "clip",
    name: "Clip fraction",
    unit: "",
    meaning: "Share of the rows whose ratio left the range in which it counts.",
    of: ({ metrics }) => metrics.clipFraction,
  },
  {
    id: "samples",
    name: "Effective samples",
    unit: "",
    meaning: "Effective sample size of the ratios, as a share of the rows.",
    of: ({ metrics }) => metrics.effectiveSampleShare,
  },
  {
    id: "gradient",
    name: "Gradient norm",
    unit: "",
    meaning: "Length of the gradient before anything limits it.",
    of: ({ metrics }) => metrics.gradientNorm,
  },
  {
    id: "noise",
    name: "Noise of the gradient",
    unit: "",
    meaning: "tr Cov(ĝ) ÷ ‖ĝ‖² of the policy’s gradient: the share of its squared length that is noise.",
    reference: { label: "nothing but noise", value: 1 },
    of: ({ metrics }) => metrics.gradientNoiseShare,
  },
  {
    id: "step",
    name: "Step norm",
    unit: "",
    meaning: "How far the parameters moved in an iteration.",
    of: ({ metrics }) => metrics.stepNorm,
  },
  {
    id: "rate",
    name: "Learning rate",
    unit: "",
    meaning: "As the schedule had it.",
    of: ({ metrics }) => metrics.learningRate,
  },
];

/** A number that is not told is NaN; so is a share of nothing, which is no number. */
export function describePanels(records: readonly LearnRecord[]): PanelData[] {
  return watched.map(({ of, ...panel }) => ({
    ...panel,
    values: records.map((record) => of(record) ?? Number.NaN),
  }));
}
