/** A process that deploys on the pipe robot named on its command line, says when it runs, and stops it when it is told to end. */
import { map, take } from "rxjs";
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import { endings } from "../../../src/deploy/loop/endings.ts";
import { pipeDriver, swingingPlan } from "./pipe-deployment.ts";

const operator = endings().pipe(
  take(1),
  map(() => "stop" as const),
);
const driver = pipeDriver(process.argv[2] as string);
deploy({ plan: swingingPlan(), driver, operator, threadTimeout: 30 }).subscribe((event) => {
  if (event.type === "state" && event.state === "running") process.stdout.write("running\n");
});
