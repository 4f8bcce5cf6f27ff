/** A process that deploys on the pipe robot named on its command line, says when it runs, and waits to be killed. */
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import { pipeDriver, swingingPlan } from "./pipe-deployment.ts";

deploy({ plan: swingingPlan(), driver: pipeDriver(process.argv[2] as string), threadTimeout: 30 }).subscribe(
  (event) => {
    if (event.type === "state" && event.state === "running") process.stdout.write("running\n");
  },
);
