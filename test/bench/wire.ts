/**
 * What one lock-step request through the public API costs, beside a bare DEALER/ROUTER ping-pong of the same frames
 * between the same two processes.
 *
 * Short blocks of either kind alternate, so that whatever the machine does in the meantime — slow down, move a process to
 * another core — is done to both. The request is one step
 * of twelve numbers, the answer an observation of ten.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Dealer } from "zeromq";
import { connect } from "../../src/env/remote.ts";
import { encodeReply, encodeRequest } from "../../src/transport/codec.ts";
import { float64Tensor } from "../../src/transport/tensor.ts";
import { type Percentiles, percentiles, timeBlock } from "./percentiles.ts";

/** Microseconds a round trip. */
export interface WireBench {
  readonly bare: Percentiles;
  readonly gaitway: Percentiles;
  /** gaitway.p50 / bare.p50. */
  readonly ratio: number;
  readonly samples: number;
}

export interface WireBenchOptions {
  readonly blocks?: number;
  readonly blockSize?: number;
}

const ACTION = Float64Array.from({ length: 12 }, (_, i) => i / 12);
const OBSERVATION_SIZE = 10;

export async function benchWire({
  blocks = 2000,
  blockSize = 10,
}: WireBenchOptions = {}): Promise<WireBench> {
  const directory = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  const peer = fork(fileURLToPath(new URL("./wire-peer.js", import.meta.url)), [directory]);
  try {
    const endpoints = await new Promise<{ gaitway: string; bare: string }>((resolve, reject) => {
      peer.once("message", (message) => resolve(message as { gaitway: string; bare: string }));
      peer.once("exit", (code) =>
        reject(new Error(`the other process of the benchmark exited with code ${code}`)),
      );
    });
    return await measure(endpoints, blocks, blockSize);
  } finally {
    peer.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(
  endpoints: { readonly gaitway: string; readonly bare: string },
  blocks: number,
  blockSize: number,
): Promise<WireBench> {
  await using env = await connect(endpoints.gaitway);
  await env.reset({ envIds: [0], seeds: [1] });
  const socket = new Dealer({ linger: 0 });
  socket.connect(endpoints.bare);
  const { request, reply } = sameFrames();
  await socket.send(reply);
  const bareTrip = async () => {
    await socket.send(request);
    await socket.receive();
  };
  const gaitwayTrip = () => env.step({ envIds: [0], actions: ACTION });
  const samples: { bare: number[]; gaitway: number[] } = { bare: [], gaitway: [] };
  // The first blocks warm both up and are not counted.
  for (let block = -blocks / 10; block < blocks; block++) {
    const bare = await timeBlock(bareTrip, blockSize);
    const gaitway = await timeBlock(gaitwayTrip, blockSize);
    if (block < 0) continue;
    samples.bare.push(...bare);
    samples.gaitway.push(...gaitway);
  }
  socket.close();
  const [bare, gaitway] = [percentiles(samples.bare), percentiles(samples.gaitway)];
  return { bare, gaitway, ratio: gaitway.p50 / bare.p50, samples: samples.bare.length };
}

/** The very frames that a step and its answer consist of. */
function sameFrames(): { request: Uint8Array[]; reply: Uint8Array[] } {
  const session = new Uint8Array(16).fill(7);
  const action = float64Tensor(ACTION, [1, ACTION.length]);
  const observation = float64Tensor(new Float64Array(OBSERVATION_SIZE), [1, OBSERVATION_SIZE]);
  const request = encodeRequest(session, 20_000, 60_000, { kind: "step", envIds: [0] }, [action]);
  const results = { rewards: [1], terminated: [false], truncated: [false], reasons: [] };
  const body = {
    kind: "step",
    envIds: [0],
    ...results,
    finalEnvIds: [],
    failures: [],
    clippedEnvIds: [],
    lostEnvIds: [],
  } as const;
  return { request, reply: encodeReply(session, 20_000, body, [observation]) };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(await benchWire());
}
