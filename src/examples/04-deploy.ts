// Puts a gait on a robot that is simulated in real time: what 02 tuned, the hand-tuned one here, and no simulator waits for it.
//   node dist/src/examples/04-deploy.js
import { lastValueFrom, tap } from "rxjs";
import { aiboCycle } from "../../envs/aibo/cycle.ts";
import { gaitStarts } from "../../envs/aibo/gait.ts";
import { startRealTimeAibo } from "../../envs/aibo/real-time/start.ts";
import { deploy, driverSource, planFor } from "../index.ts";

const [seconds = "5"] = process.argv.slice(2);
const controlPeriod = 0.032;

await using aibo = await startRealTimeAibo({ controlPeriod });
const plan = planFor({
  robot: aibo.robot.spec,
  source: aiboCycle(gaitStarts["hand-tuned"]),
  controlPeriod,
  rung: "full",
  // Nobody is asked: torque goes on, the robot stands up, the gait fades in, and after so many seconds it stops.
  unattended: true,
  duration: Number(seconds),
});

await lastValueFrom(
  deploy({ plan, driver: driverSource("sim:aibo", aibo.robot) }).pipe(
    tap((event) => {
      if (event.type === "state") console.log(`${event.state}: ${event.reason}`);
    }),
  ),
);
const walked = aibo.track().at(-1);
console.log(`${walked?.x.toFixed(2)} m forward`);
