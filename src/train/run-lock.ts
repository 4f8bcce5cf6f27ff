/**
 * One process at a time writes to a run: run.lock holds its id and when it began, since ids are used again.
 *
 * A lock is linked into place, whole or not at all, and only one of two can do it. That of a process that is gone is moved
 * aside.
 */
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../transport/errors.ts";
import { RunDirectoryError } from "./run-error.ts";

/** Takes the run at `run` for this process. Throws RunDirectoryError while another living process has it. */
export async function lockRun(run: string): Promise<void> {
  const path = join(run, "run.lock");
  const mine = join(run, `run.lock.${process.pid}.tmp`);
  try {
    await writeFile(mine, await identity(process.pid));
    while (!(await linked(mine, path))) await removeStale(run, path);
  } catch (error) {
    if (error instanceof RunDirectoryError) throw error;
    throw new RunDirectoryError(`run ${run} cannot be written: ${messageOf(error)}`, { cause: error });
  } finally {
    await rm(mine, { force: true });
  }
}

export async function unlockRun(run: string): Promise<void> {
  await rm(join(run, "run.lock"), { force: true });
}

/** Takes the lock of a process that is gone out of the way. Throws RunDirectoryError while its process lives. */
async function removeStale(run: string, path: string): Promise<void> {
  const holder = await readFile(path, "utf8").catch(() => "");
  const pid = Number.parseInt(holder, 10);
  const alive = pid > 0 && pid !== process.pid && isAlive(pid) && isSame(holder, await identity(pid));
  const aside = `${path}.${process.pid}.stale`;
  // Another resumer may have replaced the stale lock by its own since it was read: that one goes back.
  if (!alive && (await moved(path, aside))) {
    const taken = await readFile(aside, "utf8");
    if (taken !== holder) await linked(aside, path);
    await rm(aside, { force: true });
    if (taken === holder) return;
  } else if (!alive) return;
  const now = Number.parseInt(await readFile(path, "utf8").catch(() => holder), 10);
  throw new RunDirectoryError(`run ${run} is being written by process ${now}; wait for it or stop it first`);
}

/** A process id and, where the system says it, when that process began: ids are used again after a restart. */
async function identity(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in parentheses, may hold spaces; the start time is the 22nd field of all, the 20th after it.
  const begun = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${begun}`.trim();
}

/** Whether a lock is of the process that has its id now; a lock without a start time is taken at its word. */
function isSame(lock: string, found: string): boolean {
  return lock === found || !lock.trim().includes(" ");
}

async function linked(from: string, to: string): Promise<boolean> {
  return await succeeds(link(from, to), "EEXIST");
}

async function moved(from: string, to: string): Promise<boolean> {
  return await succeeds(rename(from, to), "ENOENT");
}

async function succeeds(work: Promise<void>, expected: string): Promise<boolean> {
  return await work.then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === expected) return false;
      throw error;
    },
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
