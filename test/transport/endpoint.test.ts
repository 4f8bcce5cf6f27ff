import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { EndpointRefused } from "../../src/transport/errors.ts";
import { Server } from "../../src/transport/server.ts";
import { scriptedService } from "../support/scripted-service.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const open = (endpoint: string) => Server.open(scriptedService(), { endpoint });

for (const endpoint of [
  "tcp://*:5555",
  "tcp://0.0.0.0:5555",
  "tcp://192.168.1.2:5555",
  "tcp://[::]:5555",
  "tcp://127.0.0.1.example.org:5555",
]) {
  test(`${endpoint} is refused, because anyone could drive the robot`, async () => {
    await assert.rejects(open(endpoint), (error) => {
      return error instanceof EndpointRefused && /CURVE/.test(error.message);
    });
  });
}

for (const endpoint of ["", "ipc:/", "http://127.0.0.1:1", "tcp://127.0.0.1:port", "/tmp/socket"]) {
  test(`"${endpoint}" is refused, because it is not an address`, async () => {
    await assert.rejects(open(endpoint), EndpointRefused);
  });
}

test("ipc://* is bound in a directory of its own that only its owner can open, gone after the close", async () => {
  const server = await open("ipc://*");
  const folder = dirname(server.endpoint.slice("ipc://".length));
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  await server.close();
  assert.equal(existsSync(folder), false);
});

test("a wildcard port is told as the port that was bound", async () => {
  await using server = await open("tcp://127.0.0.1:*");
  assert.match(server.endpoint, /^tcp:\/\/127\.0\.0\.1:\d+$/);
});

test("an address in use is refused, and the server there goes on", async () => {
  for (const endpoint of [`ipc://${join(directory, "used")}`, "tcp://127.0.0.1:*"]) {
    await using server = await open(endpoint);
    await assert.rejects(open(server.endpoint), EndpointRefused);
  }
});

test("a socket that a killed server left behind is taken over", async () => {
  const endpoint = `ipc://${join(directory, "stale")}`;
  const child = fork(new URL("../support/serving-child.js", import.meta.url), [endpoint]);
  await once(child, "message");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.ok(existsSync(join(directory, "stale")));
  await using server = await open(endpoint);
  assert.equal(server.endpoint, endpoint);
});

test("a file that is not a socket is left alone", async () => {
  const path = join(directory, "notes.txt");
  writeFileSync(path, "do not lose me");
  await assert.rejects(open(`ipc://${path}`), /is not a socket/);
  assert.equal(readFileSync(path, "utf8"), "do not lose me");
});

test("a path too long for a socket is refused with its length", async () => {
  await assert.rejects(open(`ipc://${join(directory, "x".repeat(120))}`), /at most 107 bytes/);
});
