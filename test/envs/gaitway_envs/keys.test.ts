/** The Python server and keys made here: the same agents are let in, and the same refused, as by the server in TypeScript. */
import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { ChildServer } from "../../../src/env/child-server.ts";
import { connect } from "../../../src/env/remote.ts";
import type { CurveOptions } from "../../../src/transport/channel-options.ts";
import { NotAllowed } from "../../../src/transport/errors.ts";
import { makeKeys } from "../../../src/transport/keys.ts";
import { testKeys } from "../../support/keys.ts";
import { packageRoot } from "../../support/package-root.ts";
import { python, pythonTest } from "../../support/python.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const keys = await testKeys(directory);

function serveToy(onLine: (line: string) => void = () => {}): Promise<ChildServer> {
  const { secretKeyFile, allow } = keys.server;
  const bind = ["--bind", "tcp://127.0.0.1:*", "--keys", secretKeyFile, "--allow", allow];
  return ChildServer.start({
    command: python,
    args: ["-m", "gaitway_envs", "serve", "toy:identity", ...bind, "--child"],
    environment: { PYTHONPATH: join(packageRoot, "envs") },
    readyTimeoutMs: 60_000,
    onLine,
  });
}

async function refusal(endpoint: string, curve: CurveOptions | undefined, connectTimeoutMs = 5_000) {
  try {
    await using env = await connect(endpoint, { curve, connectTimeoutMs, expect: "any" });
    return `connected to ${env.spec.name}`;
  } catch (error) {
    return error instanceof NotAllowed ? error.reason : error;
  }
}

pythonTest(
  "an agent is let in by its key, and refused without, with another, or for another server's",
  async () => {
    const lines: string[] = [];
    const stranger = await makeKeys("stranger", directory);
    await using server = await serveToy((line) => void lines.push(line));
    const unlisted = { ...keys.agent, secretKeyFile: stranger.secretKeyFile };
    const wrongServer = { ...keys.agent, serverKey: stranger.publicKeyFile };
    assert.match(String(await refusal(server.endpoint, keys.agent)), /^connected/);
    assert.equal(await refusal(server.endpoint, undefined), "keysNeeded");
    assert.equal(await refusal(server.endpoint, unlisted), "notListed");
    assert.equal(await refusal(server.endpoint, wrongServer, 300), "serverKeyWrong");
    assert.ok(
      lines.some((line) => line.includes(`public key ${stranger.publicKey} is not in`)),
      lines.join("\n"),
    );
    copyFileSync(stranger.publicKeyFile, join(keys.server.allow, "stranger.key"));
    assert.match(String(await refusal(server.endpoint, unlisted)), /^connected/);
  },
);

pythonTest("a secret key that others may read is refused", async () => {
  chmodSync(keys.server.secretKeyFile, 0o644);
  await assert.rejects(serveToy(), /may be read or written by others \(mode 644\)/);
  chmodSync(keys.server.secretKeyFile, 0o600);
});
