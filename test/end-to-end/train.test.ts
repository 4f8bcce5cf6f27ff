/** `gaitway train` as a person runs it: real processes, real sockets, real signals; only the budget is small. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { childrenOf, Folder, isAlive } from "../support/command.ts";
import { pythonTest } from "../support/python.ts";

/** So small that an iteration takes a moment, and so many that a signal meets the run in the middle of them. */
const methods: Readonly<Record<string, readonly string[]>> = {
  ppo: ["--set", "stepsPerIteration=64", "--set", "hidden=[8]", "--set", "normalizeObservations=true"],
  ars: ["--set", "directions=2", "--set", "normalizeObservations=true"],
};

const command = (method: string, steps: number) =>
  ["train", "gym:CartPole-v1", "--method", method, ...methods[method]!, "--envs", "2", "--seed", "3", "--run", "small", "--json", "--steps", `${steps}`, "--set", "evaluateEvery=1000", "--set", "evaluationEpisodes=3"]; // biome-ignore format: one line

const STEPS = 2000;

/** All that has to be reproduced: weights, and metrics but for the time they took. */
async function outcome(folder: Folder, run = "small"): Promise<unknown> {
  const metrics = (await folder.read("runs", run, "metrics.jsonl")).trim().split("\n");
  return {
    metrics: metrics.map((line) => ({
      ...JSON.parse(line),
      actTime: 0,
      envTime: 0,
      simulateTime: 0,
      learnTime: 0,
    })),
    best: await readFile(folder.file("runs", run, "policy", "weights.f64")),
    last: await readFile(folder.file("runs", run, "policy-last", "weights.f64")),
  };
}

const uninterrupted = new Map<string, Promise<unknown>>();

function expected(method: string): Promise<unknown> {
  const run = async () => {
    await using folder = await Folder.create();
    const { code, stderr } = await folder.run(...command(method, STEPS));
    assert.equal(code, 0, stderr);
    return await outcome(folder);
  };
  const found = uninterrupted.get(method) ?? run();
  uninterrupted.set(method, found);
  return found;
}

for (const method of ["ppo", "ars"])
  pythonTest(
    `${method}: killed with SIGKILL in the middle, a run leaves no simulator and is resumed to the same end`,
    async () => {
      await using folder = await Folder.create();
      const run = folder.start(...command(method, STEPS));
      await run.shows(/"type":"iteration","iteration":4,/);
      const simulators = await childrenOf(run.child.pid!);
      run.child.kill("SIGKILL");
      await run.finished;
      while (simulators.some(isAlive)) await new Promise((resolve) => setImmediate(resolve));
      const resumed = await folder.run("train", "--resume", "runs/small");
      assert.equal(resumed.code, 0, resumed.stderr);
      assert.deepEqual(await outcome(folder), await expected(method));
    },
  );

pythonTest(
  "ars in two simulators, one of which is killed on the way, is the run in one simulator, bit for bit",
  async () => {
    await using folder = await Folder.create();
    const run = folder.start(...command("ars", STEPS), "--set", "servers=2");
    await run.shows(/"type":"iteration","iteration":4,/);
    // Two that train and one that measures, in the order of their start.
    const simulators = await childrenOf(run.child.pid!);
    assert.equal(simulators.length, 3);
    process.kill(simulators[0]!, "SIGKILL");
    const { code, stderr } = await run.finished;
    assert.equal(code, 0, stderr);
    assert.match(stderr, /the simulator is gone and is started again \(restart 1\)/);
    assert.deepEqual(await outcome(folder), await expected("ars"));
  },
);

pythonTest(
  "Ctrl-C saves and exits 130; resumed, the run is the uninterrupted one; extended, the longer one",
  async () => {
    await using folder = await Folder.create();
    const run = folder.start(...command("ppo", 1500));
    await run.shows(/"type":"iteration","iteration":5,/);
    run.child.kill("SIGINT");
    const { code, stdout, stderr } = await run.finished;
    assert.equal(code, 130, stderr);
    const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>); // biome-ignore format: one line
    const last = lines.at(-1)!;
    assert.deepEqual([last.type, last.interrupted, lines[0]!.type], ["result", true, "evaluation"]);
    assert.ok(Number(last.steps) < 1500);
    // No schedule of these settings goes by the length of the run, so that the longer run is its continuation.
    const more = await folder.run("train", "--resume", "runs/small", "--steps", `${STEPS}`, "--json");
    assert.equal(more.code, 0, more.stderr);
    const result = JSON.parse(more.stdout.trim().split("\n").at(-1)!) as { steps: number; policy: string };
    assert.ok(result.steps >= STEPS);
    assert.deepEqual(await outcome(folder), await expected("ppo"));

    // The frozen policy, on episodes that training never saw.
    const { stdout: measured } = await folder.run("evaluate", "runs/small", "--laps", "3", "--json");
    const { mode, returns } = JSON.parse(measured) as { returns: number[]; mode: string };
    assert.deepEqual([mode, returns.length], ["deterministic", 3]);

    const elsewhere = await folder.run("evaluate", "runs/small", "--env", "toy:states", "--laps", "2");
    assert.equal(elsewhere.code, 2, elsewhere.stderr);
    assert.match(elsewhere.stderr, /the policy is for CartPole 1, the environment is toy:states 1/);

    const changed = await folder.run(
      "train",
      "--resume",
      "runs/small",
      "--set",
      "discount=0.5",
      "--seed",
      "4",
    );
    assert.equal(changed.code, 2);
    assert.match(changed.stderr, /seed, discount cannot change; only --steps may/);

    const weights = folder.file("runs", "small", "policy", "weights.f64");
    const bytes = await readFile(weights);
    bytes[0]! ^= 1;
    await writeFile(weights, bytes);
    const altered = await folder.run("evaluate", "runs/small");
    assert.equal(altered.code, 1);
    assert.match(altered.stderr, /weights\.f64 was altered/);

    const config = folder.file("runs", "small", "config.yaml");
    await writeFile(config, (await readFile(config, "utf8")).replace("discount: 0.99", "discount: 0.5"));
    const edited = await folder.run("train", "--resume", "runs/small");
    assert.equal(edited.code, 2);
    assert.match(edited.stderr, /config\.yaml was edited since the run began: discount was 0\.99, is 0\.5/);
  },
);

