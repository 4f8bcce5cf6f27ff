/** The tuned gait of the AIBO on the emulated board, all the way and off it again. */
import assert from "node:assert/strict";
import { lastValueFrom, toArray } from "rxjs";
import { aiboCycle } from "../../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../../envs/aibo/gait.ts";
import { jointNames } from "../../../../envs/aibo/legs.ts";
import { agree, type PolicyTerms } from "../../../../src/deploy/contract.ts";
import { driverSource } from "../../../../src/deploy/drivers/open-driver.ts";
import { retarget } from "../../../../src/deploy/drivers/opencat/retarget.ts";
import { opencatSpecOf } from "../../../../src/deploy/drivers/opencat/robot-file.ts";
import { deploy } from "../../../../src/deploy/loop/deploy.ts";
import { planFor } from "../../../../src/deploy/plan.ts";
import { pythonTest } from "../../../support/python.ts";
import { BoardPeer, description } from "../support/board-peer.ts";

const controlPeriod = 0.1;
const box = (names: readonly string[]): PolicyTerms["actionSpace"] => ({
  type: "box",
  dtype: "float64",
  shape: [names.length],
  low: new Float64Array(names.length).fill(-3),
  high: new Float64Array(names.length).fill(3),
  names,
  units: names.map(() => "rad"),
});
const terms: PolicyTerms = {
  observationSpace: box([]),
  actionSpace: box(jointNames.map((name) => `${name}Target`)),
  controlPeriod,
};

pythonTest("a gait is mapped, agreed to, ramped, played and stopped, and the robot lies down", async () => {
  await using peer = await BoardPeer.start();
  const gait = retarget({ terms, plan: aiboCycle(handTunedGait) }, description);
  const robot = opencatSpecOf(description);
  agree(gait.terms, robot);
  const plan = planFor({
    robot,
    source: gait.plan,
    controlPeriod,
    rung: "full",
    limits: { rampTime: 0.2, fadeTime: 0.1 },
    // However busy the machine is.
    guards: { shadowTicks: 2, maxSkipped: 10_000, holdTicks: 1000 },
    unattended: true,
    duration: 0.8,
  });
  const driver = driverSource(`opencat:${peer.path}`, { description, controlPeriod });
  const events = await lastValueFrom(deploy({ plan, driver, threadTimeout: 30 }).pipe(toArray()));
  const states = events.flatMap((event) => (event.type === "state" ? [event.state] : []));
  assert.deepEqual(states.slice(-3), ["running", "stopping", "latched"]);
  const heard = peer.heard();
  const moves = heard.filter((bytes) => bytes.startsWith("49"));
  // The stance first, 30° (1E) in all joints, and then others.
  assert.equal(moves[0], "49081e091e0a1e0b1e0c1e0d1e0e1e0f1e7e");
  assert.ok(new Set(moves).size > 3, `${moves}`);
  assert.equal(heard.at(-1), "640a");
  assert.equal((await peer.report()).powered, false);
});
