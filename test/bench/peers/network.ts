/** An update of a Gaussian policy and the inference of one observation, here and in PyTorch, which take turns. */
import { createRng } from "../../../src/math/random.ts";
import { median } from "../percentiles.ts";
import { actorNetwork, OBSERVATION, updater } from "./gaussian-update.ts";
import { startTorch, type TorchPeer } from "./torch-peer.ts";

export interface Comparison {
  readonly what: string;
  /** Medians, µs. */
  readonly gaitway: number;
  readonly torch: number;
  /** Median over the turns of ours over theirs. */
  readonly ratio: number;
  /** What the ratio has to stay below. */
  readonly limit?: number;
}

export interface NetworkResult {
  /** Its version. */
  readonly torch: string;
  readonly threads: number;
  readonly turns: number;
  readonly comparisons: readonly Comparison[];
}

const UPDATES = [
  { batch: 40, limit: 1, repeats: 300 },
  { batch: 64, limit: 1, repeats: 300 },
  { batch: 256, repeats: 150 },
  { batch: 2048, limit: 5, repeats: 50 },
] as const;
const INFERENCES = 2000;
const INFERENCE_LIMIT = 0.5;

export async function measureNetwork({ turns = 7 } = {}): Promise<NetworkResult> {
  await using torch = await startTorch();
  const comparisons: Comparison[] = [];
  for (const { batch, repeats, ...target } of UPDATES)
    comparisons.push({
      what: `update, batch of ${batch}`,
      ...(await compare(turns, updater(batch), repeats, torch, "update", batch)),
      ...target,
    });
  comparisons.push({
    what: "inference, one observation",
    ...(await compare(turns, inference(), INFERENCES, torch, "infer", 1)),
    limit: INFERENCE_LIMIT,
  });
  return { torch: torch.version, threads: torch.threads, turns, comparisons };
}

async function compare(
  turns: number,
  ours: () => void,
  repeats: number,
  peer: TorchPeer,
  theirs: "update" | "infer",
  batch: number,
): Promise<Pick<Comparison, "gaitway" | "torch" | "ratio">> {
  // One turn to warm up, on both sides.
  medianTime(ours, repeats);
  await peer.medianTime(theirs, batch, repeats);
  const times: { gaitway: number; torch: number }[] = [];
  for (let turn = 0; turn < turns; turn++)
    times.push({
      gaitway: medianTime(ours, repeats),
      torch: await peer.medianTime(theirs, batch, repeats),
    });
  return {
    gaitway: median(times.map(({ gaitway }) => gaitway)),
    torch: median(times.map(({ torch }) => torch)),
    ratio: median(times.map(({ gaitway, torch }) => gaitway / torch)),
  };
}

/** µs of one of `repeats`. */
function medianTime(work: () => void, repeats: number): number {
  const times = Array.from({ length: repeats }, () => {
    const begin = performance.now();
    work();
    return (performance.now() - begin) * 1000;
  });
  return median(times);
}

function inference(): () => void {
  const network = actorNetwork();
  const params = network.init(createRng(1));
  const [input, output] = [new Float32Array(OBSERVATION).fill(0.1), new Float32Array(network.outputSize)];
  return () => network.infer(params, input, output);
}
