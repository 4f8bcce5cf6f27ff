/**
 * The process of a link. A process, since a thread with ZeroMQ in it cannot be ended from outside without ending the process; and with
 * a process of its own the robot is told at once when the driver's is gone: its standard input ends.
 */
import { messageOf } from "../../../transport/errors.ts";
import { monotonicClock } from "../../loop/clock.ts";
import { Link } from "./link.ts";
import { type LinkAnswer, type LinkOrder, mailFd } from "./link-order.ts";

/** So often it looks into the mail, ms. */
const lookTime = 1;

function say(answer: LinkAnswer): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

// A signal meant for the whole group must not take the link along: it goes when its input ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

const driverGone = new Promise<void>((resolve) => process.stdin.once("close", resolve).resume());
const { target, options } = JSON.parse(process.argv[2] as string) as LinkOrder;
try {
  const link = await Link.open(target, options, mailFd, monotonicClock());
  say(link.robot);
  const timer = setInterval(() => link.carry(), lookTime);
  await driverGone;
  clearInterval(timer);
  await link.close();
} catch (error) {
  say({ why: messageOf(error) });
}
// Whatever ZeroMQ still has to say, nobody listens.
process.exit(0);
