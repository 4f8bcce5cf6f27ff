/**
 * The public API on one page, in the order data flows. Where two rooms have types of one name they are told apart: `ModelEvaluation` is the
 * `Evaluation` of a model, `LearnEvaluation` that of a run, `ExperienceBatch` the `Batch` an updater is given.
 */

export { agree, ContractMismatch, type PolicyTerms } from "./deploy/contract.ts";
export { driverSource, UnknownTarget } from "./deploy/drivers/open-driver.ts";
export { type DeployEvent, type DeployOptions, deploy } from "./deploy/loop/deploy.ts";
export { type DeployPlan, planFor } from "./deploy/plan.ts";
export type { RequestName } from "./deploy/requests.ts";
export type { RobotSpec } from "./deploy/robot.ts";
export type { SourcePlan } from "./deploy/source/source.ts";
export { ServerStartFailed } from "./env/child-server.ts";
export { connect } from "./env/connect.ts";
export {
  type DifferentiableSimulator,
  type LinearizedTransition,
  NotDifferentiable,
} from "./env/differentiable.ts";
export {
  type AnyEnv,
  type AutoresetMode,
  type Env,
  type EnvSpec,
  EpisodeLost,
  type Image,
  InvalidRequest,
  type Properties,
  ResetNeeded,
  type ResetOptions,
  type ResetRequest,
  type ResetResult,
  type SimulatorState,
  type StepRequest,
  type StepResult,
} from "./env/env.ts";
export { UnknownEnvironment } from "./env/env-name.ts";
export type { ActionOf, Expectation, ObservationOf, SpaceOf, SpaceWord } from "./env/expect.ts";
export { Normalizer, type NormalizerOptions, type NormalizerState } from "./env/normalizer.ts";
export { PythonUnavailable } from "./env/python/interpreter.ts";
export type { ReadyResult } from "./env/ready-results.ts";
export type { ConnectOptions, RemoteEnv } from "./env/remote.ts";
export { serve } from "./env/serve.ts";
export {
  type AnyBatch,
  type Batch,
  type BoxSpace,
  type DictSpace,
  type DiscreteSpace,
  type MultiBinarySpace,
  type MultiDiscreteSpace,
  type Space,
  spaceSize,
  type TextSpace,
  type TupleSpace,
} from "./env/space.ts";
export { type SpawnedEnv, type SpawnOptions, spawn } from "./env/spawn.ts";
export { supervise, TooManyRestarts } from "./env/supervise.ts";
export { type AroundCycleOptions, aroundCycle, type Cycle } from "./env/wrappers/around-cycle.ts";
export { clipAction } from "./env/wrappers/clip-action.ts";
export { type FrameStackOptions, frameStack } from "./env/wrappers/frame-stack.ts";
export { type NormalizeOptions, normalizeObservations } from "./env/wrappers/normalize-observations.ts";
export { type RecordFramesOptions, recordFrames } from "./env/wrappers/record-frames.ts";
export { scaleAction } from "./env/wrappers/scale-action.ts";
export { type TimeLimitOptions, timeLimit } from "./env/wrappers/time-limit.ts";
export {
  actionValueGradient,
  actionValues,
  actionValuesOf,
  chosenValues,
  expectedValues,
  sarsaTargets,
} from "./estimator/action-values.ts";
export {
  type AugmentedRandomSearchOptions,
  augmentedRandomSearch,
} from "./estimator/augmented-random-search.ts";
export type { Baseline, LeaveOneOut } from "./estimator/baseline/baseline.ts";
export { type ConstantOptions, constantBaseline } from "./estimator/baseline/constant.ts";
export { type FittedValueOptions, fittedValue } from "./estimator/baseline/fitted-value.ts";
export {
  type Features,
  identityFeatures,
  linearValues,
  polynomialFeatures,
} from "./estimator/baseline/linear-value.ts";
export { fitReturns, type MonteCarloOptions, monteCarloBaseline } from "./estimator/baseline/monte-carlo.ts";
export { noBaseline } from "./estimator/baseline/none.ts";
export { optimalBaseline, optimalBaselineGradient } from "./estimator/baseline/optimal-constant.ts";
export { timeBaseline } from "./estimator/baseline/time-dependent.ts";
export {
  type ComparePathGradientsOptions,
  comparePathGradients,
  type MeanGradient,
} from "./estimator/compare-path-gradients.ts";
export type {
  Candidate,
  EstimatorOptions,
  GradientEstimate,
  GradientEstimator,
} from "./estimator/estimator.ts";
export {
  type EstimatorFactory,
  type EstimatorSettings,
  estimatorNamed,
  estimators,
} from "./estimator/estimators.ts";
export { type EvolutionStrategiesOptions, evolutionStrategies } from "./estimator/evolution-strategies.ts";
export { centralDifference, forwardDifference } from "./estimator/finite-difference.ts";
export { type FisherOptions, fisherProduct } from "./estimator/fisher.ts";
export {
  episodeFactors,
  type ImportanceKind,
  type ImportanceOptions,
  importanceFactors,
} from "./estimator/importance.ts";
export { type KohlStoneOptions, kohlStone } from "./estimator/kohl-stone.ts";
export { type LineSearchOptions, type LineSearchResult, lineSearch } from "./estimator/line-search.ts";
export { type LinearRegressionOptions, linearRegression } from "./estimator/linear-regression.ts";
export { type NaturalGradient, naturalGradient, naturalStep } from "./estimator/natural.ts";
export { followPath, type Path, type PathNoise, type PathOptions } from "./estimator/path.ts";
export { pathScoreGradient } from "./estimator/path-score.ts";
export {
  type PathGradient,
  type PathGradientOptions,
  type PathwiseGradient,
  type PathwiseOptions,
  pathwiseGradient,
} from "./estimator/pathwise.ts";
export { InvalidTrials } from "./estimator/returns.ts";
export {
  type ActorCriticOptions as ActorCriticGradientOptions,
  actorCriticGradient,
  criticGradient,
  InvalidWeights,
  type Normalization,
  proximalGradient,
  type ScoreOptions,
  scoreGradient,
} from "./estimator/score-gradient.ts";
export { type ScoreTrickOptions, scoreTrick } from "./estimator/score-trick.ts";
export { episodeGradients, scoreEstimate } from "./estimator/score-variance.ts";
export {
  type CrossEntropyOptions,
  type CrossEntropyState,
  crossEntropy,
} from "./estimator/search/cross-entropy.ts";
export { type GeneticOptions, type GeneticState, genetic } from "./estimator/search/genetic.ts";
export {
  type HillClimbingOptions,
  type HillClimbingState,
  hillClimbing,
} from "./estimator/search/hill-climbing.ts";
export { type NelderMeadOptions, nelderMead } from "./estimator/search/nelder-mead.ts";
export type { Search, SearchState, SearchStep, Tried } from "./estimator/search/search.ts";
export {
  type SearchFactory,
  type SearchSettings,
  searches,
  searchNamed,
} from "./estimator/search/searches.ts";
export type { NelderMeadState } from "./estimator/search/simplex.ts";
export { standardized } from "./estimator/standardize.ts";
export { type Surrogate, type SurrogateOptions, surrogate } from "./estimator/surrogate.ts";
export {
  cosine,
  effectiveSampleSize,
  explainedVariance,
  meanEntropy,
  noiseShare,
} from "./estimator/telemetry.ts";
export {
  type TrustRegionOptions as TrustRegionStepOptions,
  type TrustRegionResult,
  trustRegionStep,
} from "./estimator/trust-region.ts";
export { type ValueClipOptions, type ValueError, valueError } from "./estimator/value-clip.ts";
export { behindEnds, type Values, valuesOf } from "./estimator/values.ts";
export {
  fullReturns,
  gaeAdvantages,
  lambdaTargets,
  minus,
  nStepAdvantages,
  nStepTargets,
  returnsToGo,
  timesDiscount,
} from "./estimator/weights.ts";
export type { ConjugateGradientOptions } from "./math/conjugate-gradient.ts";
export { createRng, type Rng } from "./math/random.ts";
export { type AdamOptions, adam } from "./optimizer/adam.ts";
export { type AscentOptions, ascent } from "./optimizer/ascent.ts";
export { type BoundedStep, type Bounds, boundedStep } from "./optimizer/bounds.ts";
export { clipNorm } from "./optimizer/clip-norm.ts";
export { type KlAdaptiveOptions, klAdaptiveRate } from "./optimizer/kl-adaptive.ts";
export type { Optimizer, OptimizerState, OptimizerUpdate, Spent } from "./optimizer/optimizer.ts";
export {
  type OptimizerFactory,
  type OptimizerSettings,
  optimizerNamed,
  optimizers,
} from "./optimizer/optimizers.ts";
export { type RestrictedStepOptions, restrictedStep } from "./optimizer/restricted-step.ts";
export { type RmspropOptions, rmsprop } from "./optimizer/rmsprop.ts";
export { rmspropTensorflow } from "./optimizer/rmsprop-tensorflow.ts";
export { exponential, linear, type Schedule } from "./optimizer/schedule.ts";
export { InvalidGradient } from "./optimizer/state.ts";
export { type StepLengthOptions, stepLength } from "./optimizer/step-length.ts";
export { weightDecay } from "./optimizer/weight-decay.ts";
export type {
  ActorCritic,
  ActorEvaluation,
  CriticEvaluation,
  Evaluation as ModelEvaluation,
} from "./policy/actor-critic.ts";
export { type Encoder, encoder } from "./policy/encode.ts";
export { networksFor } from "./policy/engines.ts";
export { correlated } from "./policy/exploration.ts";
export { type GaitOptions, type GaitPolicy, gaitPolicy } from "./policy/gait.ts";
export type { Distribution, Head, HeadGradient } from "./policy/head/head.ts";
export { type HeadSettings, headFor, headNames } from "./policy/head/heads.ts";
export { type ModelOptions, modelFor } from "./policy/model.ts";
export type { MlpOptions } from "./policy/network/dense/layers.ts";
export { mlp } from "./policy/network/dense/mlp.ts";
export type { Forward, Network } from "./policy/network/network.ts";
export { type TfjsNetwork, type TfjsNetworkOptions, tfjsNetwork } from "./policy/network/tfjs/network.ts";
export { modelActor, type NetworkPolicyOptions, networkPolicy } from "./policy/network-policy.ts";
export type { MakeNetwork } from "./policy/networks.ts";
export type { AnyPolicy, Policy } from "./policy/policy.ts";
export { InvalidPolicy, type LoadedPolicy, loadPolicy, savePolicy } from "./policy/saved.ts";
export {
  type LoadedNetworkPolicy,
  loadNetworkPolicy,
  type NetworkPolicyRecord,
  saveNetworkPolicy,
} from "./policy/saved-network.ts";
export { type SeparateOptions, separateActorCritic } from "./policy/separate.ts";
export { type SharedOptions, sharedActorCritic } from "./policy/shared.ts";
export type { Actor, View } from "./rollout/actor.ts";
export { type Collected, Collector, type CollectorOptions } from "./rollout/collector.ts";
export type { Course } from "./rollout/course.ts";
export { type LostEpisode, lostEpisodes } from "./rollout/losses.ts";
export {
  discountedReturn,
  generalizedAdvantages,
  lambdaReturns,
  nStepReturns,
  rewardsToGo,
  type Valued,
} from "./rollout/returns.ts";
export { learnScale, type RewardScaleState, scaleRewards, unscaled } from "./rollout/reward-scale.ts";
export { type EpisodeJob, type Rolled, type RolloutOptions, rollout } from "./rollout/rollout.ts";
export { byStretch, InvalidExperience, type Rows, rowsOf } from "./rollout/rows.ts";
export { type Moment, type StreamOptions, stream, type Transitions } from "./rollout/stream.ts";
export type { Experience, Stretch } from "./rollout/stretch.ts";
export type { Finished } from "./rollout/track.ts";
export type { Episode, Trial } from "./rollout/trial.ts";
export {
  type EpisodeJob as WholeEpisodeJob,
  type Whole,
  type WholeEpisodesOptions,
  wholeEpisodes,
} from "./rollout/whole-episodes.ts";
export { a3cLearner } from "./train/a3c/a3c.ts";
export {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  heldOutSeeds,
  summarize,
} from "./train/evaluate.ts";
export { type ActorCriticOptions, actorCritic } from "./train/learn/actor-critic.ts";
export { actorLearner } from "./train/learn/actor-learner.ts";
export type { ActorLearnerOptions, LargeBatch } from "./train/learn/actor-learner-options.ts";
export { checkSettings, type LearnConfig, methodNames } from "./train/learn/config.ts";
export {
  type Evaluated,
  type EvaluationOptions,
  type Measured,
  measure,
  type Trained,
} from "./train/learn/evaluation.ts";
export {
  type Best as LearnBest,
  type Enough,
  type Evaluation as LearnEvaluation,
  type EvaluationRecord,
  type LearnOptions,
  type LearnProgress,
  type LearnStore,
  learn,
  newRun,
  type RunState,
} from "./train/learn/learn.ts";
export { learnStore, newestRun } from "./train/learn/learn-run.ts";
export type {
  Iterated,
  IterationContext,
  Learner,
  LearnRecord,
  LearnState,
  Memory,
  Mode,
  Session,
} from "./train/learn/learner.ts";
export { createLearner } from "./train/learn/methods.ts";
export { UnusableNumbers } from "./train/learn/numeric-guard.ts";
export { everySteps, smoothedReturn, untilReturn, whenBest } from "./train/learn/operators.ts";
export { type PolicyGradientOptions, policyGradient } from "./train/learn/policy-gradient.ts";
export { type QActorCriticOptions, qActorCritic } from "./train/learn/q-actor-critic.ts";
export {
  type Searched,
  type SearchLearnerOptions,
  type SearchMethod,
  searchLearner,
} from "./train/learn/search-learner.ts";
export { gradientFreeSearch, gradientSearch } from "./train/learn/search-methods.ts";
export type { Surroundings } from "./train/learn/surroundings.ts";
export { type TrustRegionOptions, trustRegion } from "./train/learn/trust-region.ts";
export type { Batch as ExperienceBatch, Update, Updater } from "./train/learn/updater.ts";
export { viewThrough } from "./train/learn/view.ts";
export { RunDirectory } from "./train/run-directory.ts";
export { RunDirectoryError } from "./train/run-error.ts";
export type { Best, IterationRecord, TrainState } from "./train/state.ts";
export { initialState, type Progress, type TrainOptions, type TrainStore, train } from "./train/train.ts";
export type { ChannelOptions, CurveOptions } from "./transport/channel-options.ts";
export {
  ChannelClosed,
  EndpointRefused,
  KeyUnusable,
  MalformedMessage,
  MessageTooLarge,
  NotAllowed,
  PeerDead,
  PeerUnreachable,
  QueueFull,
  RemoteError,
  RequestTimeout,
  SessionLost,
  SpecMismatch,
  VersionSkew,
  WrongPeer,
} from "./transport/errors.ts";
export { makeKeys } from "./transport/keys.ts";
export { Recorder } from "./transport/recorder/recorder.ts";
export { Replay } from "./transport/recorder/replay.ts";
export type { ServerKeys, ServerOptions } from "./transport/server-options.ts";
