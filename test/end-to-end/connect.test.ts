/** A simulator by its name, from a folder of the user's own: started, used, killed, found again, never left behind. */
import assert from "node:assert/strict";
import { spawn as start } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect, EpisodeLost, ServerStartFailed, UnknownEnvironment } from "../../src/index.ts";
import { childrenOf, Folder, isAlive } from "../support/command.ts";
import { packageRoot } from "../support/package-root.ts";
import { pythonTest } from "../support/python.ts";
import { until } from "../support/wait.ts";

/** The server of the only simulator this process runs. */
async function simulator(): Promise<number> {
  const serving: number[] = [];
  for (const pid of await childrenOf(process.pid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (command.includes("gaitway_envs")) serving.push(pid);
  }
  assert.equal(serving.length, 1);
  return serving[0]!;
}

/** Runs `body` with the process in `folder`. */
async function inFolder(folder: Folder, body: () => Promise<void>): Promise<void> {
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    await body();
  } finally {
    process.chdir(before);
  }
}

pythonTest("toy:identity answers with what it was given", async () => {
  await using env = await connect("toy:identity", { envs: 3 });
  assert.equal(env.spec.envCount, 3);
  await env.reset({ envIds: [0, 2], seeds: [1, 2] });
  const size = env.spec.actionSpace.shape[0]!;
  const actions = Float64Array.from({ length: 2 * size }, (_, i) => i / 8);
  const { observations, envIds } = await env.step({ envIds: [0, 2], actions });
  assert.deepEqual(envIds, [0, 2]);
  assert.deepEqual(observations, actions);
});

pythonTest("what is only doubtful about a simulator is a warning, here and of gaitway serve", async () => {
  const warnings: string[] = [];
  const env = await connect("gym:CartPole-v0", {
    expect: "any",
    onWarning: (said) => void warnings.push(said),
  });
  await env[Symbol.asyncDispose]();
  assert.deepEqual(warnings, ["CartPole-v0 is out of date; CartPole-v1 is the newest"]);
  await using folder = await Folder.create();
  const serving = folder.start("serve", "gym:CartPole-v0");
  await serving.shows(/warning: CartPole-v0 is out of date/);
  await serving.shows(/Ctrl-C stops it/);
  serving.child.kill("SIGINT");
  await serving.finished;
});

