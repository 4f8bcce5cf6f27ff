/** A learning rate that is a number or a ramp, or follows how far the policy moves: optimizer/kl-adaptive.ts. */
import { klAdaptiveRate } from "../../optimizer/kl-adaptive.ts";
import type { Ramp } from "./ramp.ts";

export interface AdaptiveRate {
  /** The rate a run begins with. */
  readonly start: number;
  /** KL(old ‖ new) that an update should be worth. */
  readonly targetKl: number;
  /** The rate stays within [low, high]. */
  readonly low: number;
  readonly high: number;
}

export type Rate = Ramp | AdaptiveRate;

export function isAdaptive(rate: Rate | undefined): rate is AdaptiveRate {
  return typeof rate === "object" && "start" in rate;
}

/** The next rate, once the policy was found to have moved so far. */
export function adapted(rate: number, klDivergence: number, { targetKl, low, high }: AdaptiveRate): number {
  return klAdaptiveRate(rate, klDivergence, { target: targetKl, low, high });
}
