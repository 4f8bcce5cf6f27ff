/** What a run was begun with beside its settings: versions of Gaitway and of the environment. Another of them is another run. */
import type { AnyEnv } from "../env/env.ts";
import type { RoomLogger } from "../observe/logging.ts";
import type { RunDirectory } from "../train/run-directory.ts";
import { codeFingerprint } from "./code-fingerprint.ts";
import { UsageError } from "./errors.ts";
import { version } from "./version.ts";

const file = "world.json";

export interface World {
  readonly env: { readonly spec: Pick<AnyEnv["spec"], "name" | "version"> };
  /** What TensorFlow.js computes on decides the last bits; dense networks have the same on every machine. */
  readonly backend?: string | undefined;
}

/**
 * Writes it down for a run that begins; throws UsageError with what differs for one that goes on. Another build of the same version is
 * warned of: a comment in it makes it another, and does no harm.
 */
export async function requireSameWorld(
  run: RunDirectory,
  { env: { spec }, backend }: World,
  log: Pick<RoomLogger, "warn">,
): Promise<void> {
  const now = {
    gaitway: version,
    environment: spec.name,
    environmentVersion: spec.version,
    ...(backend === undefined ? {} : { backend }),
  };
  const code = codeFingerprint();
  const began = JSON.parse(await run.read(file, "null")) as Readonly<Record<string, string>> | null;
  if (began === null) {
    await run.write(file, `${JSON.stringify({ ...now, code }, null, 2)}\n`);
    return;
  }
  requireSame(run, began, now);
  // Runs of Gaitway 0.6 and before may be without.
  if (began.code !== undefined && began.code !== code)
    log.warn(
      `the code is not what began ${run.path}, though its version is: it is another build. The run goes on; its bits may differ from those of an uninterrupted one`,
    );
}

function requireSame(
  run: RunDirectory,
  began: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): void {
  const different = Object.entries(now).filter(([key, is]) => began[key] !== is);
  if (different.length === 0) return;
  const words = different.map(([key, is]) => `${key} was ${began[key]}, is ${is}`).join("; ");
  throw new UsageError(
    `${run.path} cannot go on as it began: ${words}. Bring back what it began with, or start another run with --config ${run.file("config.yaml")}`,
  );
}
