/**
 * How near a batch's gradient points to where a large fresh one does: cos(ĝ, g_large) at the same θ, told and never part of the update.
 *
 * The large batch is whole episodes by the same policy, in environments that nobody trains in. A method that learns from so many steps at a time
 * is given them cut as its own are, so that what stands behind a cut is judged alike. A cosine of 1 is a batch as good as the large one; of c, one whose
 * short step gains c times what a step of its length could. Imports: rollout, estimator.
 */
import { cosine } from "../../estimator/telemetry.ts";
import type { Stretch } from "../../rollout/stretch.ts";
import type { Batch, Updater } from "./updater.ts";

export function largeBatchCosine(updater: Updater, batch: Batch, large: readonly Stretch[]): number {
  return cosine(updater.gradient(batch), updater.gradient({ ...batch, stretches: large }));
}

/** `stretch` as it would have been collected `length` steps at a time. */
export function piecesOf(stretch: Stretch, length: number): Stretch[] {
  const width = stretch.next.length;
  const actionSize = stretch.actions.length / stretch.length;
  return Array.from({ length: Math.ceil(stretch.length / length) }, (_, k) => {
    const [from, to] = [k * length, Math.min((k + 1) * length, stretch.length)];
    const isLast = to === stretch.length;
    return {
      ...stretch,
      start: stretch.start + from,
      length: to - from,
      observations: stretch.observations.slice(from * width, to * width),
      actions: stretch.actions.slice(from * actionSize, to * actionSize),
      rewards: stretch.rewards.slice(from, to),
      end: isLast ? stretch.end : "cut",
      next: isLast ? stretch.next : stretch.observations.slice(to * width, (to + 1) * width),
    };
  });
}
