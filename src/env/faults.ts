/** What an `Env` throws, as it travels, and back. */
import type { Fault } from "../transport/errors.ts";
import { messageOf, RemoteError } from "../transport/errors.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "./env.ts";

/** What an environment threw, for the wire. Undefined for what is a fault of the server rather than an answer. */
export function toFault(error: unknown): Fault | undefined {
  if (error instanceof ResetNeeded) {
    return fault("resetNeeded", error.message, "reset it first", [error.envId]);
  }
  if (error instanceof InvalidRequest) return fault("invalidRequest", error.message, "mend the request", []);
  if (error instanceof EpisodeLost) {
    return fault("episodeLost", error.reason, "reset it and repeat the episode", error.envIds);
  }
  return undefined;
}

function fault(code: Fault["code"], message: string, remedy: string, envIds: readonly number[]): Fault {
  return { code, message, remedy, envIds, sessionUsable: true };
}

/** What failed in a pool, for the wire: nothing of it is a refusal of the request that receives it. */
export function failureOf(error: unknown, envId: number): Fault {
  const known = toFault(error);
  return known === undefined
    ? fault("internal", messageOf(error), "see the server's log; reset it", [envId])
    : { ...known, envIds: [envId] };
}

/** The class that the environment at the far end threw, where it is one of `Env`'s; else the error itself. */
export function fromFault(error: unknown): unknown {
  if (!(error instanceof RemoteError)) return error;
  const { code, message, envIds } = error.fault;
  if (code === "resetNeeded" && envIds[0] !== undefined) return new ResetNeeded(envIds[0]);
  if (code === "invalidRequest") return new InvalidRequest(message, { cause: error });
  if (code === "episodeLost") return new EpisodeLost(envIds, message, { cause: error });
  return error;
}
