/**
 * The answering side: one ROUTER socket, any number of sessions, one service.
 *
 * The loop here does no physics: it hands a request to the service and goes on, so heartbeats are answered however slow
 * the simulation is — as long as the service does its work in other threads. Every request of a live session gets one
 * reply, unless it is a duplicate (dropped, counted). What is not Gaitway's is dropped and counted; what is ours and bad
 * is answered with an error. Nothing a peer sends ends the server.
 */

import { isOffered } from "./capabilities.ts";
import { decodeRequest } from "./codec.ts";
import { WrongPeer } from "./errors.ts";
import { minorWarning } from "./handshake.ts";
import { faultOf, Jobs } from "./jobs.ts";
import type { Hello, HelloReply, ReplyBody, Request } from "./message.ts";
import { DEFAULT_LIMITS } from "./message.ts";
import { Outbox } from "./outbox.ts";
import { packageVersion } from "./package-version.ts";
import * as refusal from "./refusal.ts";
import { resumeSession } from "./resume-session.ts";
import type { ServerDropCounts, ServerOptions } from "./server-options.ts";
import type { Service, ServiceBody } from "./service.ts";
import type { Session } from "./session.ts";
import { Sessions } from "./session.ts";
import type { RouterLink } from "./zeromq.ts";
import { openRouter } from "./zeromq.ts";

const NO_SESSION = new Uint8Array(0);
const MAX_SESSIONS = 256;
const warn = (message: string) => process.emitWarning(message);

export class Server implements AsyncDisposable {
  readonly #service: Service;
  readonly #options: Required<ServerOptions>;
  readonly #sessions = new Sessions();
  readonly #jobs: Jobs;
  readonly #outbox: Outbox;
  readonly #dropped = { foreign: 0, malformed: 0, duplicate: 0, late: 0 };
  readonly #collector: NodeJS.Timeout;
  #link: RouterLink | undefined;
  #closing: Promise<void> | undefined;

