/** The servo bus of `gaitway emulate`, started for a benchmark: its port, and what it says when it is asked. */
import { PassThrough } from "node:stream";
import { type EmulatorEvent, emulate } from "../../../src/cli/emulator.ts";

export class EmulatedBus implements AsyncDisposable {
  readonly #input = new PassThrough();
  readonly #stopping = new AbortController();
  readonly #events: EmulatorEvent[] = [];
  readonly #ended: Promise<number>;
  #wake: () => void = () => undefined;

  private constructor(args: readonly string[]) {
    this.#ended = emulate({
      args: ["emulate", "servo-bus", ...args],
      input: this.#input,
      endsWithInput: false,
      signal: this.#stopping.signal,
      onEvent: (event) => {
        this.#events.push(event);
        this.#wake();
      },
    });
  }

  static async start(...args: string[]): Promise<EmulatedBus & { readonly path: string }> {
    const bus = new EmulatedBus(args);
    const { path } = await bus.#next("ready");
    return Object.assign(bus, { path: String(path) });
  }

  /** Where the robot is, m, and when, s of the monotonic clock. */
  async place(): Promise<{ readonly x: number; readonly y: number; readonly time: number }> {
    this.#input.write('{"request":"report"}\n');
    const { distance, lateral, t } = await this.#next("report");
    return { x: Number(distance), y: Number(lateral), time: Number(t) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  /** The next event of that name, which is then taken. */
  async #next(name: string): Promise<EmulatorEvent> {
    for (;;) {
      const at = this.#events.findIndex(({ event }) => event === name);
      if (at >= 0) return this.#events.splice(at, 1)[0] as EmulatorEvent;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
