/**
 * Whether a run on one rung of the bring-up ladder went well enough to climb to the next, judged from its records alone.
 *
 * What flows in: a plan and the rows of its ticks, in order. What flows out: each criterion with its number and its bound, and what to do
 * next. Imports: robot.
 */
import { faultCode } from "./faults.ts";
import { type DeployPlan, type RungName, rungNames } from "./plan.ts";
import { type ReasonName, reasonNames, reasonOf } from "./reasons.ts";
import { type StateName, stateNames } from "./states.ts";
import type { RecordLayout } from "./tick-record.ts";

export interface Criterion {
  readonly name: string;
  readonly passed: boolean;
  /** What was measured, and the most it may be. */
  readonly value: number;
  readonly bound: number;
  /** "1" for a share or a yes (0) or no (1). */
  readonly unit: "1" | "s";
  /** What to do where it failed. */
  readonly advice: string;
}

export interface BringUpReport {
  readonly rung: RungName;
  readonly passed: boolean;
  readonly criteria: readonly Criterion[];
  /** What to do next: the next rung, or about the first criterion that failed. */
  readonly next: string;
}

/** Judges a whole run. An empty one fails. */
export function bringUp(plan: DeployPlan, layout: RecordLayout, rows: Iterable<Float64Array>): BringUpReport {
  const criteria = criteriaOf(plan, tallyOf(plan, layout, rows));
  const failed = criteria.find(({ passed }) => !passed);
  return {
    rung: plan.rung,
    passed: failed === undefined,
    criteria,
    next: failed === undefined ? nextOf(plan.rung) : `${failed.name} failed: ${failed.advice}`,
  };
}

interface Tally {
  readonly lateness: readonly number[];
  readonly ticks: number;
  readonly skipped: number;
  readonly faultTicks: number;
  readonly policyTicks: number;
  readonly outsideTicks: number;
  readonly reached: ReadonlySet<StateName>;
  /** Why it went to `stopping` last; where it ended and why. */
  readonly stopped: ReasonName;
  readonly state: StateName;
  readonly reason: ReasonName;
}

const policyStates: readonly StateName[] = ["shadow", "fading", "running"];

function tallyOf({ guards }: DeployPlan, { head }: RecordLayout, rows: Iterable<Float64Array>): Tally {
  const lateness: number[] = [];
  const reached = new Set<StateName>();
  let [ticks, skipped, faultTicks, policyTicks, outsideTicks] = [0, 0, 0, 0, 0];
  let stopped: ReasonName = "none";
  let reason: ReasonName = "none";
  let state: StateName = "offline";
  for (const row of rows) {
    const now = stateNames[row[head.state] as number] as StateName;
    reason = reasonNames[row[head.reason] as number] as ReasonName;
    if (now === "stopping" && state !== now) stopped = reason;
    state = now;
    reached.add(state);
    ticks++;
    skipped += row[head.skipped] as number;
    lateness.push((row[head.begin] as number) - (row[head.deadline] as number));
    if (row[head.readFault] !== faultCode.none || row[head.writeFault] !== faultCode.none) faultTicks++;
    if (!policyStates.includes(state)) continue;
    policyTicks++;
    if ((row[head.outOfRange] as number) > guards.maxOutOfRange) outsideTicks++;
  }
  return {
    lateness,
    ticks,
    skipped,
    faultTicks,
    policyTicks,
    outsideTicks,
    reached,
    stopped,
    state,
    reason,
  };
}

function criteriaOf({ rung, controlPeriod }: DeployPlan, tally: Tally): Criterion[] {
  const { ticks, skipped, faultTicks, policyTicks, outsideTicks, stopped, state, reason } = tally;
  const goal = rung === "shadow" ? "shadow" : "running";
  const isSound = stopped !== "actionNotFinite" && stopped !== "sensorNotFinite";
  const onPurpose = stopped === "stopRequest" || stopped === "durationOver";
  const isVerified = state === "latched" && reason !== "stopNotVerified" && reason !== "stopUnverifiable";
  const why = adviceOf(stopped === "none" ? reason : stopped);
  return [
    yes("policy ran", tally.reached.has(goal), `it never came to "${goal}"; ${why}`),
    yes("finite", isSound, why),
    most("in range", share(outsideTicks, policyTicks), 0.01, "1", adviceOf("outOfRange")),
    most("on time", quantile(tally.lateness, 0.999), controlPeriod / 2, "s", adviceOf("tooManySkipped")),
    most("not skipped", share(skipped, ticks + skipped), 0.001, "1", adviceOf("tooManySkipped")),
    most("bus", share(faultTicks, ticks), 0.01, "1", adviceOf("readFailing")),
    yes(
      "stopped on purpose",
      onPurpose,
      stopped === "none" ? "it has not stopped yet; stop it, then judge it" : why,
    ),
    yes(
      "stop verified",
      isVerified,
      state === "latched" ? adviceOf(reason) : "it is not latched yet; wait for it",
    ),
  ];
}

function most(
  name: string,
  value: number,
  bound: number,
  unit: Criterion["unit"],
  advice: string,
): Criterion {
  return { name, passed: value <= bound, value, bound, unit, advice };
}

function yes(name: string, holds: boolean, advice: string): Criterion {
  return most(name, holds ? 0 : 1, 0, "1", advice);
}

function adviceOf(reason: ReasonName): string {
  return reasonOf(reasonNames.indexOf(reason)).text;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** The smallest value that a share `q` of all do not exceed. */
function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)] ?? Infinity;
}

function nextOf(rung: RungName): string {
  const next = rungNames[rungNames.indexOf(rung) + 1];
  return next === undefined ? "the ladder is climbed" : `go on with rung "${next}"`;
}
