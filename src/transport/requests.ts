/** The requests of a channel that have no answer yet, by id: each is taken out once, by whatever ends it. */
import { isNewer } from "./arrived-ids.ts";
import { Deadlines } from "./deadlines.ts";
import type { Pending } from "./pending.ts";

export class Requests {
  readonly #pending = new Map<number, Pending>();
  readonly #deadlines: Deadlines<Pending>;
  #lastId = 0;

  /** `expire` is told of each request whose deadline has passed; it has been taken out. */
  constructor(expire: (pending: Pending) => void) {
    this.#deadlines = new Deadlines(
      () => this.#pending.values(),
      (pending) => {
        this.take(pending.requestId);
        expire(pending);
      },
    );
  }

  get size(): number {
    return this.#pending.size;
  }

  /** 32 bits wide; skips 0. */
  nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0 || 1;
    return this.#lastId;
  }

  /** Whether a request with this id was ever made. */
  wasMade(requestId: number): boolean {
    return !isNewer(requestId, this.#lastId);
  }

  add(pending: Pending): void {
    this.#pending.set(pending.requestId, pending);
    this.#deadlines.watch(pending.deadlineAt);
  }

  /** In the order they were made. */
  all(): Pending[] {
    return [...this.#pending.values()];
  }

  /** The pending request, which from now on has ended. */
  take(requestId: number): Pending | undefined {
    const pending = this.#pending.get(requestId);
    if (pending === undefined) return undefined;
    this.#pending.delete(requestId);
    if (pending.onAbort) pending.signal?.removeEventListener("abort", pending.onAbort);
    return pending;
  }

  /** The same request under a new id. */
  rename(pending: Pending): void {
    this.#pending.delete(pending.requestId);
    pending.requestId = this.nextId();
    this.#pending.set(pending.requestId, pending);
  }

  rejectAll(error: Error): void {
    for (const { requestId } of this.all()) this.take(requestId)?.reject(error);
  }

  stop(): void {
    this.#deadlines.stop();
  }
}
