/** What is kept in test/golden/aibo, made here on WASM; pytest holds native MuJoCo against the same files. */
import { WalkEpisode } from "../../../envs/aibo/closed-loop/episode.ts";
import { defaultWalkOptions, type WalkOptions } from "../../../envs/aibo/closed-loop/spec.ts";
import { type Gait, gaitValues, handTunedGait, learnedGait, poorGait } from "../../../envs/aibo/gait.ts";
import { defaultLapOptions, type LapOptions } from "../../../envs/aibo/lap.ts";
import type { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { lapValues } from "../../../envs/aibo/spec.ts";
import { walkLap } from "../../../envs/aibo/walk-lap.ts";
import { type OpenLoop, sprawl, trot } from "./trot.ts";

/** An episode of `aibo:walk` whose actions are `cycle`, over and over, to its end. */
export interface GoldenEpisode {
  readonly name: string;
  readonly seed: number;
  readonly options: WalkOptions;
  readonly cycle: readonly (readonly number[])[];
  readonly ending: string;
  readonly rewards: readonly number[];
  /** After a number of steps, 0 for the reset: every twentieth, and the last. */
  readonly observations: readonly { readonly step: number; readonly values: readonly number[] }[];
}

/** A lap of `aibo`: its numbers in the order of the observation. */
export interface GoldenLap {
  readonly gait: string;
  readonly action: readonly number[];
  readonly seed: number;
  readonly options: Partial<LapOptions>;
  readonly outcome: string;
  readonly values: readonly number[];
}

/** One cycle of the hand-tuned trot, 0.704 s, is 22 steps of 32 ms. */
const cycleOf = (policy: OpenLoop, length: number): number[][] =>
  Array.from({ length }, (_, step) => [...policy(step, [])]);

const episodes: readonly Pick<GoldenEpisode, "name" | "seed" | "options" | "cycle">[] = [
  { name: "hand-tuned trot", seed: 1, options: defaultWalkOptions, cycle: cycleOf(trot(), 22) },
  {
    name: "hand-tuned trot, an odd robot at the smaller timestep",
    seed: 4_294_967_295,
    options: { timestep: 0.001, perturbation: 3 },
    cycle: cycleOf(trot(), 22),
  },
  { name: "legs spread out", seed: 3, options: defaultWalkOptions, cycle: cycleOf(sprawl, 1) },
];

const every = 20;

export function goldenEpisodes(simulation: AiboSimulation): GoldenEpisode[] {
  const episode = new WalkEpisode(simulation);
  return episodes.map((start) => {
    episode.reset(start.seed, start.options);
    const rewards: number[] = [];
    const observations = [{ step: 0, values: [...episode.observation] }];
    while (episode.ending === "") {
      episode.step(start.cycle[rewards.length % start.cycle.length]!);
      rewards.push(episode.reward);
      if (episode.ending !== "" || rewards.length % every === 0)
        observations.push({ step: rewards.length, values: [...episode.observation] });
    }
    return { ...start, ending: episode.ending, rewards, observations };
  });
}

const paperSeeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
const circling: Gait = { ...handTunedGait, skew: -0.6 };

const laps: readonly { gait: string; walked: Gait; seed: number; options: Partial<LapOptions> }[] = [
  ...paperSeeds.map((seed) => ({ gait: "hand-tuned", walked: handTunedGait, seed, options: {} })),
  ...paperSeeds.map((seed) => ({ gait: "learned", walked: learnedGait, seed, options: {} })),
  { gait: "hand-tuned", walked: handTunedGait, seed: 0, options: { timestep: 0.001 } },
  { gait: "poor", walked: poorGait, seed: 7, options: { steering: false, randomPhase: false } },
  { gait: "circling", walked: circling, seed: 1, options: { noise: 0, perturbation: 0 } },
];

export function goldenLaps(simulation: AiboSimulation): GoldenLap[] {
  return laps.map(({ gait, walked, seed, options }) => {
    const lap = walkLap(simulation, walked, seed, { ...defaultLapOptions, ...options });
    return {
      gait,
      action: [...gaitValues(walked)],
      seed,
      options,
      outcome: lap.outcome,
      values: [...lapValues(lap)],
    };
  });
}
