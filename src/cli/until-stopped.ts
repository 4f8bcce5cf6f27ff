/** When a command that serves shall end. */

/** Resolves with the reason. A child ends with its standard input, which closes however its parent ends. */
export async function untilStopped(child: boolean): Promise<string> {
  return await new Promise((resolve) => {
    process.once("SIGTERM", () => resolve("SIGTERM"));
    if (child) {
      // Ctrl-C reaches the whole terminal's group; a child leaves when its parent lets go of it, after the last lap.
      process.on("SIGINT", () => undefined);
      process.stdin.resume();
      process.stdin.once("end", () => resolve("its parent let go of it"));
      process.stdin.once("error", () => resolve("its parent is gone"));
    } else {
      process.once("SIGINT", () => resolve("interrupted"));
    }
  });
}
