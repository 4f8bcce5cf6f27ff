/**
 * Requests that the service works on: each ends once, with the service's answer, its deadline, a cancellation or the end
 * of its session, whichever is first; what the service says later is counted and dropped.
 */
import { Controllers } from "./controllers.ts";
import type { Due } from "./deadlines.ts";
import { Deadlines } from "./deadlines.ts";
import { messageOf, RemoteError } from "./errors.ts";
import type { ReplyBody, Request } from "./message.ts";
import * as refusal from "./refusal.ts";
import type { Answer, Service, ServiceBody } from "./service.ts";
import type { Session } from "./session.ts";
import type { Tensor } from "./tensor.ts";

const NO_TENSORS: readonly Tensor[] = [];

export interface Job extends Due {
  readonly session: Session;
  readonly requestId: number;
  readonly controller: AbortController;
  /** Where the answer goes: another connection, after a Resume. */
  routingId: Uint8Array;
}

export interface JobsOptions {
  readonly service: Service;
  /** All that are under way, in any order. */
  readonly table: () => Iterable<Job>;
  readonly reply: (job: Job, body: ReplyBody, tensors: readonly Tensor[]) => void;
  /** An answer came for a job that had ended. */
  readonly late: () => void;
  readonly onWarning: (message: string) => void;
}

export class Jobs {
  readonly #options: JobsOptions;
  readonly #controllers = new Controllers();
  readonly #deadlines: Deadlines<Job>;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.table, (job) =>
      this.#stop(job, "the deadline of the request has passed", refusal.deadlineExceeded()),
    );
  }

  start(routingId: Uint8Array, session: Session, request: Request, body: ServiceBody): void {
    const { requestId, tensors, timeToLiveMs } = request;
    const controller = this.#controllers.take();
    const deadlineAt = performance.now() + timeToLiveMs;
    const job: Job = { session, requestId, routingId, controller, deadlineAt };
    session.jobs.add(job);
    this.#deadlines.watch(deadlineAt);
    const cancel = () =>
      this.#stop(job, "the request was cancelled", refusal.cancelled("by a later request"));
    const { signal } = controller;
    this.#handle({ body, tensors, session: session.key, signal, cancel }).then(
      (answer) => this.#settle(job, answer.body, answer.tensors),
      (error) => this.#settle(job, this.#faultOf(error, signal), NO_TENSORS),
    );
  }

  /** Ends all jobs of a session with the same answer. */
  stopAll(session: Session, answer: ReplyBody): void {
    for (const job of [...session.jobs]) this.#stop(job, "the session of the request has ended", answer);
  }

  close(): void {
    this.#deadlines.stop();
  }

  /** A service that throws before it promises anything is a service that rejects. */
  #handle(request: Parameters<Service["handle"]>[0]): Promise<Answer> {
    try {
      return this.#options.service.handle(request);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The service is done with the job. */
  #settle(job: Job, body: ReplyBody, tensors: readonly Tensor[]): void {
    this.#finish(job, body, tensors);
    this.#controllers.give(job.controller);
  }

  #finish(job: Job, body: ReplyBody, tensors: readonly Tensor[]): void {
    if (job.session.jobs.delete(job)) this.#options.reply(job, body, tensors);
    else this.#options.late();
  }

  /** Answers before it aborts, so that what the service says to its aborted signal comes late. */
  #stop(job: Job, reason: string, answer: ReplyBody): void {
    this.#finish(job, answer, NO_TENSORS);
    job.controller.abort(new Error(reason));
  }

  #faultOf(error: unknown, signal: AbortSignal): ReplyBody {
    // Doing what the signal said is no failure; whoever asked has been answered already.
    if (signal.aborted && error === signal.reason) return refusal.internal(messageOf(error));
    return faultOf(error, this.#options.onWarning);
  }
}

/** What to answer for something that was thrown; told to the owner of the server too, unless it was meant as an answer. */
export function faultOf(error: unknown, onWarning: (message: string) => void): ReplyBody {
  if (error instanceof RemoteError) return { kind: "error", fault: error.fault };
  const reason = messageOf(error);
  onWarning(`a request failed in the service: ${error instanceof Error ? error.stack : reason}`);
  return refusal.internal(reason);
}
