/** A session of tune or train in its run: how the run is opened again, and what becomes of it where the session fails. */
import { RunDirectory } from "../train/run-directory.ts";
import { requireUnedited } from "./settled.ts";

const done = { tune: "measured", train: "learned" } as const;

/** The run at `path`, to go on with what it began with. Throws UsageError where config.yaml was edited since. */
export async function openUnedited(
  path: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<RunDirectory> {
  const run = await RunDirectory.open(path);
  try {
    await requireUnedited(run, settings);
    return run;
  } catch (error) {
    await run[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Ends with the session's exit code, and lets go of the run. A run that was begun just now, and in which the session failed before there was
 * anything to keep, is removed: its name is free for the next try. A resumed run never is.
 */
export async function sessionIn(
  run: RunDirectory,
  command: keyof typeof done,
  isResumed: boolean,
  session: () => Promise<number>,
): Promise<void> {
  await using open = run;
  try {
    process.exitCode = await session();
  } catch (error) {
    if (!isResumed && (await open.isEmpty())) await open.discard();
    else
      process.stderr.write(
        `gaitway: what was ${done[command]} is kept; go on with: npx gaitway ${command} --resume ${open.path}\n`,
      );
    throw error;
  }
}
