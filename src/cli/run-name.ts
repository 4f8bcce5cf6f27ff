/** Where a new run is kept: runs/NAME, under a name of its own. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { UsageError } from "./errors.ts";

/** runs/`name`, or, without a name, runs/ and that of the environment with the next free number. */
export async function newRunPath(name: string | undefined, env: string): Promise<string> {
  return join("runs", checked(name) ?? (await nextFree("runs", env)));
}

function checked(name: string | undefined): string | undefined {
  if (name === undefined || (name !== "" && basename(name) === name && !name.startsWith("."))) return name;
  throw new UsageError(`--run takes a name without slashes, not "${name}"; the run is kept in runs/NAME`);
}

/** aibo-1, aibo-2, … in `folder`: one more than the highest there is, so that two never share a name. */
export async function nextFree(folder: string, env: string): Promise<string> {
  const stem = env.replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "");
  const names = existsSync(folder) ? await readdir(folder) : [];
  const numbers = names.map((name) =>
    name.startsWith(`${stem}-`) ? Number(name.slice(stem.length + 1)) : Number.NaN,
  );
  return `${stem}-${Math.max(0, ...numbers.filter(Number.isInteger)) + 1}`;
}
