/** An encrypted robot loop: 500 round trips a second over tcp with CURVE; how many are over within two milliseconds. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../../src/env/remote.ts";
import { makeKeys } from "../../../src/transport/keys.ts";
import { type Percentiles, percentiles } from "../percentiles.ts";
import { startSimulator } from "./simulator.ts";

export interface CurveResult {
  readonly trips: number;
  /** Of all round trips. */
  readonly withinLimit: number;
  readonly times: Percentiles;
}

const PERIOD_MS = 2;

export async function measureCurve({ seconds = 20 } = {}): Promise<CurveResult> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  try {
    const server = await makeKeys("server", join(folder, "server"));
    const agent = await makeKeys("agent", join(folder, "agents"));
    const keys = ["--keys", server.secretKeyFile, "--allow", join(folder, "agents")];
    await using simulator = await startSimulator("toy:identity", {}, "--bind", "tcp://127.0.0.1:*", ...keys);
    const curve = { serverKey: server.publicKeyFile, secretKeyFile: agent.secretKeyFile };
    await using env = await connect(simulator.endpoint, { curve });
    await env.reset({ envIds: [0], seeds: [1] });
    const step = () => env.step({ envIds: [0], actions: Float64Array.of(0.5, 0.25) });
    for (let i = 0; i < 500; i++) await step();
    const times = await ticks(seconds * 1000, step);
    const within = times.filter((time) => time <= PERIOD_MS * 1000).length;
    return { trips: times.length, withinLimit: within / times.length, times: percentiles(times) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One trip a period, at the moments of a clock; microseconds of each. A period that was missed is not made up for. */
async function ticks(durationMs: number, trip: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const start = performance.now();
  for (let next = start; next < start + durationMs; ) {
    // Timers of Node have a resolution of a millisecond: the rest is waited for awake, as a control loop does.
    while (performance.now() < next) await new Promise((resolve) => setImmediate(resolve));
    const begin = performance.now();
    await trip();
    times.push((performance.now() - begin) * 1000);
    next = Math.max(next + PERIOD_MS, performance.now());
  }
  return times;
}
