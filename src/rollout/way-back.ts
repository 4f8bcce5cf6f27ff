/**
 * The way back to where environments stood: from their resets, what their courses did is done again.
 *
 *     reset ─ a₀ ─ a₁ ─ … ─ a₍ₙ₋₁₎ ─▶ sees what it saw, or has come elsewhere
 *
 * Flows in: environments that have just been reset, and courses. Flows out: who came elsewhere. Imports: env.
 */
import type { AnyEnv } from "../env/env.ts";
import type { AnyBatch } from "../env/space.ts";
import type { Actor, View } from "./actor.ts";
import type { Course, Place } from "./course.ts";
import { stepOrLose } from "./losing.ts";
import { joined } from "./observed.ts";

export interface WayBack {
  readonly env: AnyEnv;
  readonly view: View;
  readonly actor: Actor;
  readonly places: readonly Place[];
  /** By the number of the environment; one that has none stays where it is. */
  readonly courses: readonly Course[];
  /** Told of who came elsewhere. */
  readonly onLost: (message: string) => void;
}

/** Takes all that have actions left one step, in one message, until none has. Answers who does not see what it saw. */
export async function goBack(way: WayBack): Promise<Place[]> {
  const { actor, places, courses, onLost } = way;
  const size = actor.actionSize;
  const over = new Set<Place>();
  for (let at = 0; ; at += size) {
    const going = places.filter(
      (place) => !over.has(place) && at < (courses[place.envId]?.actions.length ?? 0),
    );
    if (going.length === 0) break;
    for (const place of await repeat(way, going, at)) over.add(place);
  }
  const stray = places.filter((place) => !sees(place, courses[place.envId]));
  for (const { envId, episode } of stray)
    onLost(
      `environment ${envId} did not come back to where its episode ${episode} stood: the same seed and actions led elsewhere, ` +
        "so this run is not the one that was stopped; it begins another episode",
    );
  return stray;
}

/** The step whose actions begin at `at`, again. Answers whose episode ended, which it did not do before. */
async function repeat({ env, view, actor, courses }: WayBack, going: Place[], at: number): Promise<Place[]> {
  // Not for what it draws: each generator has to stand where it stood.
  actor.act(
    view.see(joined(going.map(({ raw }) => raw))),
    going.map(({ rng }) => rng),
  );
  const actions = joined(
    going.map(({ envId }) => (courses[envId] as Course).actions.subarray(at, at + actor.actionSize)),
  );
  const envIds = going.map(({ envId }) => envId);
  // Lost as a whole, a step shows nothing, not even a batch of the space.
  const nothing = new Float64Array();
  const result = await stepOrLose(env, { envIds, actions: actor.toEnv(actions) as never }, nothing);
  const isLost = result.lost?.length === going.length;
  const raw = isLost ? nothing : view.encode(result.observations as AnyBatch);
  return going.filter((place, row) => {
    const isOver = result.terminated[row] === true || result.truncated[row] === true;
    if (!isOver) place.advance({ row, actions, reward: result.rewards[row] as number, raw });
    return isOver;
  });
}

function sees({ raw }: Place, course: Course | undefined): boolean {
  return course === undefined || raw.every((value, i) => Object.is(value, course.observation[i]));
}
