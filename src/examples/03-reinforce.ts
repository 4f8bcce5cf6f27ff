// Teaches a cart to balance its pole by REINFORCE: the program of 02 with other parts.
//   node dist/src/examples/03-reinforce.js
import { lastValueFrom, tap } from "rxjs";
import {
  actorLearner,
  adam,
  connect,
  createRng,
  learn,
  learnStore,
  modelFor,
  policyGradient,
  RunDirectory,
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
const learner = actorLearner({
  env,
  model,
  updater,
  collect: { episodes: 20 },
  seed: 1,
  discount: 0.99,
  normalizeObservations: false,
  normalizeRewards: false,
  rngOf: (seed) => createRng(seed).stream("policy"),
  resetOptions: {},
  episodeSteps: 500,
  groups: 2,
  onLost: (message) => console.error(message),
});

await lastValueFrom(
  learn({
    learner,
    until: { steps: Number(steps), meanReturn: 475 },
    store: learnStore(run),
    saveEvery: 30,
  }).pipe(
    tap((event) => {
      if (event.type === "iteration")
        console.log(event.record.iteration, `${event.record.iterationReturn.toFixed(1)} steps upright`);
    }),
  ),
);
