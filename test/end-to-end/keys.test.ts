import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { readKeyPair, readPublicKey } from "../../src/transport/keys.ts";
import { Folder } from "../support/command.ts";

test("gaitway keys makes a pair, says what to do with it, and never overwrites it", async () => {
  await using folder = await Folder.create();
  const first = await folder.run("keys", "robot");
  assert.equal(first.code, 0, first.stderr);
  const publicKey = await readPublicKey(folder.file(".gaitway", "keys", "robot.key"));
  const pair = await readKeyPair(folder.file(".gaitway", "keys", "robot.key_secret"));
  assert.equal(pair.publicKey, publicKey);
  assert.ok(first.stdout.includes(publicKey));
  assert.ok(!first.stdout.includes(pair.secretKey));
  assert.match(first.stdout, /serve with it .*--keys \.gaitway\/keys\/robot\.key_secret --allow/);
  const second = await folder.run("keys", "robot");
  assert.equal(second.code, 1);
  assert.match(second.stderr, /robot\.key_secret exists; nothing was overwritten/);
  assert.equal(
    (await readKeyPair(folder.file(".gaitway", "keys", "robot.key_secret"))).secretKey,
    pair.secretKey,
  );
});

test("gaitway keys --json names the files and the public key, never the secret one", async () => {
  await using folder = await Folder.create();
  const { code, stdout } = await folder.run("keys", "laptop", "--dir", folder.file("mine"), "--json");
  assert.equal(code, 0);
  const made = JSON.parse(stdout);
  assert.deepEqual(Object.keys(made), ["publicKeyFile", "secretKeyFile", "publicKey"]);
  assert.equal(made.publicKey, await readPublicKey(made.publicKeyFile));
  assert.equal(statSync(made.secretKeyFile).mode & 0o777, 0o600);
});

test("a run reaches a simulator that lets in only its key, and is recorded", {
  timeout: 120_000,
}, async () => {
  await using folder = await Folder.create();
  await folder.run("keys", "robot");
  await folder.run("keys", "laptop", "--dir", "friends");
  const server = folder.start(
    ...["serve", "aibo", "--bind", "tcp://127.0.0.1:*", "--json"],
    ...["--keys", ".gaitway/keys/robot.key_secret", "--allow", "friends"],
  );
  const [, endpoint = ""] = await server.shows(/"endpoint":"([^"]+)"/);
  const short = ["--iterations", "1", "--episodes", "1", "--candidates", "3", "--held-out-laps", "2"];
  const keys = ["--keys", "friends/laptop.key_secret", "--server-key", ".gaitway/keys/robot.key"];
  const run = await folder.run("tune", endpoint, ...short, ...keys, "--record", "wire.mcap", "--run", "mine");
  assert.equal(run.code, 0, run.stderr);
  assert.ok(statSync(folder.file("wire.mcap")).size > 0);
  const refused = await folder.run("tune", endpoint, ...short);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /lets in only agents with a key, and none was given/);
  const half = await folder.run("tune", endpoint, "--keys", "friends/laptop.key_secret");
  assert.equal(half.code, 2);
  assert.match(half.stderr, /--server-key SERVER\.key is missing/);
  server.child.kill("SIGTERM");
  await server.finished;
});
