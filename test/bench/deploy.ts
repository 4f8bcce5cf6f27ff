/** `gaitway bench deploy`: what a deployment has to reach, part by part; each part prints a table for the README. */

import { loadavg } from "node:os";
import { join } from "node:path";
import { mean, standardError } from "../../src/math/statistics.ts";
import { packageRoot } from "../support/package-root.ts";
import { exportBench } from "./deploy/export.ts";
import { measureFaults } from "./deploy/faults.ts";
import { measureJitter } from "./deploy/jitter.ts";
import { measureTick, wireTime } from "./deploy/tick.ts";
import { walksOf } from "./deploy/walks.ts";
import { requirePart } from "./parts.ts";
import { machine, type Row, table } from "./table.ts";

const print = (text: string): boolean => process.stdout.write(text);

const parts: Readonly<Record<string, () => Promise<void>>> = {
  jitter: printJitter,
  faults: printFaults,
  tick: printTick,
  walks: printWalks,
  export: exportBench,
};

/** Runs the parts named, or all. */
export async function benchDeploy(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

/** Long enough for the thousandth part of the ticks to be more than a handful. */
const jitterTime = 70;

async function printJitter(): Promise<void> {
  const busy = await measureJitter({ rate: 100, seconds: jitterTime, isBusy: true });
  const idle = await measureJitter({ rate: 100, seconds: jitterTime / 7, isBusy: false });
  const ms = (time: number): string => time.toFixed(2);
  const row = (what: string, { ticks, p50, p99, p999, max, skippedShare }: typeof busy) => ({
    "main thread": what,
    ticks: String(ticks),
    "p50, ms": ms(p50),
    "p99, ms": ms(p99),
    "p99.9, ms": ms(p999),
    "max, ms": ms(max),
    "skipped, %": (100 * skippedShare).toFixed(3),
  });
  const asked = { "main thread": "asked for", ticks: "", "p50, ms": "", "p99, ms": "", "max, ms": "" };
  print(
    "\nLateness of the control loop at 100 Hz, a policy of two layers of 64 in it, on a robot that takes no time\n",
  );
  print(
    table([
      row(`JSON and garbage, turns of up to ${busy.mainTurn.toFixed(0)} ms`, busy),
      row("idle", idle),
      { ...asked, "p99.9, ms": "≤ 5", "skipped, %": "≤ 0.1" },
    ]),
  );
}

/** s */
const tickTime = 20;

async function printTick(): Promise<void> {
  const rows = [];
  for (const rate of [31.25, 50, 100]) {
    const { ticks, p50, p99, max, faults, skipped } = await measureTick(rate, tickTime);
    rows.push({
      "rate, Hz": String(rate),
      ticks: String(ticks),
      "beyond the wire p50, ms": p50.toFixed(2),
      "p99, ms": p99.toFixed(2),
      "max, ms": max.toFixed(2),
      "without all answers": String(faults),
      skipped: String(skipped),
    });
  }
  const wire = (1000 * wireTime).toFixed(2);
  print(
    `\nA tick of twelve servos on the emulated bus at 1 Mbit/s: read, decide by a policy of two layers of 64, write. Waited for on the wire: ${wire} ms; asked for: p50 ≤ 1 ms beyond it\n`,
  );
  print(table(rows));
}

/** Saved policies that are kept with the benchmark: a tuned gait and a trained network. */
const policies = ["gait", "network"] as const;

async function printWalks(): Promise<void> {
  const rows = [];
  for (const name of policies) {
    const walks = await walksOf(join(packageRoot, "test", "bench", "deploy", "policies", name));
    const training = mean(walks[0]?.speeds ?? []);
    for (const { robot, speeds, replays } of walks)
      rows.push({
        policy: name,
        on: robot,
        walks: String(speeds.length),
        "mm/s": `${(1000 * mean(speeds)).toFixed(1)} ± ${(1000 * standardError(speeds)).toFixed(1)}`,
        "beside training, %": ((100 * mean(speeds)) / training - 100).toFixed(1),
        "replay of each": [...new Set(replays)].join("; "),
      });
  }
  print(
    "\nThe same policies in the simulator they come from, in real time, and on the emulated bus, mean ± standard error; asked for: within 10 %\n",
  );
  print(table(rows));
}

async function printFaults(): Promise<void> {
  const rows: Row[] = [];
  const [loadBefore] = loadavg();
  await measureFaults(({ name, reason, timeToSafe, last, bound, wrong }) => {
    const isInTime = !(timeToSafe > bound);
    // It takes minutes.
    process.stderr.write(`${name}: ${(1000 * timeToSafe).toFixed(0)} ms ${reason} ${wrong}\n`);
    const ms = (time: number): string => (1000 * time).toFixed(0);
    rows.push({
      fault: name,
      reason,
      "to safe, ms": Number.isNaN(timeToSafe) ? "–" : ms(timeToSafe),
      "at most, ms": Number.isNaN(timeToSafe) ? "–" : ms(bound),
      "last on the wire": last,
      ok: wrong !== "" ? wrong : isInTime ? "yes" : "too late",
    });
  });
  const [before, after] = [loadBefore, loadavg()[0]].map((load) => load?.toFixed(1));
  print(
    `\nFrom a fault to the first order after which nothing moves the robot; load of the machine ${before} … ${after}\n`,
  );
  print(table(rows));
}
