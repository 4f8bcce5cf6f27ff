/** Keys of a server and of an agent it allows, as files and as ZeroMQ wants them. */
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Dealer, Router, SocketOptions } from "zeromq";
import type { CurveOptions } from "../../src/transport/channel-options.ts";
import { makeKeys, readKeyPair } from "../../src/transport/keys.ts";
import type { ServerKeys } from "../../src/transport/server-options.ts";

export interface TestKeys {
  readonly server: ServerKeys & { readonly allow: string };
  readonly agent: CurveOptions;
  readonly rawServer: SocketOptions<Router>;
  readonly rawAgent: SocketOptions<Dealer>;
}

export async function testKeys(directory: string): Promise<TestKeys> {
  const server = await makeKeys("server", directory);
  const agent = await makeKeys("agent", directory);
  const allow = join(directory, "allowed");
  await mkdir(allow);
  await copyFile(agent.publicKeyFile, join(allow, "agent.key"));
  const [own, others] = [await readKeyPair(agent.secretKeyFile), await readKeyPair(server.secretKeyFile)];
  return {
    server: { secretKeyFile: server.secretKeyFile, allow },
    agent: { serverKey: server.publicKeyFile, secretKeyFile: agent.secretKeyFile },
    // Without a domain, enforced: nobody is asked who may connect.
    rawServer: {
      curveServer: true,
      zapEnforceDomain: true,
      curvePublicKey: others.publicKey,
      curveSecretKey: others.secretKey,
    },
    rawAgent: {
      curveServerKey: others.publicKey,
      curvePublicKey: own.publicKey,
      curveSecretKey: own.secretKey,
    },
  };
}
