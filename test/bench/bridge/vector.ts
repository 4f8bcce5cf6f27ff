/**
 * Many environments: through the bridge, flat out with nothing attached, and in Gymnasium's AsyncVectorEnv; steps a
 * second of all together. The three take turns, and the ratios are medians over the turns.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { managedPython, pythonPath } from "../../../src/env/python/managed.ts";
import { connect } from "../../../src/env/remote.ts";
import type { AnyBatch } from "../../../src/env/space.ts";
import { median } from "../percentiles.ts";
import { runPeer } from "./peer.ts";
import { stepRate } from "./rate.ts";
import { startSimulator } from "./simulator.ts";

export interface VectorSubject {
  /** An id of Gymnasium. */
  readonly id: string;
  readonly envs: number;
  /** The server chooses when absent. */
  readonly processes?: number;
  readonly actions: (count: number) => AnyBatch;
}

/**
 * One message for all. With two groups in flight a group is stepped while the other is on the wire, but twice as many messages
 * share the cores with the physics; on two cores neither was clearly faster. One that is stepped as a whole cannot take turns with
 * itself anyway.
 */
const GROUPS = 1;

export const halfCheetahs: VectorSubject = {
  id: "HalfCheetah-v5",
  envs: 16,
  processes: 2,
  actions: (count) => new Float64Array(6 * count).fill(0.1),
};

export const cartPoles: VectorSubject = {
  id: "CartPole-v1",
  envs: 64,
  actions: (count) => Int32Array.from({ length: count }, (_, i) => i % 2),
};

export interface VectorRates {
  /** Medians, steps a second. */
  readonly floor: number;
  readonly gaitway: number;
  readonly asyncVector: number;
  readonly overFloor: number;
  readonly timesAsync: number;
}

export async function measureVector(
  { id, envs, processes, actions }: VectorSubject,
  { rounds = 3, seconds = 3 } = {},
): Promise<VectorRates> {
  const options = { envs, ...(processes === undefined ? {} : { processes }) };
  await using simulator = await startSimulator(`gym:${id}`, options);
  await using env = await connect(simulator.endpoint, { expect: "any" });
  await stepRate(env, { seconds: seconds / 4, groups: GROUPS, actions });
  const turns: { floor: number; gaitway: number; asyncVector: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const floor = await floorRate(`gym:${id}`, options, seconds);
    const gaitway = await stepRate(env, { seconds, groups: GROUPS, actions });
    const flags = ["--envs", String(envs), "--seconds", String(seconds)];
    const peer = await runPeer<{ stepsPerSecond: number }>("async_vector.py", id, ...flags);
    turns.push({ floor, gaitway, asyncVector: peer.stepsPerSecond });
  }
  return {
    floor: median(turns.map((turn) => turn.floor)),
    gaitway: median(turns.map((turn) => turn.gaitway)),
    asyncVector: median(turns.map((turn) => turn.asyncVector)),
    overFloor: median(turns.map((turn) => turn.gaitway / turn.floor)),
    timesAsync: median(turns.map((turn) => turn.gaitway / turn.asyncVector)),
  };
}

/** The same processes with nothing attached. */
export async function floorRate(
  name: string,
  { envs, processes }: { readonly envs: number; readonly processes?: number },
  seconds: number,
): Promise<number> {
  const count = processes === undefined ? [] : ["--processes", String(processes)];
  const args = [
    "-m",
    "gaitway_envs",
    "floor",
    name,
    "--envs",
    String(envs),
    ...count,
    "--seconds",
    String(seconds),
  ];
  const env = { ...process.env, PYTHONPATH: pythonPath };
  const { stdout } = await promisify(execFile)(await managedPython(), args, { env });
  return (JSON.parse(stdout) as { readonly steps_per_second: number }).steps_per_second;
}
