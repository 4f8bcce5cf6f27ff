/** How a command ends: 0 done, 1 failed, 2 used wrongly, 130 interrupted (after saving). */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The command line or a configuration asks for something that does not exist. Nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
