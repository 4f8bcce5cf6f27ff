/** An emulated servo bus in a process of its own, for many deployments one after another; what was on its wire. */
import { PassThrough } from "node:stream";
import { type EmulatorEvent, emulate } from "../../../src/cli/emulator.ts";
import { until } from "../../support/wait.ts";
import { type Order, ordersIn } from "./orders.ts";

export class EmulatedBus implements AsyncDisposable {
  readonly path: string;
  readonly #log: string;
  readonly #input: PassThrough;
  readonly #events: EmulatorEvent[];
  readonly #stopping: AbortController;
  readonly #code: Promise<number>;
  /** Orders before this time (s) belong to what was before. */
  #begin = 0;

  private constructor(parts: {
    link: string;
    log: string;
    input: PassThrough;
    events: EmulatorEvent[];
    stopping: AbortController;
    code: Promise<number>;
  }) {
    this.path = parts.link;
    this.#log = parts.log;
    this.#input = parts.input;
    this.#events = parts.events;
    this.#stopping = parts.stopping;
    this.#code = parts.code;
  }

  /** `folder`: where its link and its log go. */
  static async start(folder: string): Promise<EmulatedBus> {
    const [link, log] = [`${folder}/bus`, `${folder}/bytes.jsonl`];
    const [input, stopping, events] = [new PassThrough(), new AbortController(), [] as EmulatorEvent[]];
    const code = emulate({
      args: ["emulate", "servo-bus", "--link", link, "--log", log],
      input,
      endsWithInput: false,
      onEvent: (event) => events.push(event),
      signal: stopping.signal,
    });
    const bus = new EmulatedBus({ link, log, input, events, stopping, code });
    await bus.event("ready", 0);
    return bus;
  }

  /** Resolves with the time (s) from which it is in force. */
  async fault(fault: string, more: Readonly<Record<string, unknown>> = {}): Promise<number> {
    const seen = this.#events.length;
    this.#input.write(`${JSON.stringify({ fault, ...more })}\n`);
    return Number((await this.event(fault === "replug" ? "plugged" : "fault", seen)).t);
  }

  /** The first event of that name from number `from` on. */
  async event(name: string, from: number): Promise<EmulatorEvent> {
    const find = () => this.#events.slice(from).find(({ event }) => event === name);
    await until(`${name} of the emulator`, () => find() !== undefined, 20_000);
    return find() as EmulatorEvent;
  }

  /** From now on nothing before counts. */
  begin(now: number): void {
    this.#begin = now;
  }

  orders(): Order[] {
    return ordersIn(this.#log).filter(({ t }) => t >= this.#begin);
  }

  /** When servos stopped by themselves, and which. */
  trips(): { readonly t: number; readonly ids: readonly number[] }[] {
    return this.#events
      .filter(({ event, t }) => event === "watchdog" && Number(t) >= this.#begin)
      .map(({ t, ids }) => ({ t: Number(t), ids: ids as number[] }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#code;
  }
}
