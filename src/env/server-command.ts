/** The command that serves a simulator on this machine: Node for the AIBO, the managed Python for everything else. */
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import type { EnvName } from "./env-name.ts";
import { UnknownEnvironment } from "./env-name.ts";
import { type ManagedPythonOptions, managedPython, pythonPath } from "./python/managed.ts";

/** What can be chosen of a simulator that is started here. */
export interface SimulatorOptions {
  /** How many environments; 1 when absent. */
  readonly envs?: number;
  /** Processes (threads of the AIBO) they are stepped in; the server chooses when absent. */
  readonly processes?: number;
  /** What becomes of a finite action outside the action space; refused when absent. */
  readonly actions?: "refuse" | "clip";
  /** "rgb_array" for an environment that shall be asked for pictures. */
  readonly renderMode?: string;
  /** Runs the AIBO on MuJoCo in Python instead of WebAssembly. */
  readonly native?: boolean;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Prepares the managed Python where it is needed; `extraArgs` are further arguments of `serve`. */
export async function serverCommand(
  env: EnvName,
  options: SimulatorOptions,
  extraArgs: readonly string[],
  python: ManagedPythonOptions = {},
): Promise<ServerCommand> {
  const { envs = 1, processes, native = false } = options;
  if (env.kind === "differentiable")
    requireNone(env.name, options, ["actions", "renderMode", "processes", "native"], isFormula);
  if (env.kind === "differentiable" || (env.kind === "aibo" && !native)) {
    if (env.kind === "aibo") requireNone(env.name, options, ["actions", "renderMode"], simulatesItself);
    const main = fileURLToPath(new URL("../cli/main.js", import.meta.url));
    const args = [main, "serve", env.name, "--envs", String(envs), ...flags({ processes }), ...extraArgs];
    return { command: process.execPath, args, environment: {} };
  }
  if (env.kind === "python" && native)
    requireNone(env.name, options, ["native"], "it is made in Python anyway");
  const extras = /^gym:([\w.]+:)?ALE\//.test(env.name) ? (["atari"] as const) : [];
  const command = await managedPython({ ...python, extras });
  const paths = [pythonPath, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  const args = ["-m", "gaitway_envs", "serve", env.name, ...flags(options), ...extraArgs];
  return { command, args, environment: { PYTHONPATH: paths, PYTHONUNBUFFERED: "1" } };
}

function flags({
  envs,
  processes,
  actions,
  renderMode,
}: { readonly [K in keyof SimulatorOptions]: SimulatorOptions[K] | undefined }): string[] {
  const given = {
    "--envs": envs,
    "--processes": processes,
    "--actions": actions,
    "--render-mode": renderMode,
  };
  return Object.entries(given).flatMap(([flag, value]) => (value === undefined ? [] : [flag, String(value)]));
}

/** Why the AIBO in TypeScript lacks what simulators in Python have. */
export const simulatesItself = "it refuses what is out of bounds and draws nothing; --native has both";

/** Why a toy in TypeScript lacks them. */
export const isFormula = "it is a formula in one process, without bounds and without a picture";

/** Throws UnknownEnvironment when an option is given that cannot be chosen here, and says why. */
export function requireNone(
  name: string,
  options: SimulatorOptions,
  names: readonly (keyof SimulatorOptions)[],
  why: string,
): void {
  const given = names.filter((option) => options[option] !== undefined);
  if (given.length === 0) return;
  throw new UnknownEnvironment(`${name} takes no ${given.join(", ")}: ${why}`);
}
