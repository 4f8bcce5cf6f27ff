/**
 * Laps a second of a whole run, through the wire, beside the same laps in bare worker threads without Gaitway.
 *
 * Iteration by iteration in turn: Gaitway walks the 45 laps of an iteration and learns from them, then the bare workers
 * walk the very same laps. A machine whose speed drifts drifts for both.
 */
import { lastValueFrom } from "rxjs";
import { gaitParameters, gaitStarts, gaitValues } from "../../envs/aibo/gait.ts";
import { defaultLapOptions } from "../../envs/aibo/lap.ts";
import { openEnv } from "../../src/cli/environments.ts";
import type { Env } from "../../src/env/env.ts";
import { kohlStone } from "../../src/estimator/kohl-stone.ts";
import { createLogger, roomLogger } from "../../src/observe/logging.ts";
import { stepLength } from "../../src/optimizer/step-length.ts";
import { gaitPolicy } from "../../src/policy/gait.ts";
import type { IterationRecord } from "../../src/train/state.ts";
import { train } from "../../src/train/train.ts";
import { type BareLap, BareWorkers } from "./bare-laps.ts";

/** An environment that notes which laps were asked of it. */
function noting(env: Env, laps: BareLap[]): Env {
  const seeds = new Map<number, number>();
  return {
    spec: env.spec,
    reset: (request, signal) => {
      for (const [k, envId] of request.envIds.entries()) seeds.set(envId, request.seeds[k]!);
      return env.reset(request, signal);
    },
    step: (request, signal) => {
      laps.push({
        seed: seeds.get(request.envIds[0]!)!,
        gait: request.actions.slice(),
        options: defaultLapOptions,
      });
      return env.step(request, signal);
    },
    [Symbol.asyncDispose]: () => env[Symbol.asyncDispose](),
  };
}

export interface Throughput {
  readonly laps: number;
  /** Seconds, summed over the iterations. */
  readonly gaitway: number;
  readonly bare: number;
}

export async function measureThroughput(iterations: number, workers: number): Promise<Throughput> {
  await using logger = createLogger({ level: "warn" });
  await using opened = await openEnv("aibo", { workers, logger: roomLogger(logger, "env") });
  await using bareWorkers = await BareWorkers.start(workers);
  const asked: BareLap[] = [];
  const env = noting(opened, asked);
  const scale = Float64Array.from(gaitParameters, ({ epsilon }) => epsilon);
  const gait = gaitValues(gaitStarts["hand-tuned"]);
  const policy = gaitPolicy({ actionSpace: env.spec.actionSpace, scale, gait });
  const total = { laps: 0, gaitway: 0, bare: 0 };
  const store = {
    async save(_: unknown, record?: IterationRecord): Promise<void> {
      const laps = asked.splice(0);
      const begin = performance.now();
      const speeds = await bareWorkers.run(laps);
      total.bare += (performance.now() - begin) / 1000;
      total.gaitway += record?.wallTime ?? Number.NaN;
      requireSame(speeds, (record?.meanReturn ?? Number.NaN) * laps.length);
      total.laps += laps.length;
    },
    hold: () => undefined,
  };
  const bounds = policy.paramBox;
  const options = { env, policy, bounds, iterations, seed: 1, resetOptions: {}, store };
  await lastValueFrom(train({ ...options, estimator: kohlStone(), optimizer: stepLength({ length: 2 }) }));
  return total;
}

/** Both walked the same laps, or the comparison means nothing. */
function requireSame(speeds: Float64Array, expectedSum: number): void {
  const sum = speeds.reduce((total, speed) => total + speed, 0);
  if (Math.abs(sum - expectedSum) > 1e-9 * speeds.length) {
    throw new Error(
      `the bare workers walked other laps: their speeds sum to ${sum}, those of the run to ${expectedSum}`,
    );
  }
}
