/** How a policy sees an environment: observations as rows, normalized by statistics that are fixed while a batch is collected. */
import { Normalizer, type NormalizerState } from "../../env/normalizer.ts";
import type { Encoder } from "../../policy/encode.ts";
import { seer } from "../../policy/normalized.ts";
import type { View } from "../../rollout/actor.ts";
import { joined } from "../../rollout/observed.ts";

/** Rows of `encoder`, seen through `state`; as they are where there is none. */
export function viewThrough(encoder: Encoder, state: NormalizerState | null): View {
  return {
    size: encoder.size,
    encode: (observations) => encoder.encode(observations),
    see: seer(state),
  };
}

/** The statistics with these rows taken in, part after part, as one batch. */
export function learned(
  state: NormalizerState,
  size: number,
  seen: readonly Float64Array[],
): NormalizerState {
  const normalizer = new Normalizer(size, { state });
  normalizer.learn(joined(seen));
  return normalizer.state;
}

export function nothingSeen(size: number): NormalizerState {
  return new Normalizer(size).state;
}