pythonTest("closing the environment ends its process and leaves no file", async () => {
  await using folder = await Folder.create();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder.path;
  try {
    const env = await connect("toy:identity");
    const pid = await simulator();
    assert.ok((await readdir(folder.path)).length > 0);
    await env[Symbol.asyncDispose]();
    assert.ok(!isAlive(pid));
    assert.deepEqual(await readdir(folder.path), []);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

pythonTest(
  "a simulator that is killed loses its episode with the signal named, and is usable again",
  async () => {
    const restarts: string[] = [];
    await using env = await connect("toy:identity", {
      onRestart: (cause) => void restarts.push((cause as Error).message),
    });
    const begin = performance.now();
    await env.reset({ envIds: [0], seeds: [1] });
    const [killed, size] = [await simulator(), env.spec.actionSpace.shape[0]!];
    process.kill(killed, "SIGKILL");
    await until("it is gone", () => !isAlive(killed));
    const step = () => env.step({ envIds: [0], actions: new Float64Array(size).fill(0.5) });
    await assert.rejects(step(), (error) => error instanceof EpisodeLost && /SIGKILL/.test(error.message));
    await env.reset({ envIds: [0], seeds: [1] });
    assert.deepEqual([...(await step()).observations], new Array(size).fill(0.5));
    assert.match(restarts.join(), /SIGKILL/);
    assert.notEqual(await simulator(), killed);
    assert.ok(performance.now() - begin < 20_000);
  },
);

pythonTest("a simulator that is stopped is told apart from one that is dead", async () => {
  await using env = await connect("toy:identity");
  await env.reset({ envIds: [0], seeds: [1] });
  const stopped = await simulator();
  process.kill(stopped, "SIGSTOP");
  const actions = new Float64Array(env.spec.actionSpace.shape[0]!);
  await assert.rejects(
    env.step({ envIds: [0], actions }),
    (error) => error instanceof EpisodeLost && new RegExp(`SIGSTOP.*${stopped}`).test(error.message),
  );
  await env.reset({ envIds: [0], seeds: [1] });
  assert.ok(!isAlive(stopped));
});

pythonTest("a simulator ends when the process that asked for it is killed", async () => {
  const module = join(packageRoot, "dist", "src", "index.js");
  const script = `import(${JSON.stringify(module)}).then(async ({ connect }) => {
    globalThis.env = await connect("toy:identity"); console.log("connected"); setInterval(() => {}, 1000); })`;
  const parent = start(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  const children = await childrenOf(parent.pid!);
  assert.ok(children.length > 0);
  parent.kill("SIGKILL");
  await until("the simulator is gone", () => !children.some(isAlive), 10_000);
});

pythonTest("a class in a file of this folder is an environment", async () => {
  await using folder = await Folder.create();
  await writeFile(
    folder.file("my_module.py"),
    `import gymnasium
import numpy as np

class MyEnv(gymnasium.Env):
    observation_space = gymnasium.spaces.Box(-1, 1, (2,), np.float64)
    action_space = gymnasium.spaces.Box(-1, 1, (2,), np.float64)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return np.zeros(2), {}

    def step(self, action):
        return -action, float(action.sum()), False, False, {}
`,
  );
  await inFolder(folder, async () => {
    await using env = await connect("python:my_module:MyEnv");
    await env.reset({ envIds: [0], seeds: [1] });
    const { observations, rewards } = await env.step({
      envIds: [0],
      actions: Float64Array.of(0.25, 0.5),
    });
    assert.deepEqual([...observations], [-0.25, -0.5]);
    assert.deepEqual([...rewards], [0.75]);
  });
});

pythonTest("a module that fails to import shows the end of its own traceback", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("broken.py"), `raise RuntimeError("the license has expired")\n`);
  await inFolder(folder, async () => {
    await assert.rejects(
      connect("python:broken:MyEnv"),
      (error) =>
        error instanceof ServerStartFailed &&
        /^python:broken:MyEnv could not be started: [\s\S]*broken\.py", line 1[\s\S]*RuntimeError: the license has expired/.test(
          error.message,
        ),
    );
  });
});

pythonTest("an id that Gymnasium does not know is an error that suggests one", async () => {
  await assert.rejects(
    connect("gym:CartPol-v1"),
    (error) => error instanceof ServerStartFailed && /CartPole-v1/.test(error.message),
  );
});

test("a kind of environment that does not exist starts nothing", async () => {
  await assert.rejects(
    connect("gmy:CartPole-v1"),
    (error) => error instanceof UnknownEnvironment && /Did you mean "gym:CartPole-v1"/.test(error.message),
  );
});

test("what can be chosen of a simulator that is started cannot be chosen of one that listens", async () => {
  await assert.rejects(
    connect("tcp://127.0.0.1:5555", { envs: 4 }),
    (error) => error instanceof UnknownEnvironment && /takes no envs: it listens already/.test(error.message),
  );
});

pythonTest("a port in use is an error of the command that wanted it", async () => {
  await using folder = await Folder.create();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  try {
    const bind = `tcp://127.0.0.1:${port}`;
    const { code, stderr } = await folder.run("serve", "toy:identity", "--bind", bind);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`${bind}.*in use`));
  } finally {
    other.close();
  }
});

pythonTest("gaitway serve keeps a simulator for others until it is stopped", async () => {
  await using folder = await Folder.create();
  const server = folder.start(
    "serve",
    "gym:CartPole-v1",
    "--envs",
    "2",
    "--bind",
    `ipc://${folder.file("s")}`,
  );
  const [, endpoint] = await server.shows(/on (ipc:\/\/\S+);/);
  {
    await using env = await connect(endpoint!, { expect: { action: "discrete" } });
    assert.equal(env.spec.envCount, 2);
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const { rewards } = await env.step({ envIds: [0, 1], actions: Int32Array.of(0, 1) });
    assert.deepEqual([...rewards], [1, 1]);
  }
  server.child.kill("SIGINT");
  const { code, stderr } = await server.finished;
  assert.equal(code, 0, stderr);
});