  private constructor(service: Service, options: Required<ServerOptions>) {
    this.#service = service;
    this.#options = options;
    this.#outbox = new Outbox({
      send: (frames) => this.#link?.send(frames),
      unsaid: () => void this.#dropped.late++,
      onWarning: options.onWarning,
    });
    this.#jobs = new Jobs({
      service,
      table: () => this.#sessions.jobs(),
      reply: ({ routingId, session, requestId }, body, tensors) =>
        this.#outbox.reply(routingId, session, requestId, body, tensors),
      late: () => void this.#dropped.late++,
      onWarning: options.onWarning,
    });
    this.#collector = setInterval(this.#collectIdle, options.idleSessionMs / 4).unref();
  }

  /** Binds and answers until closed. Rejects with `EndpointRefused`, or `KeyUnusable`. */
  static async open(service: Service, options: ServerOptions): Promise<Server> {
    const server = new Server(service, {
      limits: DEFAULT_LIMITS,
      heartbeatIntervalMs: 250,
      missedHeartbeats: 4,
      idleSessionMs: 30_000,
      keys: undefined,
      onWarning: warn,
      ...options,
    });
    const { endpoint, limits, keys, onWarning } = server.#options;
    try {
      server.#link = await openRouter(endpoint, limits, keys, onWarning);
    } catch (error) {
      clearInterval(server.#collector);
      throw error;
    }
    server.#link.listen(server.#receive, server.#broken);
    return server;
  }

  /** The address that was bound, with a port instead of `*`. */
  get endpoint(): string {
    return (this.#link as RouterLink).endpoint;
  }

  get dropped(): ServerDropCounts {
    return this.#dropped;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  /** Answers what is under way with SHUTTING_DOWN, stops it, unbinds. Twice is as good as once. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #receive = (frames: Uint8Array[]): void => {
    const routingId = frames.shift() as Uint8Array;
    const request = this.#decode(routingId, frames);
    if (request === undefined) return;
    if (request.body.kind === "hello") this.#greet(routingId, request, request.body);
    else this.#serve(routingId, request);
  };

  /** The request, or undefined when it is bad and has been answered or counted. */
  #decode(routingId: Uint8Array, frames: readonly Uint8Array[]): Request | undefined {
    try {
      return decodeRequest(frames, this.#options.limits);
    } catch (error) {
      const answer = refusal.ofBadMessage(error as Error);
      if (answer !== undefined) this.#outbox.send(routingId, NO_SESSION, answer.requestId, answer.body);
      else if (error instanceof WrongPeer) this.#dropped.foreign++;
      else this.#dropped.malformed++;
      return undefined;
    }
  }

  #greet(
    routingId: Uint8Array,
    { requestId, minor }: Request,
    { limits, packageVersion: agent }: Hello,
  ): void {
    if (this.#sessions.size >= MAX_SESSIONS) {
      this.#outbox.send(routingId, NO_SESSION, requestId, refusal.tooManySessions(MAX_SESSIONS));
      return;
    }
    const session = this.#sessions.open(limits, requestId);
    const warning = minorWarning("an agent", minor, agent);
    if (warning !== undefined) this.#options.onWarning(warning);
    this.#outbox.send(routingId, session.token, requestId, this.#helloReply());
  }

  #helloReply(): HelloReply {
    const { limits, heartbeatIntervalMs, missedHeartbeats } = this.#options;
    const { capabilities, spec } = this.#service.hello;
    return {
      kind: "hello",
      packageVersion,
      capabilities: [...new Set([...capabilities, "resume"])],
      limits,
      heartbeatIntervalMs,
      missedHeartbeats,
      spec,
    };
  }

  #serve(routingId: Uint8Array, request: Request): void {
    const { requestId } = request;
    const session = this.#sessions.find(request.session);
    if (session === undefined) {
      this.#outbox.send(routingId, request.session, requestId, refusal.sessionLost());
      return;
    }
    session.liveness.heard();
    if (!session.arrived.tryAdd(requestId)) {
      this.#dropped.duplicate++;
      return;
    }
    const reply = this.#tryAnswer(routingId, session, request);
    if (reply !== undefined) this.#outbox.reply(routingId, session, requestId, reply);
  }

  /** Whatever the service throws, the server goes on. */
  #tryAnswer(routingId: Uint8Array, session: Session, request: Request): ReplyBody | undefined {
    try {
      return this.#answer(routingId, session, request);
    } catch (error) {
      return faultOf(error, this.#options.onWarning);
    }
  }

  /** What can be answered at once; what the service does is started, and answered when it is done. */
  #answer(routingId: Uint8Array, session: Session, request: Request): ReplyBody | undefined {
    const { body } = request;
    switch (body.kind) {
      case "reset":
      case "step":
        return this.#start(routingId, session, request, body);
      case "heartbeat":
        return { kind: "heartbeat", busy: this.#service.status() };
      case "resume":
        this.#resume(routingId, session, request.requestId, body.awaited);
        return undefined;
      case "bye":
        this.#endSession(session, refusal.sessionEnded());
        return { kind: "bye" };
      default:
        if (!isOffered(body, this.#service.hello.capabilities)) return refusal.unsupported(body.kind);
        return this.#start(routingId, session, request, body);
    }
  }

  #start(
    routingId: Uint8Array,
    session: Session,
    request: Request,
    body: ServiceBody,
  ): ReplyBody | undefined {
    const { inFlight } = this.#options.limits;
    if (session.jobs.size >= inFlight) return refusal.busy(inFlight);
    this.#jobs.start(routingId, session, request, body);
    return undefined;
  }

  #resume(routingId: Uint8Array, session: Session, requestId: number, awaited: readonly number[]): void {
    const { reply, again } = resumeSession(session, routingId, awaited);
    this.#outbox.send(routingId, session.token, requestId, reply);
    for (const frames of again) this.#link?.send(frames);
  }

  #endSession(session: Session, reason: ReplyBody): void {
    this.#sessions.forget(session);
    this.#jobs.stopAll(session, reason);
    this.#service.sessionEnded(session.key);
  }

  readonly #collectIdle = (): void => {
    for (const session of this.#sessions.all()) {
      if (session.liveness.tick()) continue;
      this.#options.onWarning(
        `an agent said nothing for ${this.#options.idleSessionMs} ms; its session was ended`,
      );
      this.#endSession(session, refusal.sessionEnded());
    }
  };

  readonly #broken = (error: unknown): void => {
    this.#options.onWarning(
      `the socket of ${this.#options.endpoint} failed: ${String(error)}; the server closes`,
    );
    this.close().catch(() => {});
  };

  async #shutDown(): Promise<void> {
    clearInterval(this.#collector);
    for (const session of this.#sessions.all()) this.#endSession(session, refusal.shuttingDown());
    this.#jobs.close();
    await this.#link?.close();
  }
}
