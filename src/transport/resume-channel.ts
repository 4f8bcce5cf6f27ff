/**
 * The asking side of Resume: after the link was lost, one new connection after another until the server answers on it or
 * patience ends. A new connection each time, because one that hangs half open never says so.
 */
import { setTimeout as delay } from "node:timers/promises";
import { RemoteError } from "./errors.ts";
import type { RequestBody, ResumeReply } from "./message.ts";
import { envIdsOf } from "./pending.ts";

/** How long one connection is given. */
const ATTEMPT_MS = 1_000;

export interface Attempts {
  readonly patienceMs: number;
  /** Asks Resume on a new connection. */
  readonly attempt: (timeoutMs: number) => Promise<ResumeReply>;
  /** Whether the channel has ended meanwhile. */
  readonly ended: () => boolean;
}

/** The server's answer, or undefined when patience or the channel ended; rejects with what no new connection can mend. */
export async function askUntilAnswered({
  patienceMs,
  attempt,
  ended,
}: Attempts): Promise<ResumeReply | undefined> {
  const end = performance.now() + patienceMs;
  for (let now = performance.now(); now < end && !ended(); now = performance.now()) {
    const timeoutMs = Math.min(ATTEMPT_MS, end - now);
    try {
      return await attempt(timeoutMs);
    } catch (error) {
      if (!(error as { readonly usable?: boolean }).usable || error instanceof RemoteError) throw error;
      // No answer, or one that was damaged on the way: not at once again, or a peer that errs would be asked in a loop.
      await delay(now + timeoutMs - performance.now());
    }
  }
  return undefined;
}

/** An answer the server no longer has: a loss that is told. `envCount` is for a reply that may be about any of them. */
export function goneWith(body: RequestBody, endpoint: string, envCount: number): RemoteError {
  const fromPool = body.kind === "step" && body.minBatch !== undefined;
  const envIds = fromPool ? Array.from({ length: envCount }, (_, envId) => envId) : [...envIdsOf(body)];
  return new RemoteError({
    code: "episodeLost",
    message: `the link to ${endpoint} was lost, and the answer to ${body.kind} is no longer kept there`,
    remedy: `reset environment ${envIds.join(", ")} and repeat the episode`,
    envIds,
    sessionUsable: true,
  });
}
