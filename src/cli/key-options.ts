/** `--keys FILE --server-key FILE`, of commands that connect to a server with keys. */
import type { Command } from "commander";
import type { CurveOptions } from "../transport/channel-options.ts";
import { UsageError } from "./errors.ts";

export interface KeyFlags {
  readonly keys?: string;
  readonly serverKey?: string;
}

export function withKeys(command: Command): Command {
  return command
    .option("--keys <file>", "NAME.key_secret of gaitway keys, for a server that lets in only who has a key")
    .option("--server-key <file>", "the public key of that server, with --keys");
}

/** Throws UsageError when one is given without the other. */
export function curveOf({ keys, serverKey }: KeyFlags): CurveOptions | undefined {
  if (keys !== undefined && serverKey !== undefined) return { secretKeyFile: keys, serverKey };
  if (keys === undefined && serverKey === undefined) return undefined;
  const missing = keys === undefined ? "--keys NAME.key_secret" : "--server-key SERVER.key";
  throw new UsageError(`--keys and --server-key belong together: ${missing} is missing`);
}

/** Throws UsageError where there are keys for a robot that is not reached over the network. */
export function requireKeyless(target: string, curve: CurveOptions | undefined): void {
  if (curve === undefined || target.startsWith("tcp://")) return;
  throw new UsageError(`--keys and --server-key are for a robot at tcp://HOST:PORT; ${target} has none`);
}
