/** A process that arms the robot at the address it is given, commands it every 16 ms, says so, and is there to be killed. */
import { openDriver } from "../../../../src/deploy/drivers/wire/open-driver.ts";
import { monotonicClock } from "../../../../src/deploy/loop/clock.ts";

const driver = await openDriver(process.argv[2] as string, { clock: monotonicClock(), robot: undefined });
const stance = Float64Array.from(driver.robot.joints, (joint) => joint.stance);
driver.write(stance, 1);
driver.torque(true);
let ticks = 0;
setInterval(() => {
  driver.write(stance, 1);
  if (++ticks === 5) process.stdout.write("commanding\n");
}, 16);
