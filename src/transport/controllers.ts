/**
 * Abort controllers to use again: making one costs more than decoding a request. Only those come back that were never
 * aborted and that nobody listens to any more, so no listener of one request can hear the end of another.
 */
import { getEventListeners } from "node:events";

const KEPT = 64;

export class Controllers {
  readonly #free: AbortController[] = [];

  take(): AbortController {
    return this.#free.pop() ?? new AbortController();
  }

  give(controller: AbortController): void {
    const { signal } = controller;
    if (signal.aborted || this.#free.length >= KEPT || getEventListeners(signal, "abort").length > 0) return;
    this.#free.push(controller);
  }
}
