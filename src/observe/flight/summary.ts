/** A recording of a deployment → what its report shows, in one pass over its ticks. */
import { bringUp } from "../../deploy/bring-up.ts";
import type { DeployPlan } from "../../deploy/plan.ts";
import { headFields } from "../../deploy/tick-record.ts";
import { type DeploymentReportData, stageNames } from "../report/deploy/data.ts";
import { endText, gapText } from "./missing.ts";
import { type FlightOpening, readFlight } from "./reading.ts";
import { Faults } from "./summary/faults.ts";
import { Limiting } from "./summary/limiting.ts";
import { StateTimeline } from "./summary/state-timeline.ts";
import { TickView } from "./summary/tick-view.ts";
import { Timing } from "./summary/timing.ts";
import { Tracking } from "./summary/tracking.ts";

export interface SummaryOptions {
  /** Name of the run, and the command line that made it. */
  readonly name: string;
  readonly command: string;
}

/** Throws `NotARecording`. */
export async function summarizeDeployment(
  path: string,
  options: SummaryOptions,
): Promise<DeploymentReportData> {
  let summary: Summary | undefined;
  const missing: string[] = [];
  for await (const item of readFlight(path)) {
    if (item.kind === "opening") summary = new Summary(item);
    else if (item.kind === "tick") {
      if (item.lost > 0 && summary !== undefined) missing.push(gapText(item, summary.opening.layout));
      summary?.take(item.row);
    } else if (item.kind === "end") missing.push(...endText(item));
  }
  if (summary === undefined) throw new Error(`${path} has no opening`);
  return { ...options, ...summary.data(), missing };
}

class Summary {
  readonly opening: FlightOpening;
  readonly #tick: TickView;
  readonly #states = new StateTimeline();
  readonly #limiting: Limiting;
  readonly #tracking: Tracking;
  readonly #timing: Timing;
  readonly #faults = new Faults();
  /** Heads of all rows, which is what the ladder judges: whole rows of a long run are too much to keep. */
  readonly #heads: Float64Array[] = [];
  #ticks = 0;
  #outside = 0;
  #highestOutside = 0;

  constructor(opening: FlightOpening) {
    const { plan, layout } = opening;
    this.opening = opening;
    this.#tick = new TickView(layout);
    this.#limiting = new Limiting(plan.robot.joints.length);
    this.#tracking = new Tracking(plan.robot);
    this.#timing = new Timing(plan.controlPeriod);
  }

  take(row: Float64Array): void {
    const tick = this.#tick;
    tick.show(row);
    this.#ticks += 1;
    this.#heads.push(row.slice(0, headFields.length));
    for (const part of [this.#states, this.#limiting, this.#tracking, this.#timing, this.#faults])
      part.take(tick);
    if (!tick.isMoving) return;
    this.#outside += tick.head("outOfRange");
    this.#highestOutside = Math.max(this.#highestOutside, tick.head("outOfRange"));
  }

  data(): Omit<DeploymentReportData, "name" | "command" | "missing"> {
    const { plan, layout, identity, version, start } = this.opening;
    const moving = this.#limiting.movingTicks;
    const none = this.#ticks === 0;
    return {
      robot: `${plan.robot.name} ${plan.robot.version}, ${plan.robot.joints.length} joints`,
      identity,
      version,
      source: sourceText(plan),
      rung: plan.rung,
      createdAt: start,
      controlPeriod: plan.controlPeriod,
      ticks: this.#ticks,
      duration: none ? 0 : this.#tick.time,
      motionTime: none ? 0 : this.#tick.head("motionTime"),
      states: this.#states.spans(),
      stop: this.#states.stop(),
      stages: stageNames,
      movingTicks: moving,
      joints: plan.robot.joints.map(({ name }, joint) => ({
        name,
        ...this.#limiting.of(joint),
        ...this.#tracking.of(joint),
      })),
      worst: this.#tracking.worst(),
      ladder: bringUp(plan, layout, this.#heads),
      timing: this.#timing.result(),
      faults: this.#faults.result(),
      retries: none ? 0 : this.#tick.head("retries"),
      outOfRange:
        knowsRange(plan) && moving > 0 ? this.#outOfRange(moving) : { mean: Number.NaN, highest: Number.NaN },
    };
  }

  #outOfRange(ticks: number): DeploymentReportData["outOfRange"] {
    return { mean: this.#outside / ticks, highest: this.#highestOutside };
  }
}

/** Whether there is something to compare observations with. */
function knowsRange({ source }: DeployPlan): boolean {
  return source.kind === "network" && source.seen !== null;
}

function sourceText({ source }: DeployPlan): string {
  if (source.kind === "network") return "a network policy, closed loop";
  return `a cycle of ${Number(source.period.toPrecision(4))} s, played without feedback`;
}
