/** Whose episode each environment of a server runs, and what it is doing. */
import type { EnvStatus } from "../transport/message.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "./env.ts";

/** What an environment is doing. */
interface Operation {
  readonly session: string;
  /** On the clock of performance.now(). */
  readonly since: number;
  readonly interrupt: () => void;
  /** Settles when the environment is free again. */
  readonly over: Promise<unknown>;
}

interface Place {
  /** The session whose episode is running. */
  owner: string | undefined;
  /** The session whose episode another one's reset ended, until it has been told. */
  dispossessed: string | undefined;
  operation: Operation | undefined;
  /** Actions taken in the episode. */
  steps: number;
}

export class Tenancy {
  readonly #places: readonly Place[];

  constructor(envCount: number) {
    this.#places = Array.from({ length: envCount }, () => ({
      owner: undefined,
      dispossessed: undefined,
      operation: undefined,
      steps: 0,
    }));
  }

  status(): readonly EnvStatus[] {
    const now = performance.now();
    return this.#places.flatMap(({ operation, steps }, envId) =>
      operation ? [{ envId, busyMs: Math.round(now - operation.since), step: steps, paused: false }] : [],
    );
  }

  /** Throws unless each environment waits for a step of the session's own episode. */
  requireEpisode(session: string, envIds: readonly number[]): void {
    for (const envId of envIds) {
      const place = this.#at(envId);
      if (place.dispossessed === session) {
        place.dispossessed = undefined;
        throw new EpisodeLost([envId], "another agent reset the environment");
      }
      if (place.owner !== session) throw new ResetNeeded(envId);
      if (place.operation !== undefined) throw busy(envId);
    }
  }

  /** Throws unless each environment is idle, and belongs to the session or to nobody. */
  requireIdle(session: string, envIds: readonly number[]): void {
    for (const envId of envIds) {
      const { owner, operation } = this.#at(envId);
      if (operation !== undefined) throw busy(envId);
      if (owner !== undefined && owner !== session)
        throw new InvalidRequest(`environment ${envId} runs an episode of another agent; reset it first`);
    }
  }

  /** Interrupts what the session has under way in the environments; resolves when they are free. Throws if others have. */
  interrupt(session: string, envIds: readonly number[]): Promise<unknown> {
    const operations = new Set<Operation>();
    for (const envId of envIds) {
      const { operation } = this.#at(envId);
      if (operation === undefined) continue;
      if (operation.session !== session) {
        throw new InvalidRequest(
          `environment ${envId} is busy for another agent; let it finish, or serve a second simulator on another address`,
        );
      }
      operations.add(operation);
    }
    for (const operation of operations) operation.interrupt();
    return Promise.allSettled([...operations].map(({ over }) => over));
  }

  /** Marks the environments as busy until `work` is over, and counts the actions it takes. */
  occupy<T>(
    session: string,
    envIds: readonly number[],
    interrupt: () => void,
    work: Promise<T>,
    actionCount = 0,
  ): Promise<T> {
    const operation = { session, since: performance.now(), interrupt, over: work };
    for (const envId of envIds) this.#at(envId).operation = operation;
    const free = () => {
      for (const envId of envIds) {
        const place = this.#at(envId);
        place.steps += actionCount;
        if (place.operation === operation) place.operation = undefined;
      }
    };
    return work.then(
      (result) => {
        free();
        return result;
      },
      (error) => {
        free();
        throw error;
      },
    );
  }

  /** No episode runs there any more: it was lost, and whoever ran it is being told. */
  end(envIds: readonly number[]): void {
    for (const envId of envIds) this.#at(envId).owner = undefined;
  }

  /** A new episode of the session runs in each environment; who ran one there before will be told. */
  begin(session: string, envIds: readonly number[]): void {
    for (const envId of envIds) {
      const place = this.#at(envId);
      if (place.owner !== undefined && place.owner !== session) place.dispossessed = place.owner;
      if (place.dispossessed === session) place.dispossessed = undefined;
      place.owner = session;
      place.steps = 0;
    }
  }

  sessionEnded(session: string): void {
    for (const place of this.#places) {
      if (place.operation?.session === session) place.operation.interrupt();
      if (place.owner === session) place.owner = undefined;
      if (place.dispossessed === session) place.dispossessed = undefined;
    }
  }

  #at(envId: number): Place {
    return this.#places[envId] as Place;
  }
}

function busy(envId: number): InvalidRequest {
  return new InvalidRequest(
    `environment ${envId} is busy with an earlier request; wait for its answer, or reset it`,
  );
}
