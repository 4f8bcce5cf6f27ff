/** `gaitway_envs robot aibo`, as a process of its own: the robot that the driver of the wire is tested with. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../../support/package-root.ts";
import { python } from "../../../support/python.ts";

export interface RobotEvent {
  readonly event: string;
  /** s of the monotonic clock. */
  readonly t: number;
  readonly [what: string]: unknown;
}

export class RobotProcess implements AsyncDisposable {
  readonly endpoint: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #next: (name: string) => Promise<RobotEvent>;
  readonly #folder: string;

  private constructor(
    child: ChildProcessWithoutNullStreams,
    next: (name: string) => Promise<RobotEvent>,
    folder: string,
    endpoint: string,
  ) {
    this.#child = child;
    child.stdin.on("error", () => undefined);
    this.#next = next;
    this.#folder = folder;
    this.endpoint = endpoint;
  }

  static async start(...args: string[]): Promise<RobotProcess> {
    const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
    const always = ["--bind", "tcp://127.0.0.1:*", "--log", join(folder, "log.jsonl"), "--child"];
    const child = spawn(python, ["-m", "gaitway_envs", "robot", "aibo", ...always, ...args], {
      env: { ...process.env, PYTHONPATH: join(packageRoot, "envs") },
    });
    let complaint = "";
    child.stderr.on("data", (text) => {
      complaint += text;
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async (name: string): Promise<RobotEvent> => {
      for (;;) {
        const line = await lines.next();
        if (line.done) throw new Error(`the robot ended before it said "${name}": ${complaint}`);
        const event = JSON.parse(line.value) as RobotEvent;
        if (event.event === name) return event;
      }
    };
    const { endpoint } = await next("ready");
    return new RobotProcess(child, next, folder, endpoint as string);
  }

  /** Resolves with the time (s) from which it is in force; `none` ends all. */
  async fault(name: string): Promise<number> {
    this.#tell({ fault: name });
    return (await this.#next("fault")).t;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async report(): Promise<RobotEvent> {
    this.#tell({ request: "report" });
    return this.#next("report");
  }

  /** What it was told and did so far. */
  log(event: string): RobotEvent[] {
    const lines = readFileSync(join(this.#folder, "log.jsonl"), "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as RobotEvent).filter((line) => line.event === event);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that was killed has said its last.
    if (this.#child.signalCode === null) {
      this.#child.stdin.end();
      // One that was stopped goes on first.
      this.#child.kill("SIGCONT");
      await this.#next("ended");
    }
    rmSync(this.#folder, { recursive: true });
  }

  #tell(request: object): void {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
  }
}
