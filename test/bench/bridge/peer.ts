/** The Python programs of peers/: started, heard, ended. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { ChildServer } from "../../../src/env/child-server.ts";
import { managedPython } from "../../../src/env/python/managed.ts";
import { packageRoot } from "../../support/package-root.ts";

/** Where Python finds pictures.py. */
export const peersPath = join(packageRoot, "test", "bench", "bridge", "peers");

const python = () => managedPython({ extras: ["bench"] });

/** Runs a peer to its end; answers what it said. */
export async function runPeer<T>(name: string, ...args: readonly string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(await python(), [join(peersPath, name), ...args]);
  return JSON.parse(stdout) as T;
}

/** Starts a peer that says where it listens. */
export async function startPeer(name: string, ...args: readonly string[]): Promise<ChildServer> {
  return await ChildServer.start({
    command: await python(),
    args: [join(peersPath, name), ...args],
    readyTimeoutMs: 20_000,
  });
}
