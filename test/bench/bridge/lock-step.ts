/**
 * One environment in lock step over ipc, beside a bare DEALER ⇄ ROUTER ping-pong between Node and Python with frames of
 * the same bytes, and beside gRPC between two Python processes.
 *
 * Short blocks of the first two alternate, so that whatever the machine does is done to both.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer } from "zeromq";
import { connect } from "../../../src/env/remote.ts";
import { encodeReply, encodeRequest } from "../../../src/transport/codec.ts";
import { float64Tensor } from "../../../src/transport/tensor.ts";
import { type Percentiles, percentiles, timeBlock } from "../percentiles.ts";
import { runPeer, startPeer } from "./peer.ts";
import { startSimulator } from "./simulator.ts";

export interface LockStep {
  readonly bare: Percentiles;
  readonly gaitway: Percentiles;
  /** Of the medians. */
  readonly overBare: number;
  readonly grpc: { readonly tripsPerSecond: number; readonly p50: number };
  /** Round trips a second over gRPC's. */
  readonly timesGrpc: number;
  readonly samples: number;
}

const ACTION = Float64Array.of(0.5, -0.25);

export async function measureLockStep({
  blocks = 1000,
  blockSize = 10,
  seconds = 3,
} = {}): Promise<LockStep> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  try {
    const { bare, gaitway } = await alternate(`ipc://${join(folder, "bare")}`, blocks, blockSize);
    const { request, reply } = framesOfAStep();
    const grpc = await runPeer<LockStep["grpc"]>(
      "grpc_stream.py",
      ...["--request-bytes", String(bytesOf(request)), "--reply-bytes", String(bytesOf(reply))],
      ...["--seconds", String(seconds)],
    );
    const [bareTimes, ours] = [percentiles(bare), percentiles(gaitway)];
    return {
      bare: bareTimes,
      gaitway: ours,
      overBare: ours.p50 / bareTimes.p50,
      grpc,
      timesGrpc: 1e6 / ours.mean / grpc.tripsPerSecond,
      samples: gaitway.length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function alternate(address: string, blocks: number, blockSize: number) {
  await using simulator = await startSimulator("toy:identity", {});
  await using peer = await startPeer("bare_router.py", address);
  await using env = await connect(simulator.endpoint);
  await env.reset({ envIds: [0], seeds: [1] });
  const socket = new Dealer({ linger: 0 });
  socket.connect(peer.endpoint);
  const { request, reply } = framesOfAStep();
  await socket.send(reply);
  const bareTrip = async () => {
    await socket.send(request);
    await socket.receive();
  };
  const gaitwayTrip = () => env.step({ envIds: [0], actions: ACTION });
  const times = { bare: [] as number[], gaitway: [] as number[] };
  // The first blocks warm both up and are not counted.
  for (let block = -blocks / 10; block < blocks; block++) {
    const bare = await timeBlock(bareTrip, blockSize);
    const gaitway = await timeBlock(gaitwayTrip, blockSize);
    if (block < 0) continue;
    times.bare.push(...bare);
    times.gaitway.push(...gaitway);
  }
  socket.close();
  return times;
}

/** The very frames that a step of toy:identity and its answer consist of. */
function framesOfAStep(): { readonly request: Uint8Array[]; readonly reply: Uint8Array[] } {
  const session = new Uint8Array(16).fill(7);
  const row = float64Tensor(ACTION, [1, ACTION.length]);
  const lists = { reasons: [], finalEnvIds: [], failures: [], clippedEnvIds: [], lostEnvIds: [] };
  const results = { rewards: [0.5], terminated: [false], truncated: [false] };
  const body = { kind: "step", envIds: [0], ...results, ...lists } as const;
  return {
    request: encodeRequest(session, 20_000, 60_000, { kind: "step", envIds: [0] }, [row]),
    reply: encodeReply(session, 20_000, body, [row]),
  };
}

function bytesOf(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, frame) => sum + frame.length, 0);
}
