/** What a server does with requests: the part that knows the environment and nothing of sockets. */
import type { EnvStatus, HelloReply, ReplyBody, Reset, SimulatorRequest, Step } from "./message.ts";
import type { Tensor } from "./tensor.ts";

export interface Answer {
  readonly body: ReplyBody;
  /** The server's from now on: they may be sent once more, after a lost link. */
  readonly tensors: readonly Tensor[];
}

export type ServiceBody = Reset | Step | SimulatorRequest;

export interface ServiceRequest {
  /** Of the simulator's own requests only those whose word `Service.hello` says. */
  readonly body: ServiceBody;
  readonly tensors: readonly Tensor[];
  /** The same value for all requests of one session. */
  readonly session: string;
  /** Aborted when the deadline has passed, the session has ended or the server closes: nobody awaits the answer. */
  readonly signal: AbortSignal;
  /** Ends the request with CANCELLED and aborts its signal. */
  readonly cancel: () => void;
}

export interface Service {
  /** The same for every agent. */
  readonly hello: Pick<HelloReply, "capabilities" | "spec">;
  /** Answers, in any order; throws `RemoteError` to refuse. May be called again before it has answered. */
  handle(request: ServiceRequest): Promise<Answer>;
  /** What each busy or paused environment is doing. Called for every heartbeat: it must not wait for anything. */
  status(): readonly EnvStatus[];
  /** The session is over, and the signals of its requests are aborted. */
  sessionEnded(session: string): void;
}
