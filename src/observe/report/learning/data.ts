/**
 * What the report of a training run shows: plain data, so that this room needs to know nothing of environments or learning.
 *
 * Every number may be NaN where it is not known, every list may be empty; every string is shown as text, whatever it holds.
 */
import type { Measurement, OutcomeGroup, ReferenceValue, Reproduction } from "../data.ts";

export interface LearningReportData {
  /** Name of the run. */
  readonly name: string;
  /** What was learned in, such as "CartPole 1, 8 environments". */
  readonly environment: string;
  /** How, in words, such as "ppo, softmax on mlp 4-64-64-2 tanh". */
  readonly method: string;
  readonly createdAt: string;
  readonly status: {
    readonly state: "completed" | "interrupted";
    /** How to go on; "" when there is nothing to say. */
    readonly detail: string;
    readonly stepsPlanned: number;
  };
  /** Environment steps and training episodes; seconds of acting, stepping and learning, all sessions together. */
  readonly steps: number;
  readonly episodes: number;
  readonly duration: number;
  /** The policy that is kept, where it was evaluated. */
  readonly result?: EvaluationData;
  /** One entry an iteration, in order. */
  readonly iterations: readonly IterationReturns[];
  /** Every evaluation on held-out episodes, in order. */
  readonly evaluations: readonly EvaluationData[];
  /** Such as the return at which the run was to stop. */
  readonly references: readonly ReferenceValue[];
  readonly panels: readonly PanelData[];
  /** Where the time went, in seconds. */
  readonly time: readonly TimeShare[];
  /** What the shares of time do and do not tell apart. */
  readonly timeNote: string;
  readonly outcomes: readonly OutcomeGroup[];
  readonly reproduction: Reproduction;
  /** What the same command gives again. */
  readonly promise: string;
}

export interface IterationReturns {
  /** Steps when it was done. */
  readonly steps: number;
  /** Of the training episodes that ended in it; may be empty. */
  readonly returns: readonly number[];
}

export interface EvaluationData {
  /** Training steps behind the policy. */
  readonly steps: number;
  /** The most probable action at every step. */
  readonly deterministic: Measurement;
  /** Actions drawn as in training; absent where nothing is drawn. */
  readonly stochastic?: Measurement;
}

/** Something watched over the run, one number an iteration. */
export interface PanelData {
  readonly id: string;
  readonly name: string;
  /** Of the values; "" for pure numbers. */
  readonly unit: string;
  /** What it says, in one sentence. */
  readonly meaning: string;
  readonly values: readonly number[];
  /** A value to compare with, drawn as a line. */
  readonly reference?: ReferenceValue;
}

export interface TimeShare {
  readonly name: string;
  readonly seconds: number;
}
