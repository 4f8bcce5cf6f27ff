/**
 * An environment as a stream of steps: a policy in, what came of its actions out, one emission a batch.
 *
 *     stream(env, { seed: 7, act: ({ observations }) => policy(observations) }).pipe(take(1000))
 *
 * The environments are split into groups that are all under way at once, so that those of one group are stepped while the
 * policy acts for another. The groups take turns, so what is emitted, and in which order, does not depend on who is fast.
 * Seeds are drawn by environment and episode: an environment lives through the same episodes whatever the number of groups.
 *
 * An episode that has ended, or was lost, is followed by the next; a lost one is emitted as truncated, with its reason
 * (`lostEpisodes` says it in words). A step that is not answered in time costs its group their episodes, and the other groups nothing; a reset that is not
 * answered in time ends the stream with the error.
 *
 * Flows in: an `Env` and a function that acts. Flows out: `Transitions`. Imports: math, transport, env.
 */
import { Observable } from "rxjs";
import type { Env, ResetOptions, StepResult } from "../env/env.ts";
import type { Batch, BoxSpace, Space } from "../env/space.ts";
import { createRng } from "../math/random.ts";
import { Group } from "./group.ts";
import { inGroups } from "./groups.ts";

/** Where some environments stand before they act. */
export interface Moment<O = BoxSpace> {
  readonly envIds: readonly number[];
  readonly observations: Batch<O>;
  /** How many episodes each has finished. */
  readonly episodes: readonly number[];
  /** How many actions each has taken in its episode. */
  readonly steps: readonly number[];
}

/** One step of some environments, from `before` by `actions` to what the result says. */
export interface Transitions<O = BoxSpace, A = BoxSpace> extends StepResult<O> {
  readonly before: Moment<O>;
  readonly actions: Batch<A>;
  /** Environments that took no action but began their next episode (autoresetMode "nextStep"). */
  readonly begun?: readonly number[];
}

export interface StreamOptions<O = BoxSpace, A = BoxSpace> {
  /** One action for each environment. The same for the same moment, if runs are to be repeated. */
  readonly act: (moment: Moment<O>) => Batch<A> | Promise<Batch<A>>;
  readonly seed: number;
  /** How many groups of environments take turns; 1 does one thing at a time. */
  readonly groups?: number;
  readonly resetOptions?: ResetOptions;
}

/** Cold and endless: subscribing resets all environments, unsubscribing stops after the steps under way. */
export function stream<O extends Space, A extends Space>(
  env: Env<O, A>,
  { act, seed, groups = 2, resetOptions = {} }: StreamOptions<O, A>,
): Observable<Transitions<O, A>> {
  if (!(Number.isInteger(groups) && groups > 0))
    throw new RangeError(`groups: expected a whole number from 1, got ${groups}`);
  const environments = Array.from({ length: env.spec.envCount }, (_, envId) => envId);
  const members = inGroups(environments, groups);
  return new Observable((subscriber) => {
    const seeds = createRng(seed).stream("environments");
    const all = members.map((envIds) => new Group({ env, act, seeds, resetOptions, envIds }));
    const run = async (): Promise<void> => {
      const turns: Promise<Transitions<O, A> | undefined>[] = all.map((group) => group.begin());
      // Each is awaited when its turn comes; one that fails before that is no unhandled rejection.
      for (const turn of turns) turn.catch(() => undefined);
      for (let at = 0; !subscriber.closed; at = at + 1 === all.length ? 0 : at + 1) {
        const transitions = await turns[at];
        if (transitions !== undefined) subscriber.next(transitions);
        if (subscriber.closed) break;
        const turn = (all[at] as Group<O, A>).advance();
        turn.catch(() => undefined);
        turns[at] = turn;
      }
      await Promise.allSettled(turns);
    };
    run().catch((error: unknown) => subscriber.error(error));
  });
}
