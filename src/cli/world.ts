/** What a run was begun with beside its settings: versions of Gaitway and of the environment. Another of them is another run. */
import type { AnyEnv } from "../env/env.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import { UsageError } from "./errors.ts";
import { version } from "./version.ts";

const file = "world.json";

/** Writes it down for a run that begins; throws UsageError with what differs for one that goes on. */
export async function requireSameWorld(run: RunDirectory, { spec }: AnyEnv, backend?: string): Promise<void> {
  const now = {
    gaitway: version,
    environment: spec.name,
    environmentVersion: spec.version,
    // What TensorFlow.js computes on decides the last bits; dense networks have the same on every machine.
    ...(backend === undefined ? {} : { backend }),
  };
  const began = JSON.parse(await run.read(file, "null")) as Readonly<Record<string, string>> | null;
  if (began === null) {
    await run.write(file, `${JSON.stringify(now, null, 2)}\n`);
    return;
  }
  const different = Object.entries(now).filter(([key, is]) => began[key] !== is);
  if (different.length === 0) return;
  const words = different.map(([key, is]) => `${key} was ${began[key]}, is ${is}`).join("; ");
  throw new UsageError(
    `${run.path} cannot go on as it began: ${words}. Bring back what it began with, or start another run with --config ${run.file("config.yaml")}`,
  );
}
