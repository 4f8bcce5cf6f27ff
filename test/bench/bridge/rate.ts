/** Steps a second of a batch of environments through the public API: groups take turns, ended episodes are reset. */
import type { AnyEnv } from "../../../src/env/env.ts";
import type { AnyBatch } from "../../../src/env/space.ts";

export interface RateOptions {
  readonly seconds: number;
  /** Groups of environments under way at once: 2 let a group be stepped while the other is on the wire. */
  readonly groups?: number;
  /** The same action again and again for `count` environments. */
  readonly actions: (count: number) => AnyBatch;
}

/** Steps a second of all environments together; every environment is reset first. */
export async function stepRate(env: AnyEnv, { seconds, groups = 2, actions }: RateOptions): Promise<number> {
  const { envCount, autoresetMode = "disabled" } = env.spec;
  const size = Math.ceil(envCount / Math.min(groups, envCount));
  const lanes = Array.from({ length: Math.ceil(envCount / size) }, (_, lane) =>
    Array.from({ length: Math.min(size, envCount - lane * size) }, (_, i) => lane * size + i),
  );
  await env.reset({ envIds: lanes.flat(), seeds: lanes.flat() });
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let steps = 0;
  const walk = async (envIds: readonly number[]): Promise<void> => {
    const batch = actions(envIds.length);
    while (performance.now() < end) {
      const { terminated, truncated } = await env.step({ envIds, actions: batch });
      steps += envIds.length;
      if (autoresetMode !== "disabled") continue;
      const over = envIds.filter((_, i) => terminated[i] || truncated[i]);
      if (over.length > 0) await env.reset({ envIds: over, seeds: over });
    }
  };
  await Promise.all(lanes.map(walk));
  return steps / ((performance.now() - begin) / 1000);
}
