/** `gaitway tune --resume` on a run that cannot go on: a clear word, and everything still there. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
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

test("--iterations beside --resume is kept: the next --resume goes on to the same end", async () => {
  await using folder = await Folder.create();
  const run = await RunDirectory.create(
    folder.file("runs", "x"),
    `env: ipc://${folder.file("nobody")}\niterations: 3\n`,
  );
  await run[Symbol.asyncDispose]();
  await folder.run("tune", "--resume", "runs/x", "--iterations", "7");
  assert.match(await folder.read("runs", "x", "config.yaml"), /^iterations: 7$/m);
});

test("an empty name of a run is refused", async () => {
  await using folder = await Folder.create();
  const { code, stderr } = await folder.run("tune", "--run", "");
  assert.equal(code, 2, stderr);
  assert.match(stderr, /takes a name/);
  assert.deepEqual(await readdir(folder.path), []);
});

test("held-out laps whose record is damaged are walked again, with the same result", async () => {
  await using folder = await Folder.create();
  const budget = ["--iterations", "1", "--candidates", "3", "--episodes", "1", "--held-out-laps", "2"];
  const first = await folder.run("tune", ...budget, "--run", "x");
  assert.equal(first.code, 0, first.stderr);
  const measured = await folder.read("runs", "x", "evaluation.json");
  await writeFile(folder.file("runs", "x", "evaluation.json"), '{"start":{}}');
  const { code, stderr } = await folder.run("tune", "--resume", "runs/x");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /evaluation\.json is damaged/);
  assert.equal(await folder.read("runs", "x", "evaluation.json"), measured);
});

test("a run that was interrupted can be evaluated, and one without a policy says what to do", async () => {
  await using folder = await Folder.create();
  const budget = ["--iterations", "50", "--candidates", "3", "--episodes", "1", "--held-out-laps", "2"];
  const running = folder.start("tune", ...budget, "--run", "x", "--json");
  await running.shows(/"type":"iteration"/);
  running.child.kill("SIGINT");
  assert.equal((await running.finished).code, 130);
  const evaluated = await folder.run("evaluate", "runs/x", "--laps", "2", "--json");
  assert.equal(evaluated.code, 0, evaluated.stderr);

  const empty = await RunDirectory.create(folder.file("runs", "y"), "env: aibo\n");
  await empty[Symbol.asyncDispose]();
  const refused = await folder.run("evaluate", "runs/y");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /no policy yet.*--resume runs\/y/);
  assert.match((await folder.run("tune", "--start", "runs/y")).stderr, /without a policy yet/);
});
