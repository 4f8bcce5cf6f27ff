/** `gaitway tune --resume` on a run that cannot go on: a clear word, and everything still there. */
import assert from "node:assert/strict";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { RunDirectory } from "../../src/train/run-directory.ts";
import { childrenOf, Folder } from "../support/command.ts";

/** A run named x of a few laps; the number of its iterations is still to be said. */
const small = ["--candidates", "3", "--episodes", "1", "--held-out-laps", "2", "--run", "x"];

/** A run of two iterations, walked once for all that go on from its end. */
let reference: Promise<Folder> | undefined;
after(async () => (await reference)?.[Symbol.asyncDispose]());

async function walked(): Promise<Folder> {
  const folder = await Folder.create();
  const { code, stderr } = await folder.run("tune", ...small, "--iterations", "2");
  assert.equal(code, 0, stderr);
  return folder;
}

/** A folder of its own with that run in it. */
async function folderWithRun(): Promise<Folder> {
  reference ??= walked();
  const from = await reference;
  const folder = await Folder.create();
  await cp(from.file("runs"), folder.file("runs"), { recursive: true });
  return folder;
}

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

test("--iterations beside --resume is kept: interrupted, the next --resume goes on to the same end", async () => {
  await using folder = await folderWithRun();
  const extended = folder.start("tune", "--resume", "runs/x", "--iterations", "30", "--json");
  await extended.shows(/"iteration":3/);
  extended.child.kill("SIGINT");
  assert.equal((await extended.finished).code, 130);
  assert.match(await folder.read("runs", "x", "config.yaml"), /^iterations: 30$/m);
  const again = folder.start("tune", "--resume", "runs/x", "--json");
  await again.shows(/"iteration":4/);
  again.child.kill("SIGINT");
  assert.equal((await again.finished).code, 130);
});

test("an empty name of a run is refused", async () => {
  await using folder = await Folder.create();
  const { code, stderr } = await folder.run("tune", "--run", "");
  assert.equal(code, 2, stderr);
  assert.match(stderr, /takes a name/);
  assert.deepEqual(await readdir(folder.path), []);
});

test("held-out laps whose record is damaged are walked again, with the same result", async () => {
  await using folder = await folderWithRun();
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

test("a configuration that was edited since the run began is refused, and what was edited is named", async () => {
  await using folder = await folderWithRun();
  const file = folder.file("runs", "x", "config.yaml");
  const config = await readFile(file, "utf8");
  await writeFile(file, config.replace("seed: 1", "seed: 9").replace("episodes: 1", "episodes: 2"));
  const { code, stderr } = await folder.run("tune", "--resume", "runs/x", "--iterations", "3");
  assert.match(stderr, /was edited since the run began: episodes was 1, is 2; seed was 1, is 9/);
  assert.equal(code, 2);
  assert.equal((await folder.read("runs", "x", "metrics.jsonl")).trim().split("\n").length, 2);
});

test("another version of Gaitway or of the environment than a run of tune began with is refused and named", async () => {
  await using folder = await folderWithRun();
  const file = folder.file("runs", "x", "world.json");
  const world = JSON.parse(await readFile(file, "utf8")) as Record<string, string>;
  await writeFile(file, JSON.stringify({ ...world, gaitway: "0.1.0", environmentVersion: "0" }));
  const { code, stderr } = await folder.run("tune", "--resume", "runs/x", "--iterations", "3");
  assert.match(stderr, /cannot go on as it began: gaitway was 0\.1\.0, is .*; environmentVersion was 0, is /);
  assert.equal(code, 2);
  assert.equal((await folder.read("runs", "x", "metrics.jsonl")).trim().split("\n").length, 2);
});

test("fewer iterations than are completed are refused, and the configuration stays", async () => {
  await using folder = await folderWithRun();
  const { code, stderr } = await folder.run("tune", "--resume", "runs/x", "--iterations", "1");
  assert.match(stderr, /has completed 2 iterations: --iterations 1 cannot take any back/);
  assert.equal(code, 2);
  assert.match(await folder.read("runs", "x", "config.yaml"), /iterations: 2/);
});

test("a simulator that was killed leaves no private folder of its address behind", async () => {
  await using folder = await Folder.create();
  const run = folder.start("tune", ...small, "--iterations", "2", "--json");
  await run.shows(/"type":"measured"/);
  const [simulator] = await childrenOf(run.child.pid!);
  const addresses = async () => (await readdir(folder.path)).filter((name) => name.startsWith("gaitway-"));
  assert.equal((await addresses()).length, 1);
  process.kill(simulator!, "SIGKILL");
  assert.equal((await run.finished).code, 0);
  assert.deepEqual(await addresses(), []);
});
