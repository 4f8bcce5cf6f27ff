/**
 * Answers in the order in which they came when they were recorded.
 *
 * An answer waits until everything recorded before it has happened again, so that an agent that did the same then does the
 * same now. One that waits for what does not happen goes out a while after the time it took then: nothing hangs.
 */
import type { RecordedExchange } from "./conversation.ts";

const PATIENCE_MS = 1_000;

interface Event {
  happened: boolean;
  /** Of an answer that waits for its turn. */
  go?: (() => void) | undefined;
}

export class Turns {
  /** Requests and answers, by their number in the file. */
  readonly #events = new Map<number, Event>();
  readonly #order: Event[];
  #next = 0;

  constructor(exchanges: readonly RecordedExchange[]) {
    const numbers = exchanges.flatMap(({ number, answer }) => (answer ? [number, answer.number] : [number]));
    this.#order = numbers
      .sort((a, b) => a - b)
      .map((number) => {
        const event: Event = { happened: false };
        this.#events.set(number, event);
        return event;
      });
  }

  arrived(exchange: RecordedExchange): void {
    this.#happen(this.#events.get(exchange.number));
  }

  /** Resolves when the answer of the exchange has its turn. */
  async turnOf({ answer, sentAt }: RecordedExchange): Promise<void> {
    if (answer === undefined) return;
    const event = this.#events.get(answer.number) as Event;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      event.go = resolve;
      timer = setTimeout(resolve, (answer.at - sentAt) * 1000 + PATIENCE_MS);
      this.#advance();
    });
    clearTimeout(timer);
    this.#happen(event);
  }

  #happen(event: Event | undefined): void {
    if (event !== undefined) event.happened = true;
    this.#advance();
  }

  #advance(): void {
    while (this.#order[this.#next]?.happened) this.#next++;
    this.#order[this.#next]?.go?.();
  }
}
