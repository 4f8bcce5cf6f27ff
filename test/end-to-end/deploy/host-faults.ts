/** What can go wrong with the computer, the program and whoever started it. */
import { spawnSync } from "node:child_process";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { Fault, Stage } from "./fault.ts";
import type { Sabotage } from "./sabotage.ts";
import { clock } from "./scene.ts";

/** The time is taken before: what is asked for is there at once. */
const at = (action: (stage: Stage) => void) => (stage: Stage) => {
  const now = clock();
  action(stage);
  return now;
};

const signal = (name: NodeJS.Signals, reason: ReasonName | ""): Fault => ({
  name,
  expect: { kind: "stops", reason },
  inject: at(({ deployment }) => deployment.signal(name)),
});

const sabotage = (name: string, how: Sabotage, expect: Fault["expect"]): Fault => ({
  name,
  expect,
  inject: at(({ deployment }) => deployment.sabotage(how)),
});

const stops = (reason: ReasonName): Fault["expect"] => ({ kind: "stops", reason });
const lost = (reason: string): Fault["expect"] => ({ kind: "lost", reason });

export const hostFaults: readonly Fault[] = [
  signal("SIGINT", "stopRequest"),
  signal("SIGTERM", "stopRequest"),
  signal("SIGHUP", "stopRequest"),
  signal("SIGKILL", ""),
  signal("SIGSEGV", ""),
  {
    name: "SIGSTOP: nobody speaks",
    expect: { kind: "watchdog", reason: "" },
    inject: at(({ deployment }) => deployment.signal("SIGSTOP")),
    isLeftAlone: true,
  },
  {
    name: "SIGKILL of the guard",
    expect: stops("stopRequest"),
    inject: at(({ deployment }) => process.kill(deployment.guard, "SIGKILL")),
  },
  {
    name: "the parent is killed",
    start: { hasParent: true },
    expect: stops("stopRequest"),
    inject: at(({ deployment }) => deployment.child.kill("SIGKILL")),
  },
  {
    name: "the operator says stop",
    start: { isAttended: true },
    expect: stops("stopRequest"),
    inject: at(({ deployment }) => deployment.say("stop")),
    isLeftAlone: true,
  },
  {
    name: "standard input ends",
    start: { isAttended: true },
    expect: stops("stopRequest"),
    inject: async ({ deployment: { child } }) => {
      const now = clock();
      // Gone when it was handed over, not when this process next comes to it.
      await new Promise<void>((resolve) => child.stdin?.end(resolve));
      return now;
    },
    isLeftAlone: true,
  },
  {
    name: "disk full",
    // The recording is written once a second; until then nobody can know.
    bound: 1.1,
    expect: stops("stopRequest"),
    inject: at(({ deployment }) => {
      const { status, error } = spawnSync("prlimit", ["--pid", String(deployment.pid), "--fsize=0"]);
      if (status !== 0) throw error ?? new Error("prlimit failed");
    }),
  },
  sabotage("the control thread throws", "throw", lost("died")),
  sabotage("the control thread hangs", "hang", lost("has not moved")),
  sabotage("the control thread ends", "exit", lost("ended by itself")),
  {
    ...sabotage("the main thread hangs", "mainHang", { kind: "stops", reason: "" }),
    // The robot is driven as before meanwhile; what is missing is somebody to stop it.
    bound: 2.1,
    isLeftAlone: true,
  },
  sabotage("a sensor is NaN", "nan", stops("sensorNotFinite")),
  sabotage("the driver's stamps stay", "stale", stops("sensorStale")),
  sabotage("the driver's values stay", "frozen", stops("sensorFrozen")),
  // As if the computer had slept: ticks were missed.
  sabotage("the clock leaps ahead", "later", stops("tooManySkipped")),
  sabotage("the clock goes back", "earlier", stops("clockJump")),
];
