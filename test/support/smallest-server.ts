/** The smallest server, as it is or with lines of it changed, in a process of its own. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";
import { python } from "./python.ts";
import { until } from "./wait.ts";

export const smallestServer = join(packageRoot, "envs", "gaitway_envs", "examples", "smallest_server.py");
const generated = join(packageRoot, "envs", "gaitway_envs", "generated");

/** Runs the program named after it, and ends with standard input, which closes however this process ends. */
const runner = `
import os, runpy, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
del sys.argv[0]
runpy.run_path(sys.argv[0])
`;

/** A piece of the server's text and what stands in its place; the piece must be there exactly once. */
export type Change = readonly [from: string, to: string];

export interface Serving extends AsyncDisposable {
  readonly endpoint: string;
}

export async function serveSmallest(...changes: readonly Change[]): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  const program = join(folder, "server.py");
  await writeFile(program, changed(await readFile(smallestServer, "utf8"), changes));
  const endpoint = `ipc://${join(folder, "socket")}`;
  const child = spawn(python, ["-c", runner, program, endpoint], {
    env: { ...process.env, PYTHONPATH: generated, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  const gone = once(child, "exit");
  const dispose = async () => {
    child.kill("SIGKILL");
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  await until("the smallest server", () => existsSync(join(folder, "socket")), 20_000).catch(
    async (error) => {
      await dispose();
      throw error;
    },
  );
  return { endpoint, [Symbol.asyncDispose]: dispose };
}

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((before, [from, to]) => {
    assert.equal(before.split(from).length, 2, `the smallest server has not exactly one "${from}"`);
    return before.replace(from, () => to);
  }, text);
}
