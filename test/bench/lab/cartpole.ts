/** Whole episodes of CartPole-v1 through the wire, by the policy a learner begins with. */
import { lastValueFrom, toArray } from "rxjs";
import { connect } from "../../../src/env/connect.ts";
import type { AnyEnv } from "../../../src/env/env.ts";
import { createRng, type Rng } from "../../../src/math/random.ts";
import type { ActorCritic } from "../../../src/policy/actor-critic.ts";
import { encoder } from "../../../src/policy/encode.ts";
import { modelFor } from "../../../src/policy/model.ts";
import { modelActor } from "../../../src/policy/network-policy.ts";
import { type Rows, rowsOf } from "../../../src/rollout/rows.ts";
import { wholeEpisodes } from "../../../src/rollout/whole-episodes.ts";
import { viewThrough } from "../../../src/train/learn/view.ts";

export interface Balanced {
  readonly model: ActorCritic;
  readonly params: Float64Array;
  readonly rows: Rows;
}

export async function balance(episodes: number, rng: Rng): Promise<Balanced> {
  await using env = await connect("gym:CartPole-v1", { envs: 16, expect: "any" });
  const model = modelFor((env as AnyEnv).spec, {
    hidden: [32],
    activation: "tanh",
    headSettings: {},
    critic: "none",
    outputGain: 1,
  });
  const params = model.init(rng.stream("params"));
  const seeds = rng.stream("episodes");
  const actor = modelActor(model, params);
  const whole = await lastValueFrom(
    wholeEpisodes({
      env: env as AnyEnv,
      view: viewThrough(encoder((env as AnyEnv).spec.observationSpace), null),
      jobs: Array.from({ length: episodes }, () => ({ actor, seed: seeds.seed() })),
      rngOf: (seed) => createRng(seed).stream("policy"),
      resetOptions: {},
      episodeSteps: 500,
      groups: 2,
      stopped: () => false,
      onLost: (message) => process.stderr.write(`${message}\n`),
    }).pipe(toArray()),
  );
  const inOrder = [...whole].sort((a, b) => a.job - b.job);
  return { model, params, rows: rowsOf(inOrder.flatMap(({ stretches }) => stretches)) };
}
