/** `gaitway tune` as a person runs it: real processes, real sockets, real physics, real signals; only the budget is small. */
import assert from "node:assert/strict";
import { cp, readdir, writeFile } from "node:fs/promises";
import { after, test } from "node:test";
import { loadPolicy } from "../../src/policy/saved.ts";
import { childrenOf, type Finished, Folder, isAlive } from "../support/command.ts";

const small = [
  "--iterations",
  "3",
  "--candidates",
  "3",
  "--episodes",
  "1",
  "--held-out-laps",
  "2",
  "--run",
  "small",
];
const tune = ["tune", ...small, "--seed", "3", "--json"];

/** metrics.jsonl without the time it took, and the last checkpoint: all that has to be reproduced. */
async function outcome(folder: Folder): Promise<unknown> {
  const metrics = (await folder.read("runs", "small", "metrics.jsonl")).trim().split("\n");
  return {
    metrics: metrics.map((line) => ({ ...JSON.parse(line), wallTime: 0 })),
    checkpoint: await folder.read("runs", "small", "checkpoints", "000003.json"),
    weights: await folder.read("runs", "small", "policy", "weights.f64"),
  };
}

/** The run that nothing disturbed, walked once for all that are compared with it or begin where it ends. */
let reference: Promise<{ readonly folder: Folder; readonly finished: Finished }> | undefined;
const uninterrupted = () => (reference ??= walked());
after(async () => (await reference)?.folder[Symbol.asyncDispose]());

async function walked() {
  const folder = await Folder.create();
  const finished = await folder.run(...tune, "--workers", "2");
  assert.equal(finished.code, 0, finished.stderr);
  return { folder, finished };
}

async function expected(): Promise<unknown> {
  return await outcome((await uninterrupted()).folder);
}

/** A folder of its own with that run in it. */
async function folderWithRun(): Promise<Folder> {
  const { folder: from } = await uninterrupted();
  const folder = await Folder.create();
  await cp(from.file("runs"), folder.file("runs"), { recursive: true });
  return folder;
}

test("a run leaves behind its configuration, metrics, checkpoints, log, both policies and a report", async () => {
  const { folder, finished } = await uninterrupted();
  assert.deepEqual((await readdir(folder.file("runs", "small"))).sort(), [
    "checkpoints",
    "config.yaml",
    "evaluation.json",
    "log.jsonl",
    "metrics.jsonl",
    "policy",
    "policy-last",
    "report.html",
    "settings.json",
    "world.json",
  ]);
  const lines = finished.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { type: string });
  assert.deepEqual(
    lines.map(({ type }) => type),
    ["measured", "iteration", "iteration", "iteration", "measured", "measured", "result"],
  );
  const { policy } = await loadPolicy(folder.file("runs", "small", "policy"));
  assert.equal(policy.params.length, 12);
  const report = await folder.read("runs", "small", "report.html");
  assert.match(report, /<svg/);
  assert.doesNotMatch(report, /NaN|https?:\/\/(?!www\.w3\.org)/);
  for (const line of (await folder.read("runs", "small", "log.jsonl")).trim().split("\n")) JSON.parse(line);
});

for (const workers of ["1", "4"]) {
  test(`the run is the same to the bit with ${workers} workers as with 2`, async () => {
    await using folder = await Folder.create();
    const { code, stderr } = await folder.run(...tune, "--workers", workers);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await outcome(folder), await expected());
  });
}

test("the configuration a run leaves behind makes the same run again", async () => {
  await using folder = await folderWithRun();
  const again = await folder.run("tune", "--config", "runs/small/config.yaml", "--run", "again");
  assert.equal(again.code, 0, again.stderr);
  assert.equal(
    await folder.read("runs", "again", "checkpoints", "000003.json"),
    await folder.read("runs", "small", "checkpoints", "000003.json"),
  );
});

