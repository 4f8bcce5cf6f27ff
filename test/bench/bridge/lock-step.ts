/**
 * One environment in lock step over ipc, beside a bare DEALER ⇄ ROUTER ping-pong between Node and Python with frames of
 * the same bytes, and beside gRPC between two Python processes.
 *
 * Blocks of the first two alternate, so that whatever the machine does is done to both. They are long enough for either
 * to reach the state it stays in: a core that one of them keeps awake helps the other for the first few trips of a block.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer } from "zeromq";
import { connect } from "../../../src/env/remote.ts";
import { encodeReply, encodeRequest } from "../../../src/transport/codec.ts";
import { float64Tensor } from "../../../src/transport/tensor.ts";
import { median, type Percentiles, percentiles, timeBlock } from "../percentiles.ts";
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

/** gRPC has its turn between `rounds` of alternating blocks. */
export async function measureLockStep({
  rounds = 3,
  blocks = 12,
  blockSize = 500,
  seconds = 2,
} = {}): Promise<LockStep> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-bench-"));
  try {
    await using simulator = await startSimulator("toy:identity", {});
    await using peer = await startPeer("bare_router.py", `ipc://${join(folder, "bare")}`);
    await using env = await connect(simulator.endpoint);
    await env.reset({ envIds: [0], seeds: [1] });
    using bare = await barePingPong(peer.endpoint);
    const trips = { bare: bare.trip, gaitway: () => env.step({ envIds: [0], actions: ACTION }) };
    await alternate(trips, blocks / 4, blockSize); // warms both up
    const turns: Turn[] = [];
    for (let round = 0; round < rounds; round++) {
      turns.push({ ...(await alternate(trips, blocks, blockSize)), grpc: await grpcRate(seconds) });
    }
    return summary(turns);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Microseconds of each round trip. */
interface Turn {
  readonly bare: readonly number[];
  readonly gaitway: readonly number[];
  readonly grpc: LockStep["grpc"];
}

function summary(turns: readonly Turn[]): LockStep {
  const bare = percentiles(turns.flatMap((turn) => turn.bare));
  const gaitway = percentiles(turns.flatMap((turn) => turn.gaitway));
  return {
    bare,
    gaitway,
    overBare: gaitway.p50 / bare.p50,
    grpc: {
      tripsPerSecond: median(turns.map(({ grpc }) => grpc.tripsPerSecond)),
      p50: median(turns.map(({ grpc }) => grpc.p50)),
    },
    timesGrpc: median(turns.map((turn) => 1e6 / percentiles(turn.gaitway).mean / turn.grpc.tripsPerSecond)),
    samples: turns.reduce((sum, turn) => sum + turn.gaitway.length, 0),
  };
}

async function alternate(
  trips: Readonly<Record<"bare" | "gaitway", () => Promise<unknown>>>,
  blocks: number,
  blockSize: number,
): Promise<Record<"bare" | "gaitway", number[]>> {
  const times = { bare: [] as number[], gaitway: [] as number[] };
  for (let block = 0; block < blocks; block++) {
    times.bare.push(...(await timeBlock(trips.bare, blockSize)));
    times.gaitway.push(...(await timeBlock(trips.gaitway, blockSize)));
  }
  return times;
}

interface PingPong extends Disposable {
  readonly trip: () => Promise<unknown>;
}

async function barePingPong(endpoint: string): Promise<PingPong> {
  const socket = new Dealer({ linger: 0 });
  socket.connect(endpoint);
  const { request, reply } = framesOfAStep();
  await socket.send(reply);
  const trip = async () => {
    await socket.send(request);
    await socket.receive();
  };
  return { trip, [Symbol.dispose]: () => socket.close() };
}

async function grpcRate(seconds: number): Promise<LockStep["grpc"]> {
  const { request, reply } = framesOfAStep();
  const sizes = ["--request-bytes", String(bytesOf(request)), "--reply-bytes", String(bytesOf(reply))];
  return await runPeer("grpc_stream.py", ...sizes, "--seconds", String(seconds));
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