test("options that are none end with 2, the legal choices and nothing made", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("unknown.yaml"), "env: gym:CartPole-v1\nmethod: ppo\nclipRnge: 0.1\n");
  for (const [args, message] of [
    [["gym:CartPole-v1"], /which method\? Choose --method reinforce, .*ppo/],
    [["gim:CartPole-v1", "--method", "ppo"], /Did you mean "gym:CartPole-v1"\?/],
    [["--preset", "ppo-cartpol"], /ppo-cartpole/],
    [
      ["gym:CartPole-v1", "--method", "a2c", "--set", "clipRange=0.1"],
      /"clipRange" is no setting of a2c \(it is one of ppo\)/,
    ],
    [["gym:CartPole-v1", "--method", "ppo", "--steps", "-1"], /whole number from 1/],
    [
      ["gym:CartPole-v1", "--method", "ars", "--envs", "2", "--set", "servers=3"],
      /expected servers of at most 2, the setting envs, got 3/,
    ],
    [
      ["tcp://127.0.0.1:9", "--method", "ars", "--set", "servers=2"],
      /listens already and is one server: leave the setting servers out/,
    ],
    [
      ["tcp://127.0.0.1:9", "--method", "a3c"],
      /each worker of a3c starts a simulator of its own; tcp:\/\/127\.0\.0\.1:9 listens already/,
    ],
    [
      ["--config", "unknown.yaml"],
      /unknown\.yaml: "clipRnge" is no setting of ppo\. Did you mean "clipRange"\?/,
    ],
    [
      ["gym:CartPole-v1", "--method", "ars", "--set", "servers=2", "--record", "wire.mcap"],
      /a recording is of one server: expected servers: 1 with --record, got 2/,
    ],
  ] as const) {
    const { code, stderr } = await folder.run("train", ...args);
    assert.equal(code, 2, `${args}: ${stderr}`);
    assert.match(stderr, message);
  }
  for (const name of ["runs", "wire.mcap", "wire.mcap.part"])
    await assert.rejects(readFile(folder.file(name)), /ENOENT/);
});

pythonTest("what a method cannot serve ends with 2 before any step, and the run is not begun", async () => {
  await using folder = await Folder.create();
  const { code, stderr } = await folder.run("train", "toy:identity", "--method", "q-actor-critic");
  assert.equal(code, 2, stderr);
  assert.match(stderr, /q-actor-critic in toy:identity: /);
  await assert.rejects(readFile(folder.file("runs")), /ENOENT/);
});

pythonTest(
  "numbers that cannot be learned from end with 1, the batch beside the last good state",
  async () => {
    await using folder = await Folder.create();
    const wild = [
      "--set",
      "learningRate=1e308",
      "--set",
      "stepsPerIteration=8",
      "--set",
      "evaluateEvery=0",
      "--envs",
      "2",
    ];
    const { code, stderr } = await folder.run(
      "train",
      "toy:states",
      "--method",
      "a2c",
      ...wild,
      "--run",
      "wild",
    );
    assert.equal(code, 1, stderr);
    assert.match(stderr, /the last good parameters are kept/);
    assert.match(stderr, /what was learned is kept; go on with: npx gaitway train --resume runs\/wild/);
    const batch = JSON.parse(await folder.read("runs", "wild", "unusable-batch.json")) as {
      envId: number;
      length: number;
    }[];
    assert.equal(batch.reduce((sum, { length }) => sum + length, 0), 16); // biome-ignore format: one line
    const again = await folder.run("train", "--resume", "runs/wild");
    assert.equal(again.code, 1);
  },
);
