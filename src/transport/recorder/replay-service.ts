/**
 * A recording as the service of a server: the recorded spec, and for each request the recorded answer, as long as the
 * requests of each environment are the recorded ones in their order.
 *
 * The first session repeats the first recorded connection, the next one the next.
 */
import { RemoteError } from "../errors.ts";
import type { Answer, Service, ServiceBody, ServiceRequest } from "../service.ts";
import type { Conversation, RecordedExchange } from "./conversation.ts";
import type { Difference, Said } from "./difference.ts";
import { firstDifference } from "./difference.ts";
import { Turns } from "./turns.ts";

export type ReplayOutcome =
  | { readonly outcome: "complete"; readonly requests: number }
  /** The agent said goodbye before it had asked everything. */
  | { readonly outcome: "left"; readonly requests: number; readonly recorded: number }
  | ({ readonly outcome: "different"; readonly message: number; readonly what: string } & Difference);

const REMEDY =
  "run the program that was recorded with the seed it had; what still differs depends on a clock, on chance or on the order of things";

export class ReplayService implements Service {
  readonly hello: Service["hello"];
  /** Resolves when the recording has been repeated to its end, or cannot be. */
  readonly over: Promise<ReplayOutcome>;
  readonly #scripts: readonly Script[];
  readonly #sessions = new Map<string, Script>();
  #end!: (outcome: ReplayOutcome) => void;

  /** At least one conversation. */
  constructor(conversations: readonly Conversation[]) {
    const { spec, capabilities } = (conversations[0] as Conversation).hello;
    this.hello = { spec, capabilities: capabilities.filter((word) => word !== "resume") };
    this.#scripts = conversations.map(({ exchanges }) => new Script(exchanges));
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async handle({ body, tensors, session, signal }: ServiceRequest): Promise<Answer> {
    const script = this.#scriptOf(session);
    const exchange = script?.next(body);
    const difference = differenceOf(exchange, { body, tensors });
    if (script === undefined || exchange === undefined || difference !== undefined)
      throw this.#differs(exchange?.number ?? 0, body, difference as Difference);
    script.take(exchange);
    await script.turns.turnOf(exchange);
    if (exchange.answer === undefined) return silence(signal);
    const { reply } = exchange.answer;
    if (reply.body.kind === "error") throw new RemoteError(reply.body.fault);
    return reply;
  }

  status(): readonly [] {
    return [];
  }

  sessionEnded(session: string): void {
    const script = this.#scriptOf(session);
    if (script?.isOver && script !== this.#scripts.at(-1)) return; // another connection follows
    const recorded = this.#scripts.reduce((sum, { size }) => sum + size, 0);
    const requests = this.#scripts.reduce((sum, { taken }) => sum + taken, 0);
    if (requests === recorded) this.#end({ outcome: "complete", requests });
    else this.#end({ outcome: "left", requests, recorded });
  }

  #scriptOf(session: string): Script | undefined {
    const script = this.#sessions.get(session) ?? this.#scripts[this.#sessions.size];
    if (script !== undefined) this.#sessions.set(session, script);
    return script;
  }

  #differs(message: number, body: ServiceBody, difference: Difference): RemoteError {
    const { field, recorded, received } = difference;
    const what = `${body.kind}${body.envIds.length > 0 ? ` of environment ${body.envIds.join(", ")}` : ""}`;
    // Once the error is on its way.
    setImmediate(() => this.#end({ outcome: "different", message, what, ...difference }));
    const where = message > 0 ? `message ${message} of the recording` : "the recording";
    return new RemoteError({
      code: "invalidRequest",
      message: `${what} is not what ${where} has: ${field} was ${recorded} when it was recorded and is ${received} now`,
      remedy: REMEDY,
      envIds: body.envIds,
      sessionUsable: false,
    });
  }
}

/** What one connection asked, environment by environment. */
class Script {
  readonly turns: Turns;
  readonly size: number;
  taken = 0;
  /** Requests of an environment still to come; those of none, which only receive, under −1. */
  readonly #queues = new Map<number, RecordedExchange[]>();

  constructor(exchanges: readonly RecordedExchange[]) {
    this.turns = new Turns(exchanges);
    this.size = exchanges.length;
    for (const exchange of exchanges) {
      for (const envId of keysOf(exchange.body)) {
        const queue = this.#queues.get(envId) ?? [];
        this.#queues.set(envId, queue);
        queue.push(exchange);
      }
    }
  }

  get isOver(): boolean {
    return this.taken === this.size;
  }

  /** What should be asked now of these environments: of their next requests the one that was recorded first. */
  next(body: ServiceBody): RecordedExchange | undefined {
    const heads = keysOf(body).flatMap((envId) => this.#queues.get(envId)?.[0] ?? []);
    return heads.sort((a, b) => a.number - b.number)[0];
  }

  take(exchange: RecordedExchange): void {
    for (const envId of keysOf(exchange.body)) this.#queues.get(envId)?.shift();
    this.taken++;
    this.turns.arrived(exchange);
  }
}

function keysOf({ envIds }: ServiceBody): readonly number[] {
  return envIds.length > 0 ? envIds : [-1];
}

function differenceOf(exchange: RecordedExchange | undefined, received: Said): Difference | undefined {
  if (exchange !== undefined) return firstDifference(exchange, received);
  return { field: "request", recorded: "none any more", received: received.body.kind };
}

/** What had no answer has none again: the deadline or the end of the session ends it. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
