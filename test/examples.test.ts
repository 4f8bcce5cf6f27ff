/** Every example runs as its first lines say, with a small budget. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { Folder } from "./support/command.ts";
import { packageRoot } from "./support/package-root.ts";
import { pythonTest } from "./support/python.ts";

function runExample(
  name: string,
  cwd: string,
  ...args: string[]
): Promise<{ code: number | null; output: string }> {
  const file = join(packageRoot, "dist", "src", "examples", `${name}.js`);
  const child = spawn(process.execPath, [file, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (output += data));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

pythonTest("01-connect balances poles and prints how long each stayed up", async () => {
  await using folder = await Folder.create();
  const { code, output } = await runExample("01-connect", folder.path, "gym:CartPole-v1", "3");
  assert.equal(code, 0, output);
  const returns = [...output.matchAll(/^pole \d stayed up for (\d+) steps$/gm)].map(([, steps]) =>
    Number(steps),
  );
  assert.equal(returns.length, 3);
  // Actions drawn at random fall after 22 on average; CartPole-v1 ends at 500.
  for (const steps of returns) assert.ok(steps > 50 && steps <= 500, output);
});

test("02-tune-a-gait tunes a served simulator and prints a line an iteration", async () => {
  await using folder = await Folder.create();
  const server = folder.start("serve", "aibo", "--bind", "tcp://127.0.0.1:*");
  const [, endpoint] = await server.shows(/on (tcp:\/\/127\.0\.0\.1:\d+)/);
  const { code, output } = await runExample("02-tune-a-gait", folder.path, endpoint!, "1");
  server.child.kill("SIGTERM");
  assert.equal(code, 0, output);
  assert.match(output, /^1 0\.\d{3} m\/s$/m);
  assert.equal((await server.finished).code, 0);
});

pythonTest(
  "03-reinforce learns from whole episodes, and each callback prints what it listens for",
  async () => {
    await using folder = await Folder.create();
    const { code, output } = await runExample("03-reinforce", folder.path, "gym:CartPole-v1", "1500");
    assert.equal(code, 0, output);
    const numbersOf = (line: RegExp) => [...output.matchAll(line)].map(([, number]) => Number(number));
    // An untrained policy falls after about 22 steps: twenty episodes are 440, and 1500 steps four iterations, or fewer as it learns.
    const smoothed = numbersOf(/^(\d+\.\d) steps upright, smoothed$/gm);
    assert.ok(smoothed.length >= 2 && smoothed.length <= 5, output);
    for (const mean of smoothed) assert.ok(mean >= 8 && mean <= 500, output);
    // 1500 steps pass 1000, and each line passes a thousand that the one before did not.
    const thousands = numbersOf(/^after (\d+) steps: entropy 0\.\d{3} nats$/gm).map((at) =>
      Math.floor(at / 1000),
    );
    assert.ok(thousands.length >= 1 && thousands[0]! >= 1, output);
    assert.deepEqual(thousands, [...new Set(thousands)]);
    // Measured before the first step, which is the best so far; whatever is the best later on is better.
    assert.match(output, /^best so far/);
    const best = numbersOf(/^best so far: (\d+\.\d) steps upright$/gm);
    for (const [i, mean] of best.entries()) assert.ok(mean > (best[i - 1] ?? 0) && mean <= 500, output);
  },
);

test("04-deploy takes a gait onto the robot and off it again, and says how far it came", async () => {
  await using folder = await Folder.create();
  const { code, output } = await runExample("04-deploy", folder.path, "1");
  assert.equal(code, 0, output);
  const states = [...output.matchAll(/^(\w+): \w+$/gm)].map(([, state]) => state);
  assert.deepEqual(states.slice(0, 3), ["limp", "checked", "ramping"]);
  // A machine that is busy may miss too many ticks: then the robot is stopped as well, and latched all the same.
  assert.equal(states.at(-1), "latched");
  assert.match(output, /^-?\d\.\d\d m forward$/m);
});
