/** The public API on one page, in the order data flows. */

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
export { clipAction } from "./env/wrappers/clip-action.ts";
export { type FrameStackOptions, frameStack } from "./env/wrappers/frame-stack.ts";
export { type NormalizeOptions, normalizeObservations } from "./env/wrappers/normalize-observations.ts";
export { type RecordFramesOptions, recordFrames } from "./env/wrappers/record-frames.ts";
export { scaleAction } from "./env/wrappers/scale-action.ts";
export { type TimeLimitOptions, timeLimit } from "./env/wrappers/time-limit.ts";
export type {
  Candidate,
  EstimatorOptions,
  GradientEstimate,
  GradientEstimator,
} from "./estimator/estimator.ts";
export { estimatorNamed, estimators } from "./estimator/estimators.ts";
export { centralDifference, forwardDifference } from "./estimator/finite-difference.ts";
export { kohlStone } from "./estimator/kohl-stone.ts";
export { linearRegression } from "./estimator/linear-regression.ts";
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
export { type GaitOptions, gaitPolicy } from "./policy/gait.ts";
export type { Policy } from "./policy/policy.ts";
export { InvalidPolicy, type LoadedPolicy, loadPolicy, savePolicy } from "./policy/saved.ts";
export { type LostEpisode, lostEpisodes } from "./rollout/losses.ts";
export { type EpisodeJob, type Rolled, rollout } from "./rollout/rollout.ts";
export { type Moment, type StreamOptions, stream, type Transitions } from "./rollout/stream.ts";
export type { Episode, Trial } from "./rollout/trial.ts";
export { type Evaluation, evaluate, heldOutSeeds, summarize } from "./train/evaluate.ts";
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
