/**
 * A simulator server as a child process: started, waited for, ended; never orphaned.
 *
 * The child announces itself with one line of JSON on its standard output, `{"endpoint":"ipc://…"}`, and ends when its
 * standard input closes, which happens however this process ends. The last lines of its standard error are part of every
 * error about it.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

export interface ChildServerOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Where it runs; the folder of this process when absent. */
  readonly cwd?: string;
  /** Beside the variables of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long the child may take until it announces its endpoint. */
  readonly readyTimeoutMs: number;
  /** A line of the child's standard error, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Aborting while it starts ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** The child did not come up, or went away before it said where it listens. */
export class ServerStartFailed extends Error {
  override readonly name = "ServerStartFailed";
}

/** How long a child that was asked to end may take before it is killed. */
const graceMs = 3000;
const keptLines = 20;

export class ChildServer implements AsyncDisposable {
  readonly endpoint: string;
  readonly pid: number;
  /** Resolves when the child is gone, with how it went and its last lines. */
  readonly exited: Promise<string>;
  readonly #child: ChildProcessWithoutNullStreams;
  #how: string | undefined;

  private constructor(child: ChildProcessWithoutNullStreams, endpoint: string, exited: Promise<string>) {
    this.#child = child;
    this.endpoint = endpoint;
    this.pid = child.pid ?? 0;
    this.exited = exited;
    void exited.then((how) => {
      this.#how = how;
    });
  }

  /** What keeps the child from answering: that it ended, and how, or that it is stopped. Undefined when it runs. */
  async trouble(): Promise<string | undefined> {
    if (this.#how !== undefined) return `the simulator server ${this.#how}`;
    if (!(await isStopped(this.pid))) return undefined;
    return `the simulator server is stopped (SIGSTOP): kill -CONT ${this.pid} would let it go on`;
  }

  /** Starts the child and resolves once it listens. Rejects with ServerStartFailed; the child is gone then. */
  static async start({
    command,
    args,
    cwd,
    environment,
    readyTimeoutMs,
    onLine,
    signal,
  }: ChildServerOptions): Promise<ChildServer> {
    const env = { ...process.env, ...environment };
    const child = spawn(command, [...args], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    const lastLines: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      onLine?.(line);
    });
    // A child that is gone cannot be written to; its exit is reported by `exited`.
    child.stdin.on("error", () => undefined);
    const exited = whenGone(child, lastLines);
    const timeout = new AbortController();
    const onAbort = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", onAbort);
    try {
      signal?.throwIfAborted();
      const endpoint = await Promise.race([
        announced(child),
        exited.then((how) => {
          signal?.throwIfAborted();
          throw new ServerStartFailed(`the simulator server ${how}`);
        }),
        expire(readyTimeoutMs, timeout.signal).then(() => {
          throw new ServerStartFailed(
            `the simulator server did not say where it listens within ${readyTimeoutMs} ms: ${command} ${args.join(" ")}\n${lastLines.join("\n")}`,
          );
        }),
      ]);
      return new ChildServer(child, endpoint, exited);
    } catch (error) {
      child.kill("SIGKILL");
      await exited;
      throw signal?.aborted ? signal.reason : error;
    } finally {
      timeout.abort();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin.end();
    if (!(await isStopped(this.pid))) {
      const timeout = new AbortController();
      await Promise.race([this.exited, expire(graceMs, timeout.signal)]);
      timeout.abort();
    }
    this.#child.kill("SIGKILL");
    await this.exited;
  }
}

/** The endpoint on the first line of the child's standard output. */
async function announced(child: ChildProcessWithoutNullStreams): Promise<string> {
  return await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      try {
        resolve((JSON.parse(line) as { endpoint: string }).endpoint);
      } catch {
        reject(
          new ServerStartFailed(
            `the simulator server announced itself with "${line}", expected {"endpoint":"…"}`,
          ),
        );
      }
    });
  });
}

function whenGone(child: ChildProcessWithoutNullStreams, lastLines: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    // "close" comes after the pipes are drained, so the last lines are complete.
    child.once("close", (code, signal) =>
      resolve(
        `ended ${signal === null ? `with code ${code}` : `by ${signal}`}\n${lastLines.join("\n")}`.trim(),
      ),
    );
  });
}

/** Whether a process is stopped, where the system tells (Linux). */
async function isStopped(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in parentheses, may hold anything; the state comes after it.
  return /^[Tt]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

async function expire(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
