// Teaches a cart to balance its pole by REINFORCE: the program of 02 with other parts, and callbacks that are RxJS operators.
//   node dist/src/examples/03-reinforce.js
import { lastValueFrom, map, merge, share, tap } from "rxjs";
import {
  actorLearner,
  adam,
  connect,
  createRng,
  everySteps,
  heldOutSeeds,
  type LearnEvaluation,
  learn,
  learnStore,
  measure,
  modelFor,
  policyGradient,
  RunDirectory,
  smoothedReturn,
  untilReturn,
  whenBest,
} from "../index.ts";

const [name = "gym:CartPole-v1", steps = "100000"] = process.argv.slice(2);

// One episode is one attempt to balance. An action is a push to the left or to the right; each step upright pays 1.
await using env = await connect(name, { envs: 16, expect: { observation: "box", action: "discrete" } });
await using run = await RunDirectory.create("runs/example-03", "");
const model = modelFor(env.spec, {
  hidden: [32],
  activation: "tanh",
  headSettings: {},
  critic: "none",
  outputGain: 0.01,
});
// ĝ = 1/m Σᵢ Σ_t ∇ log π(a_t | s_t) (Ĝ_t − b_t)
const updater = policyGradient({
  model,
  optimizer: () => adam({ learningRate: 0.01 }),
  discount: 0.99,
  weight: "reward-to-go",
  baseline: "time",
  timesDiscount: false,
  standardize: "none",
  entropyBonus: 0,
});
// What training and evaluation have in common.
const episodes = {
  env,
  model,
  resetOptions: {},
  episodeSteps: 500,
  groups: 2,
  onLost: (message: string) => console.error(message),
};
const learner = actorLearner({
  ...episodes,
  updater,
  collect: { episodes: 20 },
  seed: 1,
  discount: 0.99,
  normalizeObservations: false,
  normalizeRewards: false,
  rngOf: (seed) => createRng(seed).stream("policy"),
});
// Now and then the policy, as it would be deployed, is put to twenty attempts that training never sees.
const seeds = heldOutSeeds(createRng(1).stream("held-out"), 20);
const evaluation: LearnEvaluation = {
  every: 5000,
  evaluate: async (state) => {
    const deterministic = await measure({ ...episodes, seeds, stopped: () => false }, state, "deterministic");
    return deterministic && { deterministic };
  },
};

// Nothing runs before somebody listens; those who listen share one run. It ends, saved, once the evaluation says 475.
const progress = learn({
  learner,
  until: { steps: Number(steps) },
  store: learnStore(run),
  saveEvery: 30,
  evaluation,
}).pipe(untilReturn(475), share());

await lastValueFrom(
  merge(
    progress.pipe(
      smoothedReturn(5),
      map((mean) => `${mean.toFixed(1)} steps upright, smoothed`),
    ),
    progress.pipe(
      everySteps(1000),
      map(({ record }) => `after ${record.steps} steps: entropy ${record.metrics.entropy?.toFixed(3)} nats`),
    ),
    progress.pipe(
      whenBest(),
      map(({ evaluated }) => `best so far: ${evaluated.deterministic.mean.toFixed(1)} steps upright`),
    ),
  ).pipe(tap((line) => console.log(line))),
);
