/** Precedence of the control thread over whatever else the machine does, where the system grants it. */
import { readlinkSync } from "node:fs";
import { constants, setPriority } from "node:os";

/**
 * Asks the scheduler to prefer this thread; answers whether it does. On Linux a thread has a priority of its own, and raising
 * it takes a privilege (CAP_SYS_NICE, or a limit for `nice`); elsewhere it would be the whole process, which helps nobody.
 */
export function takePrecedence(): boolean {
  try {
    // Read by the very thread it is about: …/task/ID
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(thread, constants.priority.PRIORITY_HIGHEST);
    return true;
  } catch {
    return false;
  }
}
