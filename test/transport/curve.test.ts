import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { Reply, Router } from "zeromq";
import { Channel } from "../../src/transport/channel.ts";
import type { ChannelOptions } from "../../src/transport/channel-options.ts";
import { encryptedOptions } from "../../src/transport/encryption.ts";
import { EndpointRefused, KeyUnusable, NotAllowed } from "../../src/transport/errors.ts";
import { makeKeys, readKeyPair } from "../../src/transport/keys.ts";
import { Server } from "../../src/transport/server.ts";
import type { ServerOptions } from "../../src/transport/server-options.ts";
import { testKeys } from "../support/keys.ts";
import { openLink } from "../support/link.ts";
import { scriptedService } from "../support/scripted-service.ts";
import { until } from "../support/wait.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const keys = await testKeys(directory);
const stranger = await makeKeys("stranger", directory);

const TCP = "tcp://127.0.0.1:*";
const step = { kind: "step", envIds: [3] } as const;

function serverAt(endpoint: string, options: Partial<ServerOptions> = {}): Promise<Server> {
  return Server.open(scriptedService(), { endpoint, keys: keys.server, onWarning: () => {}, ...options });
}

/** Why a connection was not made. */
async function refusal(endpoint: string, options: ChannelOptions): Promise<unknown> {
  try {
    await using channel = await Channel.open(endpoint, { connectTimeoutMs: 3_000, ...options });
    return `connected to ${channel.endpoint}`;
  } catch (error) {
    return error instanceof NotAllowed ? error.reason : error;
  }
}

describe("an encrypted connection", { timeout: 30_000 }, () => {
  for (const endpoint of [TCP, `ipc://${join(directory, "socket")}`]) {
    test(`is made with the right keys, and with no others, each told apart (${endpoint.slice(0, 3)})`, async () => {
      const warnings: string[] = [];
      await using server = await serverAt(endpoint, { onWarning: (text) => void warnings.push(text) });
      const good = keys.agent;
      await using channel = await Channel.open(server.endpoint, { curve: good });
      assert.equal((await channel.request(step)).body.rewards[0], 3);
      const unknown = { ...good, secretKeyFile: stranger.secretKeyFile };
      const wrongServer = { ...good, serverKey: stranger.publicKeyFile };
      assert.equal(await refusal(server.endpoint, {}), "keysNeeded");
      assert.equal(await refusal(server.endpoint, { curve: unknown }), "notListed");
      const impatient = { curve: wrongServer, connectTimeoutMs: 300 };
      assert.equal(await refusal(server.endpoint, impatient), "serverKeyWrong");
      assert.ok(warnings.some((text) => text.includes(`public key ${stranger.publicKey} is not in`)));
      assert.equal(server.sessionCount, 1);
    });
  }

  test("is not made to a server that does not encrypt", async () => {
    await using server = await serverAt(TCP, { keys: undefined });
    assert.equal(await refusal(server.endpoint, { curve: keys.agent }), "serverHasNoKeys");
  });

  test("is refused at once, not after the patience of the agent", async () => {
    await using server = await serverAt(TCP);
    const begin = performance.now();
    assert.equal(await refusal(server.endpoint, { connectTimeoutMs: 60_000 }), "keysNeeded");
    assert.ok(performance.now() - begin < 2_000);
  });

  test("is made with a key that was added while the server ran, and not with one that was removed", async () => {
    const allow = join(directory, "changing");
    mkdirSync(allow);
    copyFileSync(join(keys.server.allow, "agent.key"), join(allow, "agent.key"));
    await using server = await serverAt(TCP, { keys: { ...keys.server, allow } });
    const curve = { ...keys.agent, secretKeyFile: stranger.secretKeyFile };
    assert.equal(await refusal(server.endpoint, { curve }), "notListed");
    copyFileSync(stranger.publicKeyFile, join(allow, "stranger.key"));
    await using channel = await Channel.open(server.endpoint, { curve });
    assert.equal((await channel.request(step)).body.rewards[0], 3);
    rmSync(join(allow, "agent.key"));
    assert.equal(await refusal(server.endpoint, { curve: keys.agent }), "notListed");
    rmSync(allow, { recursive: true });
    assert.equal(await refusal(server.endpoint, { curve }), "notListed");
  });

  test("is resumed with the same keys after its link was lost", async () => {
    await using server = await serverAt(TCP, { heartbeatIntervalMs: 20 });
    using link = await openLink(server.endpoint);
    const options = { curve: keys.agent, resumeTimeoutMs: 5_000, onWarning: () => {} };
    await using channel = await Channel.open(link.endpoint, options);
    link.cut();
    link.mend();
    await until("the new connection", () => channel.resumed >= 1);
    assert.equal((await channel.request(step)).body.rewards[0], 3);
  });
});

