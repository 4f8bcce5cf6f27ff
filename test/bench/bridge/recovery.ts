/** A simulator that is killed: when that is known, and when the next valid step is; a server that falls silent likewise. */
import { readFile } from "node:fs/promises";
import { connect } from "../../../src/env/remote.ts";
import { spawn } from "../../../src/env/spawn.ts";
import { median } from "../percentiles.ts";
import { startSimulator } from "./simulator.ts";

/** Seconds; medians, and for what has a limit the worst. */
export interface RecoveryResult {
  readonly startUp: number;
  /** From the kill to the first valid step of the new process, less the start-up. */
  readonly recovery: number;
  readonly worstRecovery: number;
  /** From the moment a server is stopped (SIGSTOP) to the error of the request under way. */
  readonly deadKnown: number;
  readonly worstDeadKnown: number;
}

const ACTIONS = Float64Array.of(0.5, 0.25);
const request = { envIds: [0], seeds: [1] };

export async function measureRecovery({ rounds = 4 } = {}): Promise<RecoveryResult> {
  const startUps: number[] = [];
  const recoveries: number[] = [];
  const silences: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { startUp, recovered } = await killAndGoOn();
    startUps.push(startUp);
    recoveries.push(recovered - startUp);
    silences.push(await stopAndNotice());
  }
  return {
    startUp: median(startUps),
    recovery: median(recoveries),
    worstRecovery: Math.max(...recoveries),
    deadKnown: median(silences),
    worstDeadKnown: Math.max(...silences),
  };
}

async function killAndGoOn(): Promise<{ readonly startUp: number; readonly recovered: number }> {
  const before = performance.now();
  await using env = await spawn("toy:identity");
  const startUp = secondsSince(before);
  await env.reset(request);
  const [child] = await simulatorsOf(process.pid);
  const killed = performance.now();
  process.kill(child as number, "SIGKILL");
  await env.step({ envIds: [0], actions: ACTIONS }).catch(() => undefined);
  await env.reset(request);
  await env.step({ envIds: [0], actions: ACTIONS });
  return { startUp, recovered: secondsSince(killed) };
}

async function stopAndNotice(): Promise<number> {
  await using simulator = await startSimulator("toy:identity", {});
  await using env = await connect(simulator.endpoint);
  await env.reset(request);
  process.kill(simulator.pid, "SIGSTOP");
  const stopped = performance.now();
  try {
    await env.step({ envIds: [0], actions: ACTIONS }).catch(() => undefined);
    return secondsSince(stopped);
  } finally {
    process.kill(simulator.pid, "SIGCONT");
  }
}

function secondsSince(begin: number): number {
  return (performance.now() - begin) / 1000;
}

async function simulatorsOf(parent: number): Promise<number[]> {
  const children = (await readFile(`/proc/${parent}/task/${parent}/children`, "utf8")).trim().split(/\s+/);
  const serving = await Promise.all(
    children.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return children.filter((_, i) => serving[i]?.includes("gaitway_envs")).map(Number);
}
