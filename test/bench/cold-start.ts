/** `npm start` as a newcomer meets it: a fresh clone of what is committed, an empty npm cache, timed to the report. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../support/package-root.ts";

export interface ColdStart {
  /** Seconds from the command to the end of installing and compiling. */
  readonly prepared: number;
  /** Seconds from there to the first progress line. */
  readonly firstProgress: number;
  /** Seconds from the command to the finished report. */
  readonly total: number;
}

export async function measureColdStart(): Promise<ColdStart> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-clone-"));
  try {
    const project = join(folder, "project");
    execFileSync("git", ["clone", "-q", packageRoot, project]);
    return await timeStart(project, join(folder, "npm-cache"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeStart(project: string, cache: string): Promise<ColdStart> {
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const child = spawn("npm", ["start"], {
    cwd: project,
    env: { ...process.env, npm_config_cache: cache },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let [prepared, progress] = [Number.NaN, Number.NaN];
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (/compiling took/.test(line)) prepared = seconds();
    else if (Number.isNaN(progress) && /iteration|starting the simulator/.test(line)) progress = seconds();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`npm start ended with code ${code}`);
  if (!existsSync(join(project, "runs", "aibo-1", "report.html")))
    throw new Error("npm start left no report behind");
  return { prepared, firstProgress: progress - prepared, total: seconds() };
}
