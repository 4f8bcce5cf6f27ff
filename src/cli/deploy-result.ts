/** What a deployment leaves behind: the report of its recording, and in short how it went and what comes next. */
import { join } from "node:path";
import type { TrackPoint } from "../../envs/aibo/real-time/start.ts";
import { type BringUpReport, bringUp } from "../deploy/bring-up.ts";
import type { DeployPlan } from "../deploy/plan.ts";
import { stateCode } from "../deploy/states.ts";
import type { RecordLayout } from "../deploy/tick-record.ts";
import { readFlight } from "../observe/flight/reading.ts";
import { writeDeploymentReport } from "./replay-deployment.ts";

export interface DeployResult {
  readonly out: string;
  readonly recording: string;
  readonly report: string;
  readonly ladder: BringUpReport;
  /** s that the policy moved the robot. */
  readonly moved: number;
  /** m, of a simulated robot; null where nobody saw it. */
  readonly distance: number | null;
}

export interface DeployResultOptions {
  readonly out: string;
  readonly recording: string;
  readonly plan: DeployPlan;
  readonly name: string;
  readonly track: readonly TrackPoint[] | undefined;
}

export async function deployResult(options: DeployResultOptions): Promise<DeployResult> {
  const { out, recording, plan, name, track } = options;
  const report = join(out, "report.html");
  await writeDeploymentReport(recording, report, { name, command: `gaitway replay ${recording}` });
  const { layout, rows } = await recorded(recording);
  const moving = rows.filter(
    (row) => row[layout.head.state] === stateCode.running || row[layout.head.state] === stateCode.fading,
  );
  return {
    out,
    recording,
    report,
    ladder: bringUp(plan, layout, rows),
    moved: moving.length * plan.controlPeriod,
    distance: track === undefined ? null : distanceWhile(track, moving, layout),
  };
}

async function recorded(recording: string): Promise<{ layout: RecordLayout; rows: Float64Array[] }> {
  const rows: Float64Array[] = [];
  let layout: RecordLayout | undefined;
  for await (const item of readFlight(recording)) {
    if (item.kind === "opening") layout = item.layout;
    else if (item.kind === "tick") rows.push(item.row);
  }
  if (layout === undefined) throw new Error(`${recording} has no opening`);
  return { layout, rows };
}

/** From where the robot was when the policy began to where it was when it ended, m. */
function distanceWhile(
  track: readonly TrackPoint[],
  moving: readonly Float64Array[],
  { head }: RecordLayout,
): number {
  const [first, last] = [moving[0], moving.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const from = placeAt(track, first[head.begin] as number);
  const to = placeAt(track, last[head.begin] as number);
  return Math.sqrt((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y));
}

function placeAt(track: readonly TrackPoint[], time: number): { readonly x: number; readonly y: number } {
  return track.findLast((point) => point.time <= time) ?? track[0] ?? { x: 0, y: 0 };
}
