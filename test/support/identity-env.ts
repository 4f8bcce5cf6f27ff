/**
 * The easiest task there is: say what you see. An agent that cannot learn it learns nothing.
 *
 * Observation: a target, drawn anew each step from the episode's seed; `discrete`: one of `count`; `box`: `size` numbers in [−1, 1]. Reward: 1 for
 * the target itself; else 0 (`discrete`), or 1 − mean squared distance (`box`). So the best return is the length of the episode, which is
 * `episodeLength` steps, truncated. The twin in this process of SB3's identity environments; `tamper` changes what a step answers.
 */
import { type AnyEnv, type AutoresetMode, EpisodeLost, ResetNeeded } from "../../src/env/env.ts";
import type { AnyBatch, Space } from "../../src/env/space.ts";
import { createRng, type Rng } from "../../src/math/random.ts";

export interface IdentityOptions {
  readonly kind: "discrete" | "box";
  /** Whether a `discrete` target is shown as a number, which may be any that `tamper` gives. */
  readonly showsNumber?: boolean;
  readonly envCount?: number;
  readonly episodeLength?: number;
  /** Choices, or numbers of an observation and an action. */
  readonly count?: number;
  readonly autoresetMode?: AutoresetMode;
  /** What the step of this environment, the n-th of all its episodes counted from 1, gives instead. */
  readonly tamper?: (envId: number, step: number) => Partial<Answer> | undefined;
  /** Whether the whole step of these environments is lost on the way. */
  readonly lose?: (envIds: readonly number[], call: number) => boolean;
}

export interface Answer {
  readonly observation: readonly number[];
  readonly reward: number;
  readonly terminated: boolean;
}

interface Episode {
  readonly rng: Rng;
  target: readonly number[];
  steps: number;
}

export function identitySpace(kind: "discrete" | "box", count: number): Space {
  return kind === "discrete"
    ? { type: "discrete", count, start: 0, names: [] }
    : {
        type: "box",
        dtype: "float64",
        shape: [count],
        low: new Float64Array(count).fill(-1),
        high: new Float64Array(count).fill(1),
        names: [],
        units: [],
      };
}

export function identityEnv(options: IdentityOptions): AnyEnv {
  const { kind, envCount = 2, episodeLength = Infinity, count = kind === "box" ? 1 : 3 } = options;
  const { tamper = () => undefined, lose = () => false, autoresetMode, showsNumber = false } = options;
  const width = kind === "box" ? count : 1;
  const episodes = new Map<number, Episode>();
  const lifetimes = new Array<number>(envCount).fill(0);
  let calls = 0;
  const draw = (rng: Rng): number[] =>
    kind === "discrete" ? [rng.integer(count)] : Array.from({ length: count }, () => 2 * rng.uniform() - 1);
  const batch = (rows: readonly (readonly number[])[]): AnyBatch =>
    kind === "discrete" && !showsNumber ? Int32Array.from(rows.flat()) : Float64Array.from(rows.flat());
  const begin = (seed: number): Episode => {
    const rng = createRng(seed).stream("targets");
    return { rng, target: draw(rng), steps: 0 };
  };
  const reward = (target: readonly number[], action: readonly number[]): number =>
    kind === "discrete"
      ? Number(action[0] === target[0])
      : 1 - target.reduce((sum, x, j) => sum + (x - action[j]!) ** 2, 0) / count;

  const advance = (envId: number, action: readonly number[]): Answer & { truncated: boolean } => {
    const episode = episodes.get(envId);
    if (episode === undefined) throw new ResetNeeded(envId);
    lifetimes[envId]! += 1;
    const earned = reward(episode.target, action);
    episode.target = draw(episode.rng);
    episode.steps += 1;
    const changed = tamper(envId, lifetimes[envId]!);
    const answer = { observation: episode.target, reward: earned, terminated: false, ...changed };
    const truncated = !answer.terminated && episode.steps >= episodeLength;
    if (truncated || answer.terminated) episodes.delete(envId);
    return { ...answer, truncated };
  };

  return {
    spec: {
      name: `identity-${kind}`,
      version: "1",
      observationSpace: showsNumber ? identitySpace("box", 1) : identitySpace(kind, count),
      actionSpace: identitySpace(kind, count),
      envCount,
      controlPeriod: 0.1,
      options: [],
      ...(autoresetMode === undefined ? {} : { autoresetMode }),
    },
    async reset({ envIds, seeds }) {
      for (const [i, envId] of envIds.entries()) episodes.set(envId, begin(seeds[i]!));
      return { envIds, observations: batch(envIds.map((envId) => episodes.get(envId)!.target)) as never };
    },
    async step({ envIds, actions }) {
      calls += 1;
      if (lose(envIds, calls)) throw new EpisodeLost(envIds, "the link broke");
      const numbers = Array.from(actions as unknown as ArrayLike<number>);
      const answers = envIds.map((envId, i) => advance(envId, numbers.slice(i * width, (i + 1) * width)));
      const ended = envIds.filter((_, i) => answers[i]!.terminated || answers[i]!.truncated);
      const last = answers.filter(({ terminated, truncated }) => terminated || truncated);
      const resets = autoresetMode === "sameStep";
      // The next episode of one that resets itself is that of seed 0.
      if (resets) for (const envId of ended) episodes.set(envId, begin(0));
      const shown = answers.map(({ observation }, i) =>
        resets && ended.includes(envIds[i]!) ? episodes.get(envIds[i]!)!.target : observation,
      );
      return {
        envIds,
        observations: batch(shown) as never,
        rewards: Float64Array.from(answers, (answer) => answer.reward),
        terminated: answers.map(({ terminated }) => terminated),
        truncated: answers.map(({ truncated }) => truncated),
        reasons: answers.map(({ terminated, truncated }) => (terminated ? "over" : truncated ? "time" : "")),
        ...(resets && ended.length > 0
          ? {
              final: {
                envIds: ended,
                observations: batch(last.map(({ observation }) => observation)) as never,
              },
            }
          : {}),
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}