describe("a server with keys", { timeout: 30_000 }, () => {
  test("may listen to other machines, and without keys it may not", async () => {
    await using server = await serverAt("tcp://0.0.0.0:*");
    const port = server.endpoint.slice(server.endpoint.lastIndexOf(":") + 1);
    await using channel = await Channel.open(`tcp://127.0.0.1:${port}`, { curve: keys.agent });
    assert.equal((await channel.request(step)).body.rewards[0], 3);
    await assert.rejects(serverAt("tcp://0.0.0.0:*", { keys: undefined }), (error) => {
      return error instanceof EndpointRefused && /gaitway keys/.test(error.remedy);
    });
  });

  test("does not begin with nobody on its list, or without a key of its own", async () => {
    const nobody = join(directory, "nobody");
    mkdirSync(nobody);
    await assert.rejects(serverAt(TCP, { keys: { ...keys.server, allow: nobody } }), (error) => {
      return error instanceof EndpointRefused && /nobody is allowed in/.test(error.message);
    });
    await assert.rejects(serverAt(TCP, { keys: { ...keys.server, allow: [] } }), EndpointRefused);
    const secretKeyFile = join(directory, "lost.key_secret");
    await assert.rejects(serverAt(TCP, { keys: { ...keys.server, secretKeyFile } }), KeyUnusable);
  });

  test("does not begin where somebody else decides who may connect", async () => {
    const other = new Reply({ linger: 0 });
    await other.bind("inproc://zeromq.zap.01");
    await assert.rejects(serverAt(TCP), (error) => {
      return error instanceof EndpointRefused && /something else in this process/.test(error.message);
    });
    other.close();
  });

  test("lets nobody in when there is nobody left to ask", async () => {
    // What a server of ours sets on its socket, without the one who answers. It hangs up; a socket that let anybody in
    // would leave the agent waiting for an answer to its handshake.
    const pair = await readKeyPair(keys.server.secretKeyFile);
    const socket = new Router({ ...encryptedOptions(pair, "gaitway-0"), linger: 0 });
    await socket.bind(TCP);
    const options = { curve: keys.agent, connectTimeoutMs: 300 };
    assert.equal(await refusal(socket.lastEndpoint as string, options), "serverKeyWrong");
    socket.close();
  });

  test("may be closed and opened again at once, many times", async () => {
    for (let i = 0; i < 100; i++) {
      const server = await serverAt(TCP);
      await server.close();
    }
  });

  test("shares the process with others, each with its own list, and with servers without keys", async () => {
    const allow = stranger.publicKeyFile;
    await using first = await serverAt(TCP);
    await using plain = await serverAt(TCP, { keys: undefined });
    const second = await serverAt(TCP, { keys: { ...keys.server, allow } });
    const curve = { ...keys.agent, secretKeyFile: stranger.secretKeyFile };
    assert.equal(await refusal(second.endpoint, { curve: keys.agent }), "notListed");
    assert.equal(await refusal(first.endpoint, { curve }), "notListed");
    for (const [server, options] of [
      [first, { curve: keys.agent }],
      [second, { curve }],
      [plain, {}],
    ] as const) {
      await using channel = await Channel.open(server.endpoint, options);
      assert.equal((await channel.request(step)).body.rewards[0], 3);
    }
    await second.close();
    await using channel = await Channel.open(first.endpoint, { curve: keys.agent });
    assert.equal((await channel.request(step)).body.rewards[0], 3);
  });
});

test("a channel whose own keys are unusable is not opened", async () => {
  const curve = { ...keys.agent, secretKeyFile: keys.agent.serverKey };
  await assert.rejects(Channel.open("tcp://127.0.0.1:1", { curve }), KeyUnusable);
});

test("an address that cannot be one is refused before anything is waited for", async () => {
  for (const endpoint of ["tcp://", "tcp://:5555", "tcp://robot", "tcp://robot:70000", "tcp://robot:port"]) {
    await assert.rejects(Channel.open(endpoint, { connectTimeoutMs: 60_000 }), EndpointRefused);
  }
});
