/** A Python environment with given packages: whether it is whole, and making it by envs/install.py. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { findInterpreter, PythonUnavailable } from "./interpreter.ts";
import { type InstallStep, plainLines } from "./progress.ts";

export interface InstallOptions {
  /** What goes on while packages are installed; plain lines on standard error when absent. */
  readonly onProgress?: ((step: InstallStep) => void) | undefined;
  /** Aborting ends the installation; what it left is made anew the next time. */
  readonly signal?: AbortSignal | undefined;
}

/** The interpreter of an environment. */
export function pythonOf(folder: string): string {
  return join(folder, "bin", "python");
}

/** Whether `folder` holds what each of the files says: envs/install.py writes that down when all of it is there. */
export async function isInstalled(folder: string, requirements: readonly string[]): Promise<boolean> {
  try {
    await access(pythonOf(folder), constants.X_OK);
    const stamp = JSON.parse(await readFile(join(folder, ".gaitway"), "utf8")) as Record<string, string>;
    for (const file of requirements) {
      const digest = createHash("sha256").update(await readFile(file));
      if (stamp[basename(file)] !== digest.digest("hex")) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** Runs `installer` (envs/install.py) for `folder`. Throws PythonUnavailable with the reason and the remedy. */
export async function install(
  installer: string,
  folder: string,
  requirements: readonly string[],
  { onProgress = plainLines(), signal }: InstallOptions,
): Promise<void> {
  const command = await findInterpreter();
  signal?.throwIfAborted();
  // A process group of its own, which it ends as a whole when its standard input closes: however this process ends.
  const args = ["-I", installer, folder, ...requirements];
  const child = spawn(command, args, { detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const abort = () => child.stdin.destroy();
  signal?.addEventListener("abort", abort);
  const begin = performance.now();
  let failure: PythonUnavailable | undefined;
  let errors = "";
  child.stdin.on("error", () => undefined);
  child.stderr.on("data", (data) => {
    errors += data;
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as Omit<InstallStep, "elapsedMs"> | { what: string; remedy: string };
    if ("what" in message) failure = new PythonUnavailable(message.what, message.remedy);
    else onProgress({ ...message, elapsedMs: performance.now() - begin });
  });
  const how = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, by) => resolve(code === 0 ? "" : by === null ? `code ${code}` : by));
  });
  signal?.removeEventListener("abort", abort);
  signal?.throwIfAborted();
  if (how === "") return;
  throw failure ?? new PythonUnavailable(`making ${folder} ended with ${how}\n${errors.trim()}`, "try again");
}
