import { UnknownEnvironment } from "../env/env-name.ts";

/** How a command ends: 0 done, 1 failed, 2 used wrongly, 130 interrupted (after saving). */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The command line or a configuration asks for something that does not exist. Nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Ctrl-C before there was anything to save. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return exitCodes.interrupted;
  const usedWrongly = error instanceof UsageError || error instanceof UnknownEnvironment;
  return usedWrongly ? exitCodes.usage : exitCodes.failed;
}
