/** The real command line in a real process, in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

const main = join(packageRoot, "dist", "src", "cli", "main.js");

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves with the match when standard output or standard error shows it; rejects when the process ends before. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
}

/** A folder that is removed with everything in it when it is disposed, and with every command that still runs there. */
export class Folder implements AsyncDisposable {
  readonly path: string;
  readonly #started: Running[] = [];
  private constructor(path: string) {
    this.path = path;
  }
  static async create(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), "gaitway-test-")));
  }
  file(...names: string[]): string {
    return join(this.path, ...names);
  }
  async read(...names: string[]): Promise<string> {
    return await readFile(this.file(...names), "utf8");
  }
  start(...args: string[]): Running {
    const running = start(this.path, args);
    this.#started.push(running);
    return running;
  }
  async run(...args: string[]): Promise<Finished> {
    return await this.start(...args).finished;
  }
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.map(({ finished }) => finished));
    await rm(this.path, { recursive: true, force: true });
  }
}

function start(cwd: string, args: readonly string[]): Running {
  // Whatever it leaves in the temporary folder, it leaves in the test's own.
  const env = { ...process.env, TMPDIR: cwd };
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  const waiting = new Set<() => void>();
  child.stdout?.on("data", (data) => {
    stdout += data;
    for (const look of waiting) look();
  });
  child.stderr?.on("data", (data) => {
    stderr += data;
    for (const look of waiting) look();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const shows = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(stdout + stderr);
        if (match === null) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      void finished.then(() => reject(new Error(`ended before it showed ${pattern}:\n${stdout}${stderr}`)));
    });
  return { child, finished, shows };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The process ids of the direct children of `pid`, of whichever of its threads, from the process table. */
export async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  // A thread may have ended meanwhile, and with it its list.
  const lists = threads.map((thread) =>
    readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => ""),
  );
  return (await Promise.all(lists)).join(" ").trim().split(/\s+/).filter(Boolean).map(Number);
}
