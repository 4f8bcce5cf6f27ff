/** Pictures of 84 × 84 × 3 bytes from eight environments: bytes a second, beside a bare copy out of shared memory. */
import { connect } from "../../../src/env/remote.ts";
import { median } from "../percentiles.ts";
import { runPeer } from "./peer.ts";
import { stepRate } from "./rate.ts";
import { startSimulator } from "./simulator.ts";

/** Medians, bytes a second. */
export interface ImageRates {
  readonly gaitway: number;
  readonly asyncVector: number;
  readonly sharedMemoryCopy: number;
}

const ENVS = 8;
const PICTURE_BYTES = 84 * 84 * 3;

export async function measureImages({ rounds = 3, seconds = 2 } = {}): Promise<ImageRates> {
  await using simulator = await startSimulator("python:pictures:Pictures", { envs: ENVS, processes: 2 });
  await using env = await connect(simulator.endpoint, { expect: "any" });
  const actions = (count: number) => new Int32Array(count);
  await stepRate(env, { seconds: seconds / 4, actions });
  const turns: ImageRates[] = [];
  for (let round = 0; round < rounds; round++) {
    const gaitway = PICTURE_BYTES * (await stepRate(env, { seconds, actions }));
    const flags = ["--seconds", String(seconds)];
    type Said = { readonly bytesPerSecond: number };
    const peer = await runPeer<Said>("async_vector.py", "pictures", "--envs", String(ENVS), ...flags);
    const copy = await runPeer<Said>("shm_copy.py", "--bytes", String(ENVS * PICTURE_BYTES), ...flags);
    turns.push({ gaitway, asyncVector: peer.bytesPerSecond, sharedMemoryCopy: copy.bytesPerSecond });
  }
  return {
    gaitway: median(turns.map((turn) => turn.gaitway)),
    asyncVector: median(turns.map((turn) => turn.asyncVector)),
    sharedMemoryCopy: median(turns.map((turn) => turn.sharedMemoryCopy)),
  };
}
