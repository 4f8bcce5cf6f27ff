/** `gaitway deploy` as it is shipped, in a process of its own, and what it says. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ReasonName } from "../../../src/deploy/reasons.ts";
import type { StateName } from "../../../src/deploy/states.ts";
import { packageRoot } from "../../support/package-root.ts";
import { until } from "../../support/wait.ts";
import type { Sabotage } from "./sabotage.ts";

const main = join(packageRoot, "dist", "src", "cli", "main.js");
const sabotage = new URL("./sabotage.js", import.meta.url).href;

export interface DeploymentOptions {
  readonly folder: string;
  /** Of `gaitway deploy`. */
  readonly args: readonly string[];
  /** Words are typed; otherwise nobody is asked. */
  readonly isAttended: boolean;
  /** It is started by a process that can be killed by itself. */
  readonly hasParent: boolean;
}

/** A line of its standard output. */
interface Said {
  readonly type: string;
  readonly state: StateName;
  readonly reason: ReasonName;
  /** When it was entered, s. */
  readonly time: number;
  readonly guard: number;
  /** Of the parent that a test puts in between. */
  readonly pid?: number;
}

export class Deployment {
  readonly states: Pick<Said, "state" | "reason" | "time">[] = [];
  guard = 0;
  /** Of the deploying process. */
  pid = 0;
  stderr = "";
  isOver = false;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly #sabotage: string;

  constructor({ folder, args, isAttended, hasParent }: DeploymentOptions) {
    this.#sabotage = join(folder, "sabotage");
    rmSync(this.#sabotage, { force: true });
    const command = [process.execPath, "--import", sabotage, main, "deploy", ...args, "--json"];
    if (!isAttended) command.push("--unattended");
    const [program, ...rest] = hasParent
      ? ["sh", "-c", '"$@" <&0 & echo "{\\"pid\\":$!}"; wait', "sh", ...command]
      : command;
    const env = { ...process.env, TMPDIR: folder, XDG_CONFIG_HOME: folder, GAITWAY_SABOTAGE: this.#sabotage };
    const child = spawn(program as string, rest, { cwd: folder, env, stdio: "pipe" });
    this.child = child;
    this.pid = child.pid ?? 0;
    child.stdin.on("error", () => undefined);
    child.stderr.on("data", (text) => {
      this.stderr += text;
    });
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(JSON.parse(line)));
    this.ended = once(child, "close").then(() => {
      this.isOver = true;
    });
  }

  get last(): StateName | undefined {
    return this.states.at(-1)?.state;
  }

  /** Why it stopped; undefined while it has not. */
  get stopReason(): ReasonName | undefined {
    return this.#stop?.reason;
  }

  /** When it decided to stop, s; Infinity while it has not. */
  get stopTime(): number {
    return this.#stop?.time ?? Infinity;
  }

  get #stop() {
    return this.states.find(({ state }) => state === "stopping");
  }

  async reached(state: StateName): Promise<void> {
    const come = () => this.states.some((entry) => entry.state === state);
    const isLost = () => this.isOver || (state !== "latched" && this.stopReason !== undefined);
    await until(`${state} of the deployment`, () => come() || isLost(), 60_000);
    if (!come())
      throw new Error(`ended before it was ${state}: ${JSON.stringify(this.states)}\n${this.stderr}`);
  }

  /** What ended it otherwise than by a stop. */
  get complaint(): string {
    return /(died|has not moved|ended by itself|does not let go)/.exec(this.stderr)?.[0] ?? "";
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  /** Whatever is left of it. */
  kill(): void {
    for (const pid of [this.pid, this.child.pid ?? 0])
      try {
        if (pid > 0 && !this.isOver) process.kill(pid, "SIGKILL");
      } catch {
        // It is gone.
      }
  }

  say(word: string): void {
    this.child.stdin?.write(`${word}\n`);
  }

  sabotage(how: Sabotage): void {
    writeFileSync(this.#sabotage, how);
  }

  async end(): Promise<void> {
    await Promise.race([this.ended, until("the end of the deployment", () => this.isOver, 20_000)]);
  }

  #take(event: Said): void {
    if (event.pid !== undefined) this.pid = event.pid;
    if (event.type === "opened") this.guard = event.guard;
    if (event.type === "state") this.states.push(event);
  }
}
