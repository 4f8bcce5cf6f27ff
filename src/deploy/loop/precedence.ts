/** Precedence of the control thread over whatever else the machine does, where the system grants it. */
import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, constants, setPriority } from "node:os";

export interface Precedence {
  /** Whether the system prefers this thread. */
  readonly isGranted: boolean;
  /** Gives back what outlives the thread. */
  release(): void;
}

/** Linux shares the processor out among sessions first (autogroup), so a thread's own priority counts within its session alone. */
const sessionFile = "/proc/self/autogroup";

/** Of 1 … 99: above all that shares the processor out, below what the kernel itself runs for its devices. */
const realTimePriority = "40";

/**
 * Asks the scheduler to run this thread whenever it has something to do (Linux, SCHED_FIFO); failing that, to prefer it and its session. Both
 * take a privilege (CAP_SYS_NICE). Elsewhere a priority would be the whole process's, which helps nobody.
 */
export function takePrecedence(): Precedence {
  if (runFirst()) return { isGranted: true, release: () => undefined };
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

/**
 * Real-time scheduling ends with the thread, and children do not inherit it (-R). Not on a lone processor: a control thread that hangs there
 * would keep the very thread away that notices.
 */
function runFirst(): boolean {
  const thread = threadNumber();
  if (thread === undefined || availableParallelism() < 2) return false;
  const { status } = spawnSync("chrt", ["-R", "-f", "-p", realTimePriority, String(thread)], {
    stdio: "ignore",
  });
  return status === 0;
}

function preferThread(nice: number): boolean {
  const thread = threadNumber();
  if (thread === undefined) return false;
  try {
    setPriority(thread, nice);
    return true;
  } catch {
    return false;
  }
}

/** The system's number of the thread that asks; undefined where threads have none. */
function threadNumber(): number | undefined {
  try {
    // …/task/ID
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return undefined;
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
