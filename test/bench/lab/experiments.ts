/** The experiments, in the order of the lecture notes. */
import { actionOrParameterSpace } from "./action-or-parameter-space.ts";
import { constantBaseline } from "./constant-baseline.ts";
import { convergence } from "./convergence.ts";
import { depth } from "./depth.ts";
import type { Experiment } from "./experiment.ts";
import { gaitMethods } from "./gait-methods.ts";
import { pathwiseVersusScore } from "./pathwise-versus-score.ts";
import { restrictedSteps } from "./restricted-step.ts";
import { scoreVersusDifferences } from "./score-versus-differences.ts";
import { variance } from "./variance.ts";

export const experiments: readonly Experiment[] = [
  convergence,
  scoreVersusDifferences,
  depth,
  variance,
  constantBaseline,
  actionOrParameterSpace,
  pathwiseVersusScore,
  restrictedSteps,
  gaitMethods,
];
