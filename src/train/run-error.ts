/** The directory cannot be used for this; the message says what to do. Nothing in it was changed. */
export class RunDirectoryError extends Error {
  override readonly name = "RunDirectoryError";
}
