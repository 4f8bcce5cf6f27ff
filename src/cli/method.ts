/** From settings to the parts of the loop: policy, estimator, optimizer, bounds. */
import type { EnvSpec } from "../env/env.ts";
import type { GradientEstimator } from "../estimator/estimator.ts";
import { estimatorNamed } from "../estimator/estimators.ts";
import { createRng } from "../math/random.ts";
import type { Bounds } from "../optimizer/bounds.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import { optimizerNamed } from "../optimizer/optimizers.ts";
import { type GaitPolicy, gaitPolicy } from "../policy/gait.ts";
import { requireName, type TuneConfig } from "./config.ts";
import { UsageError } from "./errors.ts";
import { startGait } from "./start-gait.ts";
import type { Task } from "./task.ts";

export interface Method {
  readonly policy: GaitPolicy;
  readonly scale: Float64Array;
  readonly estimator: GradientEstimator;
  readonly optimizer: Optimizer;
  /** Where θ is kept: one perturbation inside the legal box, so that what is tried around it is legal too. */
  readonly bounds: Bounds;
  readonly lapsAnIteration: number;
  readonly description: string;
}

/** Throws UsageError for a setting that does not exist. */
export function createMethod(config: TuneConfig, spec: EnvSpec, task: Task): Method {
  const scale = Float64Array.from(task.parameters, ({ epsilon }) => epsilon);
  const policy = gaitPolicy({
    actionSpace: spec.actionSpace,
    scale,
    gait: startGait(config.start),
  });
  const estimator = createEstimator(config);
  const optimizer = optimizerNamed(config.optimizer)(config.stepSize);
  const candidates = estimator.ask(policy.params, createRng(0));
  const lapsAnIteration = candidates.reduce((sum, candidate) => sum + candidate.seeds.length, 0);
  return {
    policy,
    scale,
    estimator,
    optimizer,
    bounds: inset(policy, config.perturbation),
    lapsAnIteration,
    description: `${estimator.name} (${candidates.length} gaits × ${config.episodes} ${config.episodes === 1 ? "lap" : "laps"}), ${optimizer.name}, ${config.iterations} iterations, seed ${config.seed}`,
  };
}

/** Throws UsageError for a reset option the environment does not have. */
export function checkOptions(config: TuneConfig, spec: EnvSpec): void {
  const legal = spec.options.map(({ name }) => name);
  for (const name of Object.keys(config.options)) requireName(`option of ${spec.name}`, name, legal);
}

/** How each estimator calls the number of candidates it lets one choose; the others need as many as they need. */
const candidateOption: Readonly<Record<string, string>> = {
  "kohl-stone": "policies",
  "linear-regression": "perturbations",
};

export function createEstimator({
  estimator,
  episodes,
  perturbation,
  commonRandomNumbers,
  candidates,
}: TuneConfig): GradientEstimator {
  const option = candidateOption[estimator];
  if (candidates !== undefined && option === undefined) {
    throw new UsageError(
      `estimator "${estimator}" fixes the number of its candidates itself; leave out "candidates", or choose one of ${Object.keys(candidateOption).join(", ")}`,
    );
  }
  const chosen = candidates === undefined || option === undefined ? {} : { [option]: candidates };
  return estimatorNamed(estimator)({ episodes, perturbation, commonRandomNumbers, ...chosen });
}

function inset({ paramBox: { low, high } }: GaitPolicy, margin: number): Bounds {
  const middle = (j: number): number => ((low[j] ?? 0) + (high[j] ?? 0)) / 2;
  return {
    low: low.map((bound, j) => Math.min(bound + margin, middle(j))),
    high: high.map((bound, j) => Math.max(bound - margin, middle(j))),
  };
}
