/** The four gait methods of the lecture notes side by side, on the simulated AIBO through the wire: same start, same laps, same step length. */
import { lastValueFrom, toArray } from "rxjs";
import { checkConfig } from "../../../src/cli/config.ts";
import { createMethod } from "../../../src/cli/method.ts";
import { taskFor } from "../../../src/cli/task.ts";
import { connect } from "../../../src/env/connect.ts";
import type { Env } from "../../../src/env/env.ts";
import { createRng } from "../../../src/math/random.ts";
import { mean, standardError } from "../../../src/math/statistics.ts";
import { evaluate, heldOutSeeds, summarize } from "../../../src/train/evaluate.ts";
import type { IterationRecord } from "../../../src/train/state.ts";
import { type TrainStore, train } from "../../../src/train/train.ts";
import { type Experiment, type Finding, type Setting, scaled } from "./experiment.ts";
import { shown } from "./numbers.ts";

export const gaitMethods: Experiment = {
  name: "gait-methods",
  claim:
    "Forward differences, central differences, linear regression and Kohl & Stone all make the AIBO's hand-tuned gait faster within the same number of laps.",
  takes: "5 to 10 minutes on two cores",
  run: run,
};

const methods = ["forward-difference", "central-difference", "linear-regression", "kohl-stone"] as const;
const EPISODES = 2;
const HELD_OUT = 20;
const SIMULATORS = 2;

/** One method from one seed. Speeds in m/s. */
export interface Walked {
  readonly method: string;
  readonly seed: number;
  readonly laps: number;
  readonly iterations: number;
  readonly before: number;
  readonly after: number;
  /** Mean speed of all candidates, by laps walked. */
  readonly curve: readonly { readonly x: number; readonly y: number }[];
}

async function run({ seed, effort, say }: Setting): Promise<Finding> {
  await using env = await connect("aibo", { envs: SIMULATORS });
  const budget = scaled(312, effort, 80);
  const walked: Walked[] = [];
  for (const own of [seed, seed + 1, seed + 2])
    for (const method of methods) {
      walked.push(await walk(env, method, own, budget));
      const { before, after, laps } = walked.at(-1)!;
      say(`${method}, seed ${own}: ${mm(before)} → ${mm(after)} mm/s after ${laps} laps`);
    }
  return gaitMethodsOf(walked, budget);
}

const nowhere: TrainStore = { save: () => Promise.resolve(), hold: () => undefined };

async function walk(env: Env, method: string, seed: number, budget: number): Promise<Walked> {
  const config = checkConfig({ estimator: method, episodes: EPISODES, seed }, "lab");
  const { policy, estimator, optimizer, bounds, lapsAnIteration } = createMethod(
    config,
    env.spec,
    taskFor(env.spec),
  );
  const seeds = heldOutSeeds(createRng(seed).stream("held-out"), HELD_OUT);
  const measure = async (params: Float64Array): Promise<number> => {
    const laps = evaluate({ env, policy: policy.withParams(params), seeds, resetOptions: {} });
    return summarize(await lastValueFrom(laps.pipe(toArray()))).mean;
  };
  const iterations = Math.max(1, Math.floor(budget / lapsAnIteration));
  const options = { env, policy, estimator, optimizer, bounds, iterations, seed, resetOptions: {} };
  const events = await lastValueFrom(train({ ...options, store: nowhere }).pipe(toArray()));
  const records: IterationRecord[] = [];
  let params = policy.params;
  for (const event of events)
    if (event.type === "iteration") {
      records.push(event.record);
      params = event.state.params;
    }
  return {
    method,
    seed,
    iterations,
    laps: iterations * lapsAnIteration,
    before: await measure(policy.params),
    after: await measure(params),
    curve: records.map(({ iteration, meanReturn }) => ({
      x: iteration * lapsAnIteration,
      y: 1000 * meanReturn,
    })),
  };
}

const mm = (speed: number): string => (1000 * speed).toFixed(0);

export function gaitMethodsOf(walked: readonly Walked[], budget: number): Finding {
  const names = [...new Set(walked.map(({ method }) => method))];
  const rows = names.map((name) => {
    const own = walked.filter(({ method }) => method === name);
    const gains = own.map(({ before, after }) => 1000 * (after - before));
    return { name, own, gain: mean(gains), error: standardError(gains), least: Math.min(...gains) };
  });
  const holds = rows.every(({ least }) => least > 0);
  const ranked = [...rows].sort((a, b) => b.gain - a.gain);
  return {
    ran: `Each method from the hand-tuned gait, 3 seeds, at most ${budget} laps (${EPISODES} laps a candidate under common seeds, steps of length 2 ε); before and after on ${HELD_OUT} held-out laps of that seed; ${SIMULATORS} simulators through the wire.`,
    holds,
    numbers: `Gain over the start, mean of 3 seeds: ${ranked.map(({ name, gain, error }) => `${name} ${shown(gain)} ± ${shown(error, 2)} mm/s`).join(", ")}.`,
    tables: [
      {
        title: "Speed before and after, mm/s",
        rows: rows.flatMap(({ own }) =>
          own.map(({ method, seed, laps, iterations, before, after }) => ({
            method,
            seed: String(seed),
            iterations: String(iterations),
            laps: String(laps),
            before: mm(before),
            after: mm(after),
            gain: `${(100 * (after / before - 1)).toFixed(1)} %`,
          })),
        ),
      },
    ],
    plots: [
      {
        title: "Before and after",
        caption: `Speed on ${HELD_OUT} held-out laps, one dot a seed.`,
        x: { name: "", scale: ["start", ...names], short: ["start", "fwd", "central", "regr.", "K & S"] },
        y: { name: "speed, mm/s", scale: "linear" },
        series: [
          {
            label: "one seed",
            look: "dots",
            points: [
              ...rows[0]!.own.map(({ before }) => ({ x: 0, y: 1000 * before })),
              ...rows.flatMap(({ own }, k) => own.map(({ after }) => ({ x: k + 1, y: 1000 * after }))),
            ],
          },
        ],
      },
      {
        title: "On the way",
        caption:
          "Mean speed of all candidates of an iteration, which are perturbed on purpose; mean of 3 seeds.",
        x: { name: "laps walked", scale: "linear" },
        y: { name: "speed, mm/s", scale: "linear" },
        series: rows.map(({ name, own }) => ({
          label: name,
          look: "line",
          points: own[0]!.curve.map(({ x }, i) => ({ x, y: mean(own.map(({ curve }) => curve[i]!.y)) })),
        })),
      },
    ],
  };
}
