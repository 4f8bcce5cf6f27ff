/**
 * One writer a port: a lock file in the system's folder for temporary files holds the process that has the port.
 *
 * The operating system's own lock does not say who has the port, and goes when any file of it is closed. A lock is linked into
 * place, whole or not at all; that of a process that is gone is moved aside.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PortError } from "./port-error.ts";

export interface PortLock {
  release(): void;
}

/** `port`: the device itself, no link to it. Throws PortError while another living process, or this one, has it. */
export function lockPort(port: string): PortLock {
  const path = join(tmpdir(), `gaitway-port${port.replaceAll("/", "-")}.lock`);
  const mine = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  writeFileSync(mine, identity(process.pid));
  try {
    while (!succeeds(() => linkSync(mine, path), "EEXIST")) removeStale(path, port);
  } finally {
    rmSync(mine, { force: true });
  }
  return { release: () => rmSync(path, { force: true }) };
}

function removeStale(path: string, port: string): void {
  const holder = contentOf(path);
  const pid = Number.parseInt(holder, 10);
  if (pid > 0 && isAlive(pid) && holder === identity(pid))
    throw new PortError("busy", `${port} is in use by ${nameProcess(pid)}; one writer a port: stop it first`);
  // Two that find the same stale lock must not move the new one of the other: only the content that was judged goes.
  const aside = `${path}.${process.pid}.stale`;
  if (!succeeds(() => renameSync(path, aside), "ENOENT")) return;
  if (contentOf(aside) !== holder) succeeds(() => linkSync(aside, path), "EEXIST");
  rmSync(aside, { force: true });
}

/** "process 4711 (node)", as far as the system says. */
export function nameProcess(pid: number): string {
  const name = contentOf(`/proc/${pid}/comm`).trim();
  const whose = pid === process.pid ? "this process" : "process";
  return name === "" ? `${whose} ${pid}` : `${whose} ${pid} (${name})`;
}

/** A process id and, where the system says it, when that process began: ids are used again. */
function identity(pid: number): string {
  const stat = contentOf(`/proc/${pid}/stat`);
  // The name, in parentheses, may hold spaces; the start time is the 22nd field of all, the 20th after it.
  const begun = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${begun}`.trim();
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function succeeds(work: () => void, expected: string): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === expected) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
