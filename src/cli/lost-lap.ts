/** A lap that was lost and is walked again, as logs tell it: nothing is left to do for who reads it but to mend the cause. */
import type { EpisodeLost } from "../env/env.ts";

export function inWords({ envIds, reason }: EpisodeLost): string {
  return `it was lost by environment ${envIds.join(", ")}, ${reason}`;
}
