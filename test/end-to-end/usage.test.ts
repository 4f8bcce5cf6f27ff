/** Used wrongly: exit code 2, what was given, what is legal; nothing was done. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { gaitStarts } from "../../envs/aibo/gait.ts";
import { Folder } from "../support/command.ts";

const wrong: readonly { name: string; args: string[]; says: RegExp }[] = [
  {
    name: "a misspelt option",
    args: ["tune", "--iteratons", "3"],
    says: /unknown option '--iteratons'[\s\S]*--iterations/,
  },
  {
    name: "keys for a robot that is not reached over the network",
    args: ["doctor", "--robot", "sim:aibo", "--keys", "a.key_secret", "--server-key", "b.key"],
    says: /--keys and --server-key are for a robot at tcp:\/\/HOST:PORT; sim:aibo has none/,
  },
  { name: "a misspelt command", args: ["tun"], says: /unknown command 'tun'[\s\S]*tune/ },
  {
    name: "a misspelt estimator",
    args: ["tune", "--estimator", "kohl-ston"],
    says: /estimator "kohl-ston" is not known\. Did you mean "kohl-stone"\? Legal: .*forward-difference/,
  },
  {
    name: "an unknown optimizer",
    args: ["tune", "--optimizer", "sgd"],
    says: /optimizer "sgd" is not known\..*Legal: .*adam/,
  },
  {
    name: "an unknown environment",
    args: ["tune", "abo"],
    says: /environment "abo" is not known\. Did you mean "aibo"\?/,
  },
  {
    name: "an unknown simulator",
    args: ["serve", "dog"],
    says: /environment "dog" is not known\..*Legal: aibo/,
  },
  {
    name: "a misspelt kind of environment",
    args: ["serve", "gmy:CartPole-v1"],
    says: /environment "gmy:CartPole-v1" is not known\. Did you mean "gym:CartPole-v1"\? Legal: aibo/,
  },
  {
    name: "an address without tcp",
    args: ["tune", "lab:5555"],
    says: /environment "lab:5555" is not known\. Did you mean "tcp:\/\/lab:5555"\?/,
  },
  {
    name: "an address without a port",
    args: ["tune", "tcp://lab"],
    says: /address "tcp:\/\/lab" is not one: expected tcp:\/\/HOST:PORT with a port from 1 to 65535/,
  },
  {
    name: "a port beyond the last",
    args: ["tune", "tcp://127.0.0.1:70000"],
    says: /with a port from 1 to 65535/,
  },
  {
    name: "an address where a simulator is expected",
    args: ["serve", "tcp://127.0.0.1:5555"],
    says: /is the address of a server: serve takes the name of a simulator/,
  },
  {
    name: "an option the simulator does not have",
    args: ["serve", "aibo", "--actions", "clip"],
    says: /aibo takes no actions: it refuses what is out of bounds/,
  },
  {
    name: "the native AIBO of what is no AIBO",
    args: ["serve", "toy:bowl", "--native"],
    says: /toy:bowl takes no native: it is made in Python anyway/,
  },
  {
    name: "keys without anybody who may connect",
    args: ["serve", "aibo", "--keys", "robot.key_secret"],
    says: /--keys and --allow belong together/,
  },
  {
    name: "an unknown start",
    args: ["tune", "--start", "handtuned"],
    says: /start "handtuned" is not known\. Did you mean "hand-tuned"\?/,
  },
  {
    name: "a count that is none",
    args: ["tune", "--iterations", "many"],
    says: /Expected a whole number from 1/,
  },
  { name: "a seed that is negative", args: ["tune", "--seed", "-4"], says: /--seed/ },
  {
    name: "candidates where the estimator fixes them",
    args: ["tune", "--estimator", "central-difference", "--candidates", "9"],
    says: /fixes the number of its candidates itself/,
  },
  {
    name: "an unknown benchmark",
    args: ["bench", "run"],
    says: /benchmark "run" is not known\..*Legal: walk/,
  },
  {
    name: "another setting beside --resume",
    args: ["tune", "--resume", "runs/x", "--seed", "4"],
    says: /seed cannot change/,
  },
  {
    name: "a run name with a slash",
    args: ["tune", "--run", "../x"],
    says: /--run takes a name without slashes/,
  },
  {
    name: "a configuration that is not there",
    args: ["tune", "--config", "no.yaml"],
    says: /--config no\.yaml cannot be read/,
  },
];

for (const { name, args, says } of wrong) {
  test(`${name} is named, with what is legal`, async () => {
    await using folder = await Folder.create();
    const { code, stderr, stdout } = await folder.run(...args);
    assert.match(stderr, says);
    assert.equal(code, 2, stderr);
    assert.equal(stdout, "");
    assert.deepEqual(await readdir(folder.path), []);
  });
}

/** The hand-tuned gait as YAML, with changes; undefined leaves a parameter out. */
function gaitOf(changes: Readonly<Record<string, number | undefined>>): string {
  const gait: Record<string, number | undefined> = { ...gaitStarts["hand-tuned"], ...changes };
  const given = Object.entries(gait).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => `${name}: ${value}`).join(", ");
}

