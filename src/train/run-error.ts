/** The directory cannot be used for this; the message says what to do. Nothing in it was changed. */
export class RunDirectoryError extends Error {
  override readonly name = "RunDirectoryError";
}

/** What an unknown error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
