/** The emulated Petoi board, or servo bus, in a process of its own, what a test asks of it, and a driver on it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Driver } from "../../../../src/deploy/driver.ts";
import { bittle } from "../../../../src/deploy/drivers/opencat/bittle.ts";
import { type OpencatOptions, openDriver } from "../../../../src/deploy/drivers/opencat/open-driver.ts";
import { monotonicClock } from "../../../../src/deploy/loop/clock.ts";
import { packageRoot } from "../../../support/package-root.ts";
import { python } from "../../../support/python.ts";

export const clock = monotonicClock();

export interface BoardReport {
  readonly angles: readonly number[];
  readonly powered: boolean;
  readonly walking: boolean;
}

/** Long, so that a machine that tests other things besides is not taken for a slow board. */
export const description = {
  ...bittle,
  bootTime: 3,
  controlPeriod: { least: 0.02, most: 2 },
};

export class BoardPeer implements AsyncDisposable {
  readonly path: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, path: string, folder: string) {
    this.#child = child;
    this.#lines = lines;
    this.path = path;
    this.#folder = folder;
  }

  static async start(...options: string[]): Promise<BoardPeer> {
    return await BoardPeer.of("opencat", ...options);
  }

  static async of(robot: "opencat" | "servo-bus", ...options: string[]): Promise<BoardPeer> {
    const folder = mkdtempSync(join(tmpdir(), "gaitway-board-"));
    const args = ["emulate", robot, "--child", "--log", join(folder, "log"), ...options];
    const PYTHONPATH = [join(packageRoot, "envs"), process.env.PYTHONPATH].filter(Boolean).join(delimiter);
    const env = { ...process.env, PYTHONPATH };
    const child = spawn(python, ["-m", "gaitway_envs", ...args], { env, stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // Faults it begins with are said before it is ready.
    for (;;) {
      const event = JSON.parse((await lines.next()).value as string) as { event: string; path: string };
      if (event.event === "ready") return new BoardPeer(child, lines, event.path, folder);
    }
  }

  async report(): Promise<BoardReport> {
    return (await this.#ask({ request: "report" })) as unknown as BoardReport;
  }

  async fault(fault: string, rest: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.#ask({ fault, ...rest });
  }

  /** Commands that the board heard, hexadecimal. */
  heard(): string[] {
    return readFileSync(join(this.#folder, "log"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { dir: string; bytes: string })
      .filter(({ dir }) => dir === "host")
      .map(({ bytes }) => bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    rmSync(this.#folder, { recursive: true });
  }

  async #ask(request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return JSON.parse((await this.#lines.next()).value as string) as Record<string, unknown>;
  }
}

export async function opened(peer: BoardPeer, options: Partial<OpencatOptions> = {}): Promise<Driver> {
  const robot: OpencatOptions = { description, controlPeriod: 1, ...options };
  return await openDriver(`opencat:${peer.path}`, { clock, robot });
}
