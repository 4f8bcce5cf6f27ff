/**
 * The environments of a run, in one simulator or shared among several that are asked as one.
 *
 * With several, each steps its environments in its own process: a message goes from the agent to whoever does the work and back, and nobody
 * stands between. That is less waking than a server with processes behind it, and pays where groups of environments are many (ARS).
 */

import type { AnyEnv } from "../env/env.ts";
import { type EnvName, parseEnvName } from "../env/env-name.ts";
import { sideBySide } from "../env/side-by-side.ts";
import { inGroups } from "../rollout/groups.ts";
import { type OpenEnvOptions, openAnyEnv } from "./environments.ts";
import { UsageError } from "./errors.ts";

export interface ServersOptions extends OpenEnvOptions {
  /** Simulators to start; each has as many of the environments, or one more where they are no multiple. Default 1. */
  readonly servers?: number | undefined;
}

/** Throws UsageError where several cannot be had, and what start or connection failed with; nothing is left running then. */
export async function openServers(
  name: string,
  { servers = 1, ...options }: ServersOptions,
): Promise<AnyEnv> {
  if (servers === 1) return await openAnyEnv(name, options);
  const found = parseEnvName(name);
  requireServers(found, servers, options);
  // Of Python alone: the AIBO of TypeScript has threads, and always some.
  const processes = options.processes ?? (found.kind === "python" ? 0 : undefined);
  // As rollouts group environments, so that a group lies in one server where the groups are a multiple of them.
  const shares = inGroups(Array.from({ length: options.workers }), servers);
  const starts = await Promise.allSettled(
    shares.map(({ length: workers }) => openAnyEnv(name, { ...options, workers, processes })),
  );
  const opened = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const failed = starts.find((start) => start.status === "rejected");
  try {
    if (failed !== undefined) throw failed.reason;
    return sideBySide(opened as [AnyEnv, ...AnyEnv[]]);
  } catch (error) {
    await Promise.allSettled(opened.map(async (env) => await env[Symbol.asyncDispose]()));
    throw error;
  }
}

function requireServers({ kind, name }: EnvName, servers: number, { workers, record }: OpenEnvOptions): void {
  if (kind === "endpoint")
    throw new UsageError(`${name} listens already and is one server: leave the setting servers out`);
  if (record !== undefined)
    throw new UsageError(
      `a recording is of one server: expected servers: 1 with --record, got ${servers}; add --set servers=1`,
    );
  if (servers > workers)
    throw new UsageError(
      `each server has an environment at least: expected servers of at most ${workers}, the setting envs, got ${servers}`,
    );
}
