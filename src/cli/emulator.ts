/** A robot in a process of Python, on a pseudo-terminal or on the wire: requests go in, events come out, and it ends with this process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type ManagedPythonOptions, managedPython, pythonPath } from "../env/python/managed.ts";

/** A line the emulator said; the README of envs/gaitway_envs/emulator, or of robot beside it, lists them. */
export interface EmulatorEvent {
  readonly event: string;
  readonly [key: string]: unknown;
}

export interface EmulatorOptions {
  /** Of `python -m gaitway_envs`: `emulate` or `robot`, which one, then its options. */
  readonly args: readonly string[];
  /** Requests as lines of JSON; its end ends the emulator only where `endsWithInput`. */
  readonly input: Readable;
  readonly endsWithInput: boolean;
  readonly onEvent: (event: EmulatorEvent) => void;
  /** Aborting ends it as Ctrl-C does, after its last event. */
  readonly signal: AbortSignal;
  readonly python?: ManagedPythonOptions;
}

/** How long an emulator that was asked to end may take before it is killed. */
const graceMs = 3000;

/** Resolves with its exit code when it has ended: 0 stopped, 1 failed, 2 used wrongly; what went wrong is on standard error. */
export async function emulate(options: EmulatorOptions): Promise<number> {
  const { args, input, endsWithInput, onEvent, signal, python = {} } = options;
  const command = await managedPython({ ...python, signal });
  const PYTHONPATH = [pythonPath, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  const env = { ...process.env, PYTHONPATH };
  // Its standard input closes however this process ends, and it ends with that.
  const child = spawn(command, ["-m", "gaitway_envs", ...args, "--child"], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  const closed = once(child, "close");
  input.pipe(child.stdin, { end: endsWithInput });
  createInterface({ input: child.stdout }).on("line", (line) => onEvent(JSON.parse(line) as EmulatorEvent));
  let killing: NodeJS.Timeout | undefined;
  const stop = () => {
    child.stdin.end();
    killing = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  const [code] = (await closed) as [number | null];
  signal.removeEventListener("abort", stop);
  clearTimeout(killing);
  input.unpipe(child.stdin);
  input.pause();
  return code ?? 1;
}
