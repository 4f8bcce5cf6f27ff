/** The public API on one page, in the order data flows. */

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
export { augmentedRandomSearch } from "./estimator/augmented-random-search.ts";
export type { Baseline } from "./estimator/baseline/baseline.ts";
export { constantBaseline } from "./estimator/baseline/constant.ts";
export { fittedValue } from "./estimator/baseline/fitted-value.ts";
export { monteCarloBaseline } from "./estimator/baseline/monte-carlo.ts";
export { noBaseline } from "./estimator/baseline/none.ts";
export { optimalBaseline } from "./estimator/baseline/optimal-constant.ts";
export { timeBaseline } from "./estimator/baseline/time-dependent.ts";
export type {
  Candidate,
  EstimatorOptions,
  GradientEstimate,
  GradientEstimator,
} from "./estimator/estimator.ts";
export { estimatorNamed, estimators } from "./estimator/estimators.ts";
export { evolutionStrategies } from "./estimator/evolution-strategies.ts";
export { centralDifference, forwardDifference } from "./estimator/finite-difference.ts";
export { kohlStone } from "./estimator/kohl-stone.ts";
export { linearRegression } from "./estimator/linear-regression.ts";
export { pathwiseGradient } from "./estimator/pathwise.ts";
export { scoreGradient } from "./estimator/score-gradient.ts";
export { scoreEstimate } from "./estimator/score-variance.ts";
export type { Search, SearchState, SearchStep } from "./estimator/search/search.ts";
export { searches, searchNamed } from "./estimator/search/searches.ts";
export { surrogate } from "./estimator/surrogate.ts";
export { trustRegionStep } from "./estimator/trust-region.ts";
export { createRng, type Rng } from "./math/random.ts";
export { adam } from "./optimizer/adam.ts";
export { ascent } from "./optimizer/ascent.ts";
export type { Bounds } from "./optimizer/bounds.ts";
export type { Optimizer, OptimizerState, OptimizerUpdate } from "./optimizer/optimizer.ts";
export { optimizerNamed, optimizers } from "./optimizer/optimizers.ts";
export { restrictedStep } from "./optimizer/restricted-step.ts";
export { rmsprop } from "./optimizer/rmsprop.ts";
export { linear, type Schedule } from "./optimizer/schedule.ts";
export { stepLength } from "./optimizer/step-length.ts";
export type { ActorCritic } from "./policy/actor-critic.ts";
export { type Encoder, encoder } from "./policy/encode.ts";
export { networksFor } from "./policy/engines.ts";
export { correlated } from "./policy/exploration.ts";
export { type GaitOptions, type GaitPolicy, gaitPolicy } from "./policy/gait.ts";
export type { Distribution, Head, HeadGradient } from "./policy/head/head.ts";
export { headFor, headNames } from "./policy/head/heads.ts";
export { type ModelOptions, modelFor } from "./policy/model.ts";
export type { MlpOptions } from "./policy/network/dense/layers.ts";
export { mlp } from "./policy/network/dense/mlp.ts";
export type { Forward, Network } from "./policy/network/network.ts";
export { tfjsNetwork } from "./policy/network/tfjs/network.ts";
export { type NetworkPolicyOptions, networkPolicy } from "./policy/network-policy.ts";
export type { AnyPolicy, Policy } from "./policy/policy.ts";
export { InvalidPolicy, type LoadedPolicy, loadPolicy, savePolicy } from "./policy/saved.ts";
export {
  type LoadedNetworkPolicy,
  loadNetworkPolicy,
  type NetworkPolicyRecord,
  saveNetworkPolicy,
} from "./policy/saved-network.ts";
export { separateActorCritic } from "./policy/separate.ts";
export { sharedActorCritic } from "./policy/shared.ts";
export { type LostEpisode, lostEpisodes } from "./rollout/losses.ts";
export { type EpisodeJob, type Rolled, rollout } from "./rollout/rollout.ts";
export { type Moment, type StreamOptions, stream, type Transitions } from "./rollout/stream.ts";
export type { Stretch } from "./rollout/stretch.ts";
export type { Episode, Trial } from "./rollout/trial.ts";
export { a3cLearner } from "./train/a3c/a3c.ts";
export { type Evaluation, evaluate, heldOutSeeds, summarize } from "./train/evaluate.ts";
export { type ActorCriticOptions, actorCritic } from "./train/learn/actor-critic.ts";
export { actorLearner } from "./train/learn/actor-learner.ts";
export type { ActorLearnerOptions } from "./train/learn/actor-learner-options.ts";
export { checkSettings, type LearnConfig, methodNames } from "./train/learn/config.ts";
export { type EvaluationOptions, type Measured, measure } from "./train/learn/evaluation.ts";
export {
  type Enough,
  type LearnOptions,
  type LearnProgress,
  type LearnStore,
  learn,
  newRun,
  type RunState,
} from "./train/learn/learn.ts";
export { learnStore, newestRun } from "./train/learn/learn-run.ts";
export type { Learner, LearnRecord, LearnState } from "./train/learn/learner.ts";
export { createLearner } from "./train/learn/methods.ts";
export { UnusableNumbers } from "./train/learn/numeric-guard.ts";
export { type PolicyGradientOptions, policyGradient } from "./train/learn/policy-gradient.ts";
export { qActorCritic } from "./train/learn/q-actor-critic.ts";
export { searchLearner } from "./train/learn/search-learner.ts";
export { gradientFreeSearch, gradientSearch } from "./train/learn/search-methods.ts";
export { type TrustRegionOptions, trustRegion } from "./train/learn/trust-region.ts";
export type { Updater } from "./train/learn/updater.ts";
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
