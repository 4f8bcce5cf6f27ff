/**
 * The managed Python: `.venv` beside package.json, made on demand with exactly what envs/requirements*.txt name.
 *
 * GAITWAY_PYTHON names an interpreter of the user's own instead, which is used as it is. What is installed stands in
 * `.venv/.gaitway`, written last by envs/install.py; an environment without it is made anew.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { checkInterpreter, findInterpreter, PythonUnavailable } from "./interpreter.ts";
import { type InstallStep, plainLines } from "./progress.ts";

/** The folder of package.json; this file runs from dist/src/env/python. */
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..");
/** Where Python finds the package gaitway_envs. */
export const pythonPath = join(packageRoot, "envs");
const installer = join(pythonPath, "install.py");
const folder = join(packageRoot, ".venv");

/** What is installed beside the base: ale-py for Atari, pytest and ruff for the tests. */
export type Extra = "atari" | "dev";

export interface ManagedPythonOptions {
  readonly extras?: readonly Extra[];
  /** What goes on while packages are installed; plain lines on standard error when absent. */
  readonly onProgress?: (step: InstallStep) => void;
  /** Aborting ends the installation; what it left is made anew the next time. */
  readonly signal?: AbortSignal | undefined;
}

/** The path of an interpreter that can run gaitway_envs. Throws PythonUnavailable with the reason and the remedy. */
export async function managedPython(options: ManagedPythonOptions = {}): Promise<string> {
  const own = process.env.GAITWAY_PYTHON;
  if (own !== undefined && own !== "") {
    await checkInterpreter(own);
    return own;
  }
  const requirements = [
    "requirements.txt",
    ...(options.extras ?? []).map((extra) => `requirements-${extra}.txt`),
  ];
  if (!(await isInstalled(requirements))) await install(requirements, options);
  return join(folder, "bin", "python");
}

async function isInstalled(requirements: readonly string[]): Promise<boolean> {
  try {
    await access(join(folder, "bin", "python"), constants.X_OK);
    const stamp = JSON.parse(await readFile(join(folder, ".gaitway"), "utf8")) as Record<string, string>;
    for (const name of requirements) {
      const digest = createHash("sha256").update(await readFile(join(pythonPath, name)));
      if (stamp[name] !== digest.digest("hex")) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function install(requirements: readonly string[], options: ManagedPythonOptions): Promise<void> {
  const { onProgress = plainLines(), signal } = options;
  const command = await findInterpreter();
  signal?.throwIfAborted();
  const args = ["-I", installer, folder, ...requirements.map((name) => join(pythonPath, name))];
  // A process group of its own, which it ends as a whole when its standard input closes: however this process ends.
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
  throw (
    failure ??
    new PythonUnavailable(
      `preparing the Python environment ${folder} ended with ${how}\n${errors.trim()}`,
      "run the command again; if it stays, name an interpreter in GAITWAY_PYTHON",
    )
  );
}
