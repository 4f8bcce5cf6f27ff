/** Precedence of the control thread over whatever else the machine does, where the system grants it. */
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

export interface Precedence {
  /** Whether the system prefers this thread. */
  readonly isGranted: boolean;
  /** Gives back what outlives the thread. */
  release(): void;
}

/** Linux shares the processor out among sessions first (autogroup), so a thread's own priority counts within its session alone. */
const sessionFile = "/proc/self/autogroup";

/**
 * Asks the scheduler to prefer this thread, and its session. On Linux a thread has a priority of its own, and raising one
 * takes a privilege (CAP_SYS_NICE); elsewhere it would be the whole process, which helps nobody.
 */
export function takePrecedence(): Precedence {
  const before = sessionNice();
  const highest = constants.priority.PRIORITY_HIGHEST;
  const isGranted = preferThread(highest) && (before === null || setSessionNice(highest));
  return {
    isGranted,
    release: () => {
      if (before !== null && isGranted) setSessionNice(before);
    },
  };
}

function preferThread(nice: number): boolean {
  try {
    // Read by the very thread it is about: …/task/ID
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), nice);
    return true;
  } catch {
    return false;
  }
}

/** Null where sessions have no share of their own. */
function sessionNice(): number | null {
  try {
    return Number(/nice (-?\d+)/.exec(readFileSync(sessionFile, "utf8"))?.[1] ?? 0);
  } catch {
    return null;
  }
}

function setSessionNice(nice: number): boolean {
  try {
    writeFileSync(sessionFile, String(nice));
    return true;
  } catch {
    return false;
  }
}
