/** The servos of bus_peer.py in a process of their own, and what a test tells them to do. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../../support/package-root.ts";
import { python } from "../../../support/python.ts";

const program = join(packageRoot, "test", "deploy", "drivers", "support", "bus_peer.py");

export interface PeerOptions {
  readonly ids?: readonly number[];
  readonly model?: number;
  readonly board?: number;
  readonly baud?: number;
}

export class BusPeer implements AsyncDisposable {
  /** The port to open. */
  readonly path: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, path: string) {
    this.#child = child;
    this.#lines = lines;
    this.path = path;
  }

  static async start({ ids = [1, 2, 3], ...rest }: PeerOptions = {}): Promise<BusPeer> {
    const child = spawn(python, [program, JSON.stringify({ ids, ...rest })], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new BusPeer(child, lines, (await lines.next()).value as string);
  }

  /** What was asked for is done, and its answer there, when this resolves. */
  async tell(order: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`);
    return JSON.parse((await this.#lines.next()).value as string);
  }

  async get(id: number, address: number, length = 1): Promise<number[]> {
    return (await this.tell({ get: address, id, length })) as number[];
  }

  /** Packets heard since the last time, hexadecimal. */
  async log(): Promise<string[]> {
    return (await this.tell({ log: true })) as string[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
  }
}
