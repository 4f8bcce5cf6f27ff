/** What to do next, each hint from a number of the run; the limits of what is worth a word are here. Pure. */
import type { DeploymentReportData, JointData, StageName } from "./data.ts";
import { angle, milliseconds, percent, times } from "./units.ts";

const atPosition = 0.05;
const atRate = 0.2;
const atClip = 0.2;
const largeError = 0.15;
/** ms and share of ticks: what a loop of this kind reaches on two cores. */
const late = 5;
const skipped = 0.001;
const outside = 0.05;
const retried = 0.01;

export function hints(data: DeploymentReportData): readonly string[] {
  return [
    ladder(data),
    ...ending(data),
    ...recording(data),
    ...limits(data),
    ...tracking(data),
    ...punctuality(data),
    ...link(data),
    ...range(data),
  ];
}

function ladder({ ladder, rung }: DeploymentReportData): string {
  return `Rung “${rung}” ${ladder.passed ? "passed" : "not passed"}: ${ladder.next}.`;
}

function ending({ stop }: DeploymentReportData): string[] {
  if (stop.torque === "on")
    return [
      "Torque was read back as on after the stop: cut the power by hand, and find out why before the next run.",
    ];
  if (stop.torque === "unknown")
    return ["The robot cannot say whether its torque is off: see that it is before you touch it."];
  return [];
}

function recording({ missing }: DeploymentReportData): string[] {
  if (!missing.some((what) => what.includes("never reached the file"))) return [];
  return [
    "Ticks were lost on their way to the file: take load off the main thread, or record to a faster disk.",
  ];
}

function limits({ joints }: DeploymentReportData): string[] {
  return [
    ...worstOf(
      joints,
      (joint) => joint.limited.position,
      atPosition,
      (name, share) =>
        `${name} was held at its position limit in ${share} of the ticks: train within the robot's limits, or see whether its calibration is off.`,
    ),
    ...worstOf(
      joints,
      (joint) =>
        Math.max(
          ...(["speed", "acceleration", "braking"] satisfies StageName[]).map((of) => joint.limited[of]),
        ),
      atRate,
      (name, share) =>
        `${name} was held back by its speed or acceleration limit in ${share} of the ticks: the policy asks for faster motion than the robot is allowed; train with that limit, or with a cost on changes of action.`,
    ),
    ...worstOf(
      joints,
      (joint) => joint.limited.clip,
      atClip,
      (name, share) =>
        `The action of ${name} left its space in ${share} of the ticks: what the policy learned lies at the edge of what it may do; widen its action space in training.`,
    ),
  ];
}

function tracking({ joints, rung }: DeploymentReportData): string[] {
  const weak = rung === "limited" ? " (this rung has a quarter of the torque)" : "";
  const worst = joints
    .filter(({ trackingRms }) => trackingRms > largeError)
    .reduce<JointData | undefined>(
      (most, joint) => (joint.trackingRms > (most?.trackingRms ?? 0) ? joint : most),
      undefined,
    );
  if (worst === undefined) return [];
  return [
    `${worst.name} is off its target by ${angle(worst.trackingRms)} (root mean square): look at torque share${weak}, load and friction, or train with slower actuators.`,
  ];
}

function punctuality({ timing, ticks }: DeploymentReportData): string[] {
  const share = timing.skipped / (ticks + timing.skipped);
  const found: string[] = [];
  if (timing.p999 > late)
    found.push(
      `One tick in a thousand began ${milliseconds(timing.p999)} late or later: take load off the computer, or lower the rate.`,
    );
  if (share > skipped)
    found.push(`${percent(share)} of the ticks were skipped: end other programs, or lower the rate.`);
  if (timing.overruns > 0)
    found.push(
      `${times(timing.overruns, "tick")} took longer than a control period, at most ${milliseconds(timing.workMost)}: look at the bus budget (gaitway doctor --robot), or lower the rate.`,
    );
  return found;
}

function link({ retries, ticks, faults }: DeploymentReportData): string[] {
  const found: string[] = [];
  if (retries > retried * ticks)
    found.push(
      `${times(retries, "message")} had to be sent again: look at cables, termination and the latency timer of the adapter.`,
    );
  if (faults.length > 0) {
    const kinds = [...new Set(faults.map(({ what, fault }) => `${what} (${fault})`))].join(", ");
    found.push(
      `${times(faults.length, "fault")} of ${kinds}: compare their times, in the table below, with what the robot did; those that come with motion point at cables.`,
    );
  }
  return found;
}

function range({ outOfRange }: DeploymentReportData): string[] {
  if (!(outOfRange.mean > outside)) return [];
  return [
    `${percent(outOfRange.mean)} of the observation lay outside what training saw: compare units, signs and order of the sensors with the simulator, then widen what training sees.`,
  ];
}

/** One hint for the joint with the largest share, and how many others are beyond the limit too. */
function worstOf(
  joints: readonly JointData[],
  shareOf: (joint: JointData) => number,
  limit: number,
  say: (name: string, share: string) => string,
): string[] {
  const beyond = joints.filter((joint) => shareOf(joint) > limit).sort((a, b) => shareOf(b) - shareOf(a));
  const [worst, ...others] = beyond;
  if (worst === undefined) return [];
  const more = others.length === 0 ? "" : ` ${times(others.length, "other joint")} likewise.`;
  return [`${say(worst.name, percent(shareOf(worst)))}${more}`];
}
