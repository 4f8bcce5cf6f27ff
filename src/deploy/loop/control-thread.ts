/** The control thread: opens the robot, waits until somebody guards it, runs the loop, lets go of the robot however that ends. */
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../transport/errors.ts";
import { controllerFor } from "../controller.ts";
import type { Driver } from "../driver.ts";
import { openDriver } from "../drivers/open-driver.ts";
import type { DeployPlan } from "../plan.ts";
import { requestBits } from "../requests.ts";
import { monotonicClock } from "./clock.ts";
import { type Controller, runLoop } from "./control-loop.ts";
import { Pacer } from "./pacer.ts";
import { takePrecedence } from "./precedence.ts";
import { Ring } from "./ring.ts";
import { SharedBlock } from "./shared-block.ts";
import { sleeper } from "./sleep.ts";
import type { ThreadData, ThreadMessage, ThreadOrder } from "./thread-message.ts";

/** A main thread that is away for longer than this finds all of it kept, s. */
const ringTime = 60;

function requireSameRobot({ robot }: Driver, plan: DeployPlan): void {
  if (JSON.stringify(robot) === JSON.stringify(plan.robot)) return;
  throw new Error(
    `the robot that answered is not the one this was planned for: expected ${plan.robot.name} ${plan.robot.version} as described, got ${robot.name} ${robot.version}; connect the robot that was checked, or check this one`,
  );
}

function run(
  { plan, block: memory, mainTimeout }: ThreadData,
  driver: Driver,
  controller: Controller,
  ring: Ring,
): void {
  const clock = monotonicClock();
  const block = new SharedBlock(memory);
  const pacer = new Pacer(plan.controlPeriod, clock, sleeper(block, clock));
  runLoop({ controller, driver, pacer, clock, block, ring, stopBit: requestBits.stop, mainTimeout });
}

async function serve(data: ThreadData, tell: (message: ThreadMessage) => void): Promise<void> {
  const driver = await openDriver(data.driver, monotonicClock());
  const precedence = takePrecedence();
  try {
    requireSameRobot(driver, data.plan);
    const controller = controllerFor(data.plan);
    const { size } = controller.layout;
    const ring = Ring.memory(size, Math.ceil(ringTime / data.plan.controlPeriod));
    const { identity, emergency } = driver;
    tell({
      type: "opened",
      identity,
      emergency,
      hasPrecedence: precedence.isGranted,
      layout: controller.layout,
      ring,
    });
    const [order] = (await once(parentPort as NonNullable<typeof parentPort>, "message")) as [ThreadOrder];
    if (order === "begin") run(data, driver, controller, new Ring(ring, size));
    tell({ type: "over" });
  } catch (error) {
    tell({ type: "broken", cause: messageOf(error) });
    throw error;
  } finally {
    driver.torque(false);
    driver.close();
    precedence.release();
  }
}

if (parentPort !== null) {
  const port = parentPort;
  await serve(workerData as ThreadData, (message) => port.postMessage(message));
}
