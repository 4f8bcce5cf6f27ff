/** `gaitway bench bridge`: what the bridge to simulators has to reach, beside its peers and floors, part by part. */

import { measureCurve } from "./bridge/curve.ts";
import { benchFaults } from "./bridge/faults.ts";
import { measureGrowth } from "./bridge/growth.ts";
import { measureImages } from "./bridge/images.ts";
import { measureLockStep } from "./bridge/lock-step.ts";
import { measureMemory } from "./bridge/memory.ts";
import { measureRecovery } from "./bridge/recovery.ts";
import { cartPoles, halfCheetahs, measureVector, type VectorSubject } from "./bridge/vector.ts";
import { requirePart } from "./parts.ts";
import { machine, table } from "./table.ts";

const print = (text: string): boolean => process.stdout.write(text);
const thousands = (rate: number): string => (rate / 1000).toFixed(1);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

const parts: Readonly<Record<string, () => Promise<void>>> = {
  "lock-step": printLockStep,
  cheetahs: () => printVector(halfCheetahs, { overFloor: 0.85, timesAsync: 3 }),
  cartpoles: () => printVector(cartPoles, { timesAsync: 15 }),
  images: printImages,
  growth: printGrowth,
  curve: printCurve,
  recovery: printRecovery,
  memory: printMemory,
  faults: () => benchFaults(),
};

/** Runs the parts named, or all. */
export async function benchBridge(only: readonly string[]): Promise<void> {
  requirePart(only, Object.keys(parts));
  print(`${machine()}\n`);
  for (const [name, run] of Object.entries(parts)) if (only.length === 0 || only.includes(name)) await run();
}

/** A figure beside what it has to reach; the sign says which way. */
function target(what: string, got: string, wanted: string, reached: boolean): void {
  print(`${what}: ${got} (target ${wanted}: ${reached ? "reached" : "missed"})\n`);
}

async function printLockStep(): Promise<void> {
  const { bare, gaitway, overBare, grpc, timesGrpc, samples } = await measureLockStep();
  print(`\nOne environment in lock step, Node and Python over ipc, ${samples} round trips of each in turn\n`);
  const row = (what: string, p50: number, p99: string, rate: number) => ({
    what,
    "p50, µs": p50.toFixed(1),
    "p99, µs": p99,
    "round trips/s": rate.toFixed(0),
  });
  print(
    table([
      row("bare DEALER/ROUTER, the same bytes", bare.p50, bare.p99.toFixed(1), 1e6 / bare.mean),
      row("Gaitway step()", gaitway.p50, gaitway.p99.toFixed(1), 1e6 / gaitway.mean),
      row("gRPC stream, Python and Python, a Unix socket", grpc.p50, "", grpc.tripsPerSecond),
    ]),
  );
  target("median over the bare one's", overBare.toFixed(2), "≤ 1.30", overBare <= 1.3);
  target("rate over gRPC's", timesGrpc.toFixed(2), "≥ 3", timesGrpc >= 3);
}

interface VectorTargets {
  readonly overFloor?: number;
  readonly timesAsync: number;
}

async function printVector(subject: VectorSubject, wanted: VectorTargets): Promise<void> {
  const { floor, gaitway, asyncVector, overFloor, timesAsync } = await measureVector(subject);
  print(`\n${subject.id} × ${subject.envs}, steps/s of all together, medians of turns\n`);
  const row = (what: string, rate: number) => ({ what, "1000 steps/s": thousands(rate) });
  print(
    table([
      row("the same processes flat out, nothing attached", floor),
      row("Gaitway, through the public API", gaitway),
      row("Gymnasium AsyncVectorEnv", asyncVector),
    ]),
  );
  if (wanted.overFloor === undefined) print(`share of flat out: ${overFloor.toFixed(2)}\n`);
  else {
    const reached = overFloor >= wanted.overFloor;
    target("share of flat out", overFloor.toFixed(2), `≥ ${wanted.overFloor}`, reached);
  }
  target(
    "over AsyncVectorEnv",
    timesAsync.toFixed(1),
    `≥ ${wanted.timesAsync}`,
    timesAsync >= wanted.timesAsync,
  );
}

async function printImages(): Promise<void> {
  const { gaitway, asyncVector, sharedMemoryCopy } = await measureImages();
  print("\nPictures of 84 × 84 × 3 from 8 environments\n");
  const row = (what: string, rate: number) => ({ what, "MB/s": megabytes(rate) });
  print(
    table([
      row("Gaitway, to TypeScript in another process", gaitway),
      row("Gymnasium AsyncVectorEnv", asyncVector),
      row("bare copy out of shared memory", sharedMemoryCopy),
    ]),
  );
}

async function printGrowth(): Promise<void> {
  const points = await measureGrowth();
  print("\nCartPole-v1, steps/s by the number of environments\n");
  print(
    table(
      points.map(({ envs, stepsPerSecond }) => ({
        environments: String(envs),
        "1000 steps/s": thousands(stepsPerSecond),
        "µs a batch": ((1e6 * envs) / stepsPerSecond).toFixed(0),
      })),
    ),
  );
}

async function printCurve(): Promise<void> {
  const { trips, withinLimit, times } = await measureCurve();
  print(`\nEncrypted (CURVE) over tcp at 500 Hz, ${trips} round trips: p50 ${times.p50.toFixed(0)} µs, `);
  print(`p99 ${times.p99.toFixed(0)} µs\n`);
  target("inside 2 ms", `${(withinLimit * 100).toFixed(2)} %`, "≥ 99.9 %", withinLimit >= 0.999);
}

async function printRecovery(): Promise<void> {
  const { startUp, recovery, worstRecovery, deadKnown, worstDeadKnown } = await measureRecovery();
  const seconds = (median: number, worst: number) => `${median.toFixed(2)} s, at worst ${worst.toFixed(2)} s`;
  print(`\nA simulator killed, and one that falls silent; it starts in ${startUp.toFixed(2)} s\n`);
  target("dead peer known after", seconds(deadKnown, worstDeadKnown), "≤ 1.5 s", worstDeadKnown <= 1.5);
  target(
    "valid step after kill, less the start",
    seconds(recovery, worstRecovery),
    "≤ 2 s",
    worstRecovery <= 2,
  );
}

async function printMemory(): Promise<void> {
  const { steps, agent, server } = await measureMemory();
  print(`\nResident sets over ${steps} steps, MiB, after the first fifth and at the end\n`);
  const row = (what: string, { before, after, growth }: typeof agent) => ({
    what,
    before: mebibytes(before),
    after: mebibytes(after),
    "growth, %": (growth * 100).toFixed(2),
  });
  print(table([row("agent", agent), row("server", server)]));
  const most = Math.max(agent.growth, server.growth);
  target("growth", `${(most * 100).toFixed(2)} %`, "< 5 %", most < 0.05);
}
