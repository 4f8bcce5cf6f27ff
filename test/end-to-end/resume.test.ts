/** `gaitway tune --resume` on a run that cannot go on: a clear word, and everything still there. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import { RunDirectory } from "../../src/train/run-directory.ts";
import { Folder } from "../support/command.ts";

test("a resumed run that measured nothing yet survives a server that is not there", async () => {
  await using folder = await Folder.create();
  const run = await RunDirectory.create(folder.file("runs", "x"), `env: ipc://${folder.file("nobody")}\n`);
  await run[Symbol.asyncDispose]();
  const { code, stderr } = await folder.run("tune", "--resume", "runs/x");
  assert.equal(code, 1, stderr);
  assert.match(stderr, /nobody listens/);
  assert.deepEqual((await readdir(folder.file("runs", "x"))).sort(), [
    "checkpoints",
    "config.yaml",
    "log.jsonl",
  ]);
});