const settings: readonly { name: string; yaml: string; says: RegExp }[] = [
  {
    name: "an unknown key",
    yaml: "iteratons: 3\n",
    says: /"iteratons" is not known\. Did you mean "iterations"\? Legal: env, start/,
  },
  { name: "a value of the wrong type", yaml: "iterations: many\n", says: /iterations: .*expected number/i },
  { name: "a value out of range", yaml: "perturbation: -1\n", says: /perturbation: / },
  { name: "text that is no YAML", yaml: "a: [1,\n", says: /is not YAML: [\s\S]*line/ },
  {
    name: "a start that leaves out a parameter or leaves its bounds",
    yaml: `start: {${gaitOf({ halfStride: 0.5, skew: undefined })}}\n`,
    says: /the start's halfStride must be 0 … 0\.\d+ m; got 0\.5\n.*skew must be .* got NaN/,
  },
  {
    name: "a start with an unknown parameter",
    yaml: `start: {${gaitOf({})}, stride: 1}\n`,
    says: /the start's gait parameter "stride" is not known\. .*Legal: frontStepHeight/,
  },
  { name: "a list", yaml: "- 1\n", says: /expected "key: value" lines/ },
];

for (const { name, yaml, says } of settings) {
  test(`${name} in a configuration file is named`, async () => {
    await using folder = await Folder.create();
    await writeFile(folder.file("my.yaml"), yaml);
    const { code, stderr } = await folder.run("tune", "--config", "my.yaml");
    assert.match(stderr, says);
    assert.match(stderr, /my\.yaml/);
    assert.equal(code, 2);
  });
}

test("evaluate and serve take a configuration file of their options, and name a key or a value that is not legal", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("key.yaml"), "lap: 3\n");
  const key = await folder.run("evaluate", "runs/x", "--config", "key.yaml");
  assert.match(key.stderr, /key\.yaml: the key "lap" is not known\. Did you mean "laps"\?/);
  assert.equal(key.code, 2);
  await writeFile(folder.file("value.yaml"), "envs: 0\n");
  const value = await folder.run("serve", "aibo", "--config", "value.yaml");
  assert.match(value.stderr, /value\.yaml: envs is 0\. Expected a whole number from 1 to 4096/);
  assert.equal(value.code, 2);
});

test("a reset option the simulator does not have is named, with the legal ones", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("my.yaml"), "options:\n  timestp: 0.001\n");
  const { code, stderr } = await folder.run("tune", "--config", "my.yaml");
  assert.match(stderr, /option of aibo "timestp" is not known\. Did you mean "timestep"\?/);
  assert.equal(code, 2);
  assert.deepEqual(await readdir(folder.path), ["my.yaml"]);
});

test("a runs folder that is a file is said so", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("runs"), "");
  const { code, stderr } = await folder.run("tune", "--run", "x");
  assert.match(stderr, /run runs\/x cannot be created/);
  assert.equal(code, 1);
});

test("a folder that is no run cannot be resumed or evaluated", async () => {
  await using folder = await Folder.create();
  for (const args of [
    ["tune", "--resume", "nowhere"],
    ["evaluate", "nowhere"],
  ]) {
    const { code, stderr } = await folder.run(...args);
    assert.match(stderr, /nowhere is not a run: expected a config\.yaml in it/);
    assert.equal(code, 1);
  }
});

test("an address where nobody listens is said so, within five seconds, and no run is left behind", async () => {
  await using folder = await Folder.create();
  const { code, stderr } = await folder.run("tune", `ipc://${folder.file("nobody.sock")}`);
  assert.match(stderr, /nobody listens at ipc:\/\/.*nobody\.sock .*start the server, or check the address/);
  assert.equal(code, 1);
  assert.deepEqual(await readdir(folder.path), []);
});
