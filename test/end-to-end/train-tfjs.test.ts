/** `gaitway train` on networks of TensorFlow.js, from the command line to a policy that is measured. */
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { Folder } from "../support/command.ts";
import { pythonTest } from "../support/python.ts";

const dense = (units: number, given: object = {}) => ({
  class_name: "Dense",
  config: { name: `d${units}`, units, activation: "linear", use_bias: true, ...given },
});

/** Of CartPole: four numbers in, two preferences out. */
const keras = JSON.stringify({
  class_name: "Sequential",
  config: {
    name: "s",
    layers: [dense(8, { batch_input_shape: [null, 4], activation: "tanh" }), dense(2)],
  },
});

const command = (run: string, steps: number, actor = "net.json") =>
  ["train", "gym:CartPole-v1", "--method", "ppo", "--set", `network={actor: ${actor}}`, "--set", "hidden=[6]", "--set", "stepsPerIteration=32", "--set", "evaluateEvery=0", "--envs", "2", "--run", run, "--steps", `${steps}`]; // biome-ignore format: one line

pythonTest("a given Keras model trains, goes on without its file bit for bit, and is measured", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("net.json"), keras);
  const missing = await folder.run(...command("missing", 64, "no.json"));
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /network: no\.json cannot be read/);

  for (const [run, steps] of [
    ["whole", 128],
    ["part", 64],
  ] as const) {
    const { code, stderr } = await folder.run(...command(run, steps));
    assert.equal(code, 0, stderr);
  }
  await rm(folder.file("net.json"));
  const resumed = await folder.run("train", "--resume", "runs/part", "--steps", "128");
  assert.equal(resumed.code, 0, resumed.stderr);
  const weights = (run: string) => readFile(folder.file("runs", run, "policy-last", "weights.f64"));
  assert.deepEqual(await weights("part"), await weights("whole"));
  const measured = await folder.run("evaluate", "runs/part", "--laps", "2", "--json");
  assert.equal(measured.code, 0, measured.stderr);
  assert.equal((JSON.parse(measured.stdout) as { returns: number[] }).returns.length, 2);
});
