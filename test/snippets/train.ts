/** What the snippet of src/train/README.md takes as given: a run of five hundred steps an episode, each of which pays 1 for what is right. */
import { createRng, heldOutSeeds, type LearnEvaluation, measure } from "../../src/index.ts";
import { identityEnv } from "../support/identity-env.ts";
import { learnerIn, PackedStore } from "../support/learning.ts";

const env = identityEnv({ kind: "discrete", envCount: 4, episodeLength: 500 });
export const learner = learnerIn(env, "reinforce", { episodes: 4, hidden: [8], episodeSteps: 500 });
export const store = new PackedStore();

const held = {
  env,
  model: learner.model,
  seeds: heldOutSeeds(createRng(1).stream("held-out"), 4),
  resetOptions: {},
  episodeSteps: 500,
  groups: 1,
  stopped: () => false,
  onLost: console.error,
};
export const evaluation: LearnEvaluation = {
  every: 10_000,
  evaluate: async (state) => {
    const deterministic = await measure(held, state, "deterministic");
    return deterministic && { deterministic };
  },
};
