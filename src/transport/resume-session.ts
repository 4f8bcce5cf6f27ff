/** The answering side of Resume: what becomes of each request that an agent awaits after its link was lost. */
import type { ResumeReply } from "./message.ts";
import type { Session } from "./session.ts";

export interface Resumption {
  readonly reply: ResumeReply;
  /** Replies to be sent once more, after that one. */
  readonly again: readonly Uint8Array[][];
}

/**
 * What is under way will be answered at `routingId`; what was answered is sent there again. A request that arrives by the
 * old connection later than the Resume has a lower id and is dropped, so `unseen` stays true.
 */
export function resumeSession(
  session: Session,
  routingId: Uint8Array,
  awaited: readonly number[],
): Resumption {
  const running = new Set<number>();
  for (const job of session.jobs) {
    job.routingId = routingId;
    running.add(job.requestId);
  }
  const again: Uint8Array[][] = [];
  const unseen: number[] = [];
  const gone: number[] = [];
  for (const requestId of new Set(awaited)) {
    const kept = session.kept.find(requestId);
    if (kept !== undefined) again.push([routingId, ...kept.frames.slice(1)]);
    else if (running.has(requestId)) continue;
    else if (session.arrived.has(requestId) === false) unseen.push(requestId);
    else gone.push(requestId);
  }
  return { reply: { kind: "resume", unseen, gone }, again };
}