test("Ctrl-C saves, exits 130 and leaves no process; resumed, the run equals the uninterrupted one", async () => {
  await using folder = await Folder.create();
  const run = folder.start(...tune);
  await run.shows(/"iteration":1/);
  const [simulator] = await childrenOf(run.child.pid!);
  run.child.kill("SIGINT");
  const { code, stderr } = await run.finished;
  assert.equal(code, 130, stderr);
  assert.match(stderr, /stopping after the laps that run/);
  assert.ok(!isAlive(simulator!), "the simulator outlived the run");
  const resumed = await folder.run("tune", "--resume", "runs/small");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.deepEqual(await outcome(folder), await expected());
});

test("killed with SIGKILL, a run leaves no simulator behind and is resumed to the same end", async () => {
  await using folder = await Folder.create();
  const run = folder.start(...tune);
  await run.shows(/"iteration":2/);
  const [simulator] = await childrenOf(run.child.pid!);
  run.child.kill("SIGKILL");
  await run.finished;
  while (isAlive(simulator!)) await new Promise((resolve) => setTimeout(resolve, 20));
  // As if the kill had struck while the next checkpoint was being written.
  await writeFile(folder.file("runs", "small", "checkpoints", "000003.json"), '{"format":"gaitway-ch');
  const resumed = await folder.run("tune", "--resume", "runs/small");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(resumed.stderr, /passed over: checkpoint .*000003\.json: .*cut short/);
  assert.deepEqual(await outcome(folder), await expected());
});

test("a simulator that is killed is started again, its laps are repeated, and the result is the same", async () => {
  await using folder = await Folder.create();
  const run = folder.start(...tune);
  await run.shows(/"iteration":1/);
  const [simulator] = await childrenOf(run.child.pid!);
  process.kill(simulator!, "SIGKILL");
  const { code, stderr } = await run.finished;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /is gone and is started again/);
  assert.deepEqual(await outcome(folder), await expected());
});

test("a reader that closes the pipe does not end the run", async () => {
  await using folder = await Folder.create();
  const run = folder.start(...tune);
  await run.shows(/"type":"measured"/);
  run.child.stdout?.destroy();
  const { code, stderr } = await run.finished;
  assert.equal(code, 0, stderr);
  assert.deepEqual(await outcome(folder), await expected());
});

test("a run that exists is never overwritten", async () => {
  await using folder = await folderWithRun();
  const { code, stderr } = await folder.run(...tune);
  assert.equal(code, 1);
  assert.match(stderr, /exists already and is never overwritten; continue it with --resume runs\/small/);
  assert.deepEqual(await outcome(folder), await expected());
});

test("a frozen gait is evaluated on held-out laps, the same ones each time", async () => {
  await using folder = await folderWithRun();
  const [one, two] = [
    await folder.run("evaluate", "runs/small", "--laps", "3", "--json"),
    await folder.run("evaluate", "runs/small", "--laps", "3", "--json", "--workers", "1"),
  ];
  assert.equal(one!.code, 0, one!.stderr);
  assert.equal(one!.stdout, two!.stdout);
  const { mean, standardError, returns } = JSON.parse(one!.stdout);
  assert.equal(returns.length, 3);
  assert.ok(mean > 0.15 && mean < 0.5 && standardError > 0, one!.stdout);
});

test("doctor finds nothing wrong here", async () => {
  await using folder = await Folder.create();
  const { code, stdout } = await folder.run("doctor");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /ok\s+simulator and wire: a lap at \d+\.\d mm\/s/);
});

test("a simulator served over tcp is tuned from another process", async () => {
  await using folder = await Folder.create();
  const server = folder.start("serve", "aibo", "--bind", "tcp://127.0.0.1:*", "--envs", "2");
  const [, endpoint] = await server.shows(/on (tcp:\/\/127\.0\.0\.1:\d+)/);
  const { code, stderr } = await folder.run("tune", endpoint!, ...small, "--iterations", "1");
  assert.equal(code, 0, stderr);
  server.child.kill("SIGTERM");
  assert.equal((await server.finished).code, 0);
});
