import assert from "node:assert/strict";
import { test } from "node:test";
import { Subject } from "rxjs";
import { handTunedGait } from "../../../envs/aibo/gait.ts";
import { jointCommands } from "../../../envs/aibo/joint-commands.ts";
import { leanOf } from "../../../envs/aibo/loci.ts";
import { startRealTimeAibo } from "../../../envs/aibo/real-time/start.ts";
import { driverSource } from "../../../src/deploy/drivers/open-driver.ts";
import { type DeployEvent, deploy } from "../../../src/deploy/loop/deploy.ts";
import { planFor } from "../../../src/deploy/plan.ts";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { RequestName } from "../../../src/deploy/requests.ts";
import type { RobotSpec } from "../../../src/deploy/robot.ts";
import type { StateName } from "../../../src/deploy/states.ts";
import { until } from "../../support/wait.ts";

const controlPeriod = 0.032;
const frames = Math.round(handTunedGait.gaitPeriod / 0.008);

/** The hand-tuned trot as a cycle, a sample every 8 ms. */
function trot(): number[][] {
  return Array.from({ length: frames }, (_, frame) => {
    const targets = new Float64Array(12);
    jointCommands(handTunedGait, leanOf(handTunedGait), frame / frames, 0, targets);
    return [...targets];
  });
}

function trottingPlan(robot: RobotSpec) {
  return planFor({
    robot,
    source: { kind: "cycle", period: handTunedGait.gaitPeriod, samples: trot() },
    controlPeriod,
    rung: "full",
    limits: { rampTime: 0.3, fadeTime: 0.2 },
    stop: { profile: "damp", timeout: 0.5 },
    // However busy the machine is.
    guards: { shadowTicks: 2, maxSkipped: 10_000 },
  });
}

test("the trot walks in real time; every fault stops it for its own reason, and after a reset it walks again", async () => {
  await using aibo = await startRealTimeAibo({ controlPeriod });
  const operator = new Subject<RequestName>();
  const states: { state: StateName; reason: ReasonName; time: number }[] = [];
  let isOver = false;
  deploy({
    plan: trottingPlan(aibo.robot.spec),
    driver: driverSource("sim:aibo", aibo.robot),
    operator,
    threadTimeout: 30,
  }).subscribe({
    next: (event: DeployEvent) => {
      if (event.type === "state") states.push(event);
    },
    complete: () => {
      isOver = true;
    },
  });
  const last = () => states.at(-1);
  const reached = (state: StateName) =>
    until(`${state} (${JSON.stringify(last())})`, () => last()?.state === state, 10_000);
  const walk = async (): Promise<void> => {
    await reached("checked");
    operator.next("arm");
    await reached("holding");
    operator.next("go");
    await reached("running");
  };

  await walk();
  aibo.track();
  const track: ReturnType<typeof aibo.track> = [];
  await until("a second of running", () => {
    track.push(...aibo.track());
    return (track.at(-1)?.time ?? 0) > (last()?.time ?? 0) + 1;
  });
  const advance = (track.at(-1)?.x ?? 0) - (track[0]?.x ?? 0);
  // A lap of this gait is timed at 0.24 m/s once it is under way.
  assert.ok(advance > 0.15 && advance < 0.3, `${advance} m in a second`);
  assert.ok(!track.some(({ fell }) => fell));

  for (const [fault, reason] of [
    ["freeze", "sensorFrozen"],
    ["stale", "sensorStale"],
    ["nan", "sensorNotFinite"],
    ["cut", "disconnected"],
    ["push", "tilted"],
  ] as const) {
    if (last()?.state !== "running") await walk();
    aibo.inject(fault);
    await reached("latched");
    assert.equal(states.at(-2)?.reason, reason);
    if (fault !== "push") aibo.inject(fault, false);
    operator.next("reset");
    await reached("checked");
  }
  operator.complete();
  await until("the end", () => isOver);
});
