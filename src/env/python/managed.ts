/**
 * The managed Python: `.venv` beside package.json, made on demand with exactly what envs/requirements*.txt name.
 *
 * GAITWAY_PYTHON names an interpreter of the user's own instead, which is used as it is.
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type InstallOptions, install, isInstalled, pythonOf } from "./install.ts";
import { checkInterpreter } from "./interpreter.ts";

/** The folder of package.json; this file runs from dist/src/env/python. */
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..");
/** Where Python finds the package gaitway_envs. */
export const pythonPath = join(packageRoot, "envs");
const folder = join(packageRoot, ".venv");

/** What is installed beside the base: ale-py for Atari, gRPC (bench) and PyTorch (peers) to be measured against, pytest and ruff for the tests. */
export type Extra = "atari" | "bench" | "dev" | "peers";

export interface ManagedPythonOptions extends InstallOptions {
  readonly extras?: readonly Extra[];
}

/** The path of an interpreter that can run gaitway_envs. Throws PythonUnavailable with the reason and the remedy. */
export async function managedPython({ extras = [], ...options }: ManagedPythonOptions = {}): Promise<string> {
  const own = process.env.GAITWAY_PYTHON;
  if (own !== undefined && own !== "") {
    await checkInterpreter(own);
    return own;
  }
  const files = ["requirements.txt", ...extras.map((extra) => `requirements-${extra}.txt`)];
  const requirements = files.map((file) => join(pythonPath, file));
  if (!(await isInstalled(folder, requirements)))
    await install(join(pythonPath, "install.py"), folder, requirements, options);
  return pythonOf(folder);
}
