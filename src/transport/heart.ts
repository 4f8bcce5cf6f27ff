/** Asks for heartbeats at an interval, keeps what the last one said, and notices when they stop. */
import { Liveness } from "./liveness.ts";
import type { Reply } from "./message.ts";
import type { LastStatus } from "./pending.ts";

export interface HeartOptions {
  readonly intervalMs: number;
  /** Silent intervals in a row that are a death. */
  readonly missedLimit: number;
  readonly ask: () => Promise<Reply>;
  readonly died: () => void;
}

export class Heart {
  readonly #ask: () => Promise<Reply>;
  readonly #died: () => void;
  readonly #liveness: Liveness;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  #status: LastStatus = { busy: [], at: Number.NEGATIVE_INFINITY };

  constructor({ intervalMs, missedLimit, ask, died }: HeartOptions) {
    this.#ask = ask;
    this.#died = died;
    this.#liveness = new Liveness(missedLimit);
    this.#intervalMs = intervalMs;
  }

  /** From now on, with the peer taken for alive. */
  start(): void {
    this.#liveness.heard();
    this.#timer = setInterval(this.#beat, this.#intervalMs).unref();
  }

  get status(): LastStatus {
    return this.#status;
  }

  /** Any message from the peer is a sign of life. */
  heard(): void {
    this.#liveness.heard();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  readonly #beat = (): void => {
    if (this.#liveness.tick()) this.#ask().then(this.#note, () => {});
    else this.#died();
  };

  readonly #note = ({ body }: Reply): void => {
    if (body.kind === "heartbeat") this.#status = { busy: body.busy, at: performance.now() };
  };
}
