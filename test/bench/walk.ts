/** `gaitway bench walk`: what the first version has to reach, part by part; each part prints a table for the README. */
import { availableParallelism } from "node:os";
import { measureColdStart } from "./cold-start.ts";
import { measureMemory } from "./memory.ts";
import { requirePart } from "./parts.ts";
import { benchRelearn } from "./relearn.ts";
import { replayPaper } from "./replay.ts";
import { machine, table } from "./table.ts";
import { measureThroughput } from "./throughput.ts";
import { benchWire } from "./wire.ts";

const print = (text: string): boolean => process.stdout.write(text);
const mm = (metersPerSecond: number): string => (metersPerSecond * 1000).toFixed(1);
const workers = Math.min(2, availableParallelism());

const parts: Readonly<Record<string, () => Promise<void>>> = {
  wire: printWire,
  replay: printReplay,
  throughput: printThroughput,
  memory: printMemory,
  start: printColdStart,
  relearn: () => benchRelearn("hand-tuned", [1, 2, 3, 4, 5]),
  "relearn-poor": () => benchRelearn("poor", [1, 2, 3, 4, 5]),
};

/** Runs the parts named, or all. */
export async function benchWalk(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

async function printWire(): Promise<void> {
  const { bare, gaitway, ratio, samples } = await benchWire();
  const row = (what: string, { p50, p99 }: typeof bare) => ({
    what,
    "p50, µs": p50.toFixed(1),
    "p99, µs": p99.toFixed(1),
  });
  print(`\nOne lock-step request over ipc, ${samples} of each in turn, same frames, same two processes\n`);
  print(table([row("bare DEALER/ROUTER", bare), row("Gaitway step()", gaitway)]));
  print(`ratio of the medians ${ratio.toFixed(2)}\n`);
}

async function printReplay(): Promise<void> {
  const rows = await replayPaper({ laps: 40, workers });
  print("\nThe paper's two gaits, 40 perturbed laps each\n");
  print(
    table(
      rows.map(({ gait, timestep, speed, standardError, robot, outcomes }) => ({
        gait,
        "timestep, ms": String(timestep * 1000),
        "robot, mm/s": mm(robot),
        "here, mm/s": `${mm(speed)} ± ${mm(standardError)}`,
        "difference, %": ((speed / robot - 1) * 100).toFixed(1),
        laps: Object.entries(outcomes)
          .map(([outcome, count]) => `${count} ${outcome}`)
          .join(", "),
      })),
    ),
  );
}

async function printThroughput(): Promise<void> {
  const { laps, gaitway, bare } = await measureThroughput(23, workers);
  const row = (what: string, seconds: number) => ({
    what,
    "laps/s": (laps / seconds).toFixed(2),
    minutes: (seconds / 60).toFixed(2),
  });
  print(`\n23 iterations, ${laps} laps, ${workers} workers; the same laps iteration by iteration in turn\n`);
  print(table([row("bare worker threads", bare), row("gaitway tune", gaitway)]));
  print(`ratio of laps/s ${(bare / gaitway).toFixed(3)}\n`);
}

async function printMemory(): Promise<void> {
  const { laps, before, after, growth } = await measureMemory({ workers });
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  print(
    `\nResident set over ${laps} laps in one process: ${mib(before)} after 500, ${mib(after)} at the end, `,
  );
  print(`${growth >= 0 ? "+" : "−"}${Math.abs(growth * 100).toFixed(2)} %\n`);
}

async function printColdStart(): Promise<void> {
  const { prepared, firstProgress, total } = await measureColdStart();
  print("\nnpm start in a fresh clone with an empty npm cache: ");
  print(
    `installed and compiled in ${prepared.toFixed(0)} s, first progress ${firstProgress.toFixed(1)} s later, `,
  );
  print(`report after ${(total / 60).toFixed(2)} min\n`);
}
