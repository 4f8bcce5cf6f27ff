import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { channelSuite } from "../conformance/channel.ts";
import { testKeys } from "../support/keys.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));

let next = 0;
const fresh = (prefix: string) => `${prefix}${next++}`;

// A port that was free a moment ago and that nobody will take within this test.
const closedPort = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address() as { port: number };
    server.close(() => resolve(port));
  });
});

channelSuite({
  name: "inproc",
  bind: () => fresh("inproc://suite-"),
  nobody: () => fresh("inproc://nobody-"),
});
channelSuite({
  name: "ipc",
  bind: () => `ipc://${join(directory, fresh("socket-"))}`,
  nobody: () => `ipc://${join(directory, fresh("nobody-"))}`,
});
channelSuite({
  name: "tcp",
  bind: () => "tcp://127.0.0.1:*",
  nobody: () => `tcp://127.0.0.1:${closedPort}`,
});
channelSuite({
  name: "tcp with keys",
  bind: () => "tcp://127.0.0.1:*",
  nobody: () => `tcp://127.0.0.1:${closedPort}`,
  keys: await testKeys(directory),
});
