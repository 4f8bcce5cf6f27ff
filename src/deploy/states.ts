/**
 * The states of a deployment (README.md), as numbers that fit a record, and the ways between them as data: nothing else changes a state.
 * New states go to the end.
 */
import type { ReasonName } from "./reasons.ts";

export const stateNames = [
  "offline",
  "limp",
  "checked",
  "ramping",
  "holding",
  "shadow",
  "fading",
  "running",
  "stopping",
  "latched",
] as const;

export type StateName = (typeof stateNames)[number];

export const stateCode = Object.fromEntries(stateNames.map((name, code) => [name, code])) as Readonly<
  Record<StateName, number>
>;

export const guardNames = [
  /** A reading of the robot succeeded. */
  "connected",
  /** Every channel is fresh and finite, and torque is not read back as on. */
  "ready",
  /** The operator consents, in a rung that goes through the whole ladder. */
  "armed",
  /** The rung is `shadow`: nothing will move, so nobody has to consent. */
  "watching",
  /** The command is at the stance, and so is the robot as far as it can say. */
  "poseReached",
  /** The operator consents to the policy. */
  "going",
  /** Enough ticks on end were finite, in range and in time. */
  "proven",
  /** The policy has the whole command. */
  "fadedIn",
  /** The duration is over. */
  "over",
  /** A guard or a driver says that it cannot go on. */
  "faulty",
  "stopAsked",
  /** The profile is over, and where it ends without torque that was read back. */
  "stopped",
  /** Torque was read back as on, tick after tick. */
  "notVerified",
  /** Nobody could say whether torque is off. */
  "unverifiable",
  "resetAsked",
] as const;

export type GuardName = (typeof guardNames)[number];

export interface Edge {
  readonly from: StateName;
  readonly to: StateName;
  readonly guard: GuardName;
  /** "fault": the fault's own; "kept": that of the state before, so `latched` says why it stopped. */
  readonly reason: ReasonName | "fault" | "kept";
}

const stoppable = ["limp", "checked", "ramping", "holding", "shadow", "fading", "running"] as const;

/** Of a state's edges the first whose guard holds is taken, one a tick: a fault goes before a request, a request before progress. */
export const edges: readonly Edge[] = [
  ...stoppable.flatMap((from): Edge[] => [
    { from, to: "stopping", guard: "faulty", reason: "fault" },
    { from, to: "stopping", guard: "stopAsked", reason: "stopRequest" },
  ]),
  { from: "offline", to: "limp", guard: "connected", reason: "connected" },
  { from: "limp", to: "checked", guard: "ready", reason: "ready" },
  { from: "checked", to: "shadow", guard: "watching", reason: "watching" },
  { from: "checked", to: "ramping", guard: "armed", reason: "armed" },
  { from: "ramping", to: "holding", guard: "poseReached", reason: "poseReached" },
  { from: "holding", to: "shadow", guard: "going", reason: "going" },
  { from: "shadow", to: "stopping", guard: "over", reason: "durationOver" },
  { from: "shadow", to: "fading", guard: "proven", reason: "proven" },
  { from: "fading", to: "running", guard: "fadedIn", reason: "fadedIn" },
  { from: "running", to: "stopping", guard: "over", reason: "durationOver" },
  { from: "stopping", to: "latched", guard: "stopped", reason: "kept" },
  { from: "stopping", to: "latched", guard: "notVerified", reason: "stopNotVerified" },
  { from: "stopping", to: "latched", guard: "unverifiable", reason: "stopUnverifiable" },
  { from: "latched", to: "limp", guard: "resetAsked", reason: "reset" },
];

/** The edges out of each state, by its number. */
export const edgesFrom: readonly (readonly Edge[])[] = stateNames.map((name) =>
  edges.filter(({ from }) => from === name),
);
