/** A Python server as `gaitway serve` starts it, whose process id is known. */
import { delimiter } from "node:path";
import { ChildServer } from "../../../src/env/child-server.ts";
import { parseEnvName } from "../../../src/env/env-name.ts";
import { type SimulatorOptions, serverCommand } from "../../../src/env/server-command.ts";
import { readyTimeoutMs } from "../../../src/env/spawn.ts";
import { peersPath } from "./peer.ts";

export async function startSimulator(
  name: string,
  options: SimulatorOptions,
  ...args: readonly string[]
): Promise<ChildServer> {
  const {
    command,
    args: serve,
    environment,
  } = await serverCommand(parseEnvName(name), options, ["--child", ...args]);
  const paths = [environment.PYTHONPATH, peersPath].join(delimiter);
  return await ChildServer.start({
    command,
    args: serve,
    environment: { ...environment, PYTHONPATH: paths },
    readyTimeoutMs,
  });
}
