/** Replies on their way out of a server: encoded, within the limits of who asked, and kept in case the link is lost. */
import { encodeReply } from "./codec.ts";
import { MessageTooLarge } from "./errors.ts";
import { requireWithin } from "./frames.ts";
import { faultOf } from "./jobs.ts";
import type { ReplyBody } from "./message.ts";
import * as refusal from "./refusal.ts";
import type { Session } from "./session.ts";
import type { Tensor } from "./tensor.ts";

const NO_TENSORS: readonly Tensor[] = [];

export interface OutboxOptions {
  readonly send: (frames: Uint8Array[]) => void;
  /** Not even an error could be said. */
  readonly unsaid: () => void;
  readonly onWarning: (message: string) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** To a request of a session. */
  reply(
    routingId: Uint8Array,
    session: Session,
    requestId: number,
    body: ReplyBody,
    tensors: readonly Tensor[] = NO_TENSORS,
  ): void {
    try {
      const frames = encodeReply(session.token, requestId, body, tensors);
      requireWithin(frames, tensors, session.limits);
      frames.unshift(routingId);
      this.#options.send(frames);
      if (body.kind !== "heartbeat") session.kept.keep(requestId, frames);
    } catch (error) {
      if (body.kind === "error") this.#options.unsaid();
      else this.reply(routingId, session, requestId, this.#excuse(error));
    }
  }

  /** What belongs to no session, or is not worth keeping. */
  send(routingId: Uint8Array, token: Uint8Array, requestId: number, body: ReplyBody): void {
    this.#options.send([routingId, ...encodeReply(token, requestId, body, NO_TENSORS)]);
  }

  #excuse(error: unknown): ReplyBody {
    return error instanceof MessageTooLarge
      ? refusal.tooLarge(error)
      : faultOf(error, this.#options.onWarning);
  }
}
