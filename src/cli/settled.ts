/** The settings a run began with, kept beside the config.yaml that a person may edit. */
import type { RunDirectory } from "../train/run-directory.ts";
import { UsageError } from "./errors.ts";

const file = "settings.json";

export async function keepSettings(
  run: RunDirectory,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await run.write(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/** Throws UsageError naming what was edited in config.yaml since the run began: it would go on as another run, in silence. */
export async function requireUnedited(
  run: RunDirectory,
  now: Readonly<Record<string, unknown>>,
): Promise<void> {
  const began = JSON.parse(await run.read(file, "null")) as Record<string, unknown> | null;
  if (began === null) return;
  const edited = [...new Set([...Object.keys(began), ...Object.keys(now)])]
    .map((key) => ({ key, was: JSON.stringify(began[key]), is: JSON.stringify(now[key]) }))
    .filter(({ was, is }) => was !== is);
  if (edited.length === 0) return;
  throw new UsageError(
    `${run.file("config.yaml")} was edited since the run began: ${edited.map(({ key, was, is }) => `${key} was ${was}, is ${is}`).join("; ")}. ` +
      `A run goes on as it began: put it back, or start another with --config ${run.file("config.yaml")}`,
  );
}
