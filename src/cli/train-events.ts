/** A run of learning as scalars for TensorBoard, by groups. */
import { createEventFile, type EventFile } from "../observe/tensorboard/event-file.ts";
import type { LearnConfig } from "../train/learn/config.ts";
import type { Measured } from "../train/learn/evaluation.ts";
import type { LearnProgress, LearnStore } from "../train/learn/learn.ts";
import type { LearnRecord } from "../train/learn/learner.ts";
import type { RunDirectory } from "../train/run-directory.ts";

/** A run of any length gives so many events. */
const EVENTS = 1000;

export function trainEvents(run: RunDirectory, config: LearnConfig, after: number): EventFile {
  return createEventFile({ directory: run.path, after, every: Math.ceil(config.steps / EVENTS) });
}

/** `store`, with the events written whenever it saves. */
export function withEvents(store: LearnStore, events: EventFile): LearnStore {
  return {
    async save(...saved) {
      await store.save(...saved);
      await events.flush();
    },
    hold: (work) => store.hold(work),
  };
}

export function addProgress(events: EventFile, progress: LearnProgress): void {
  const { steps } = progress.run.learner;
  if (progress.type === "iteration") events.add(steps, scalarsOf(progress.record));
  else {
    const { deterministic, stochastic } = progress.evaluated;
    events.addNow(steps, {
      ...measured("deterministic", deterministic),
      ...(stochastic === undefined ? {} : measured("stochastic", stochastic)),
    });
  }
}

function measured(mode: string, { mean, standardError, meanLength }: Measured): Record<string, number> {
  return {
    [`evaluation/${mode}`]: mean,
    [`evaluation/${mode} standard error`]: standardError,
    [`evaluation/${mode} length`]: meanLength,
  };
}

/** What a method tells of itself that has a group of its own; the rest is under "method". */
const groups: Readonly<Record<string, string>> = {
  entropy: "policy/entropy",
  klDivergence: "policy/kl",
  clipFraction: "policy/clip fraction",
  effectiveSampleShare: "policy/effective sample share",
  effectiveSampleSize: "policy/effective sample size",
  stepNorm: "policy/step norm",
  explainedVariance: "critic/explained variance",
  valueError: "critic/value error",
  gradientNorm: "gradient/norm",
  gradientVariance: "gradient/variance",
  gradientNoiseShare: "gradient/noise share",
  gradientCosine: "gradient/cosine to the batch",
  largeBatchCosine: "gradient/cosine to a large batch",
  learningRate: "gradient/learning rate",
};

export function scalarsOf(record: LearnRecord): Record<string, number> {
  const metrics = Object.entries(record.metrics).map(
    ([name, value]) => [groups[name] ?? `method/${name}`, value] as const,
  );
  return {
    "return/training": record.iterationReturn,
    "return/last hundred episodes": record.meanReturn,
    "return/episode length": record.iterationLength,
    ...Object.fromEntries(metrics),
    "time/act": record.actTime,
    "time/environment and wire": record.envTime,
    ...simulatedApart(record),
    "time/learn": record.learnTime,
  };
}

/** Where servers tell how long they simulated; a search acts while it waits. */
function simulatedApart({ actTime, envTime, simulateTime }: LearnRecord): Record<string, number> {
  if (simulateTime === undefined) return {};
  const rest = Number.isFinite(actTime) ? "time/wire" : "time/act and wire";
  return { "time/simulate": simulateTime, [rest]: envTime - simulateTime };
}
