import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { curveKeyPair } from "zeromq";
import { KeyUnusable } from "../../src/transport/errors.ts";
import { makeKeys, readAllowed, readKeyPair, readPublicKey } from "../../src/transport/keys.ts";
import { fromZ85, toZ85 } from "../../src/transport/z85.ts";
import { python, pythonTest } from "../support/python.ts";

const directory = mkdtempSync(join(tmpdir(), "gaitway-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string) => join(directory, name);

const unusable = (what: RegExp, remedy: RegExp) => (error: unknown) => {
  assert.ok(error instanceof KeyUnusable, String(error));
  assert.match(error.what, what);
  assert.match(error.remedy, remedy);
  return true;
};

test("Z85 writes the example of its specification, and reads back whatever it wrote", () => {
  const example = Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b);
  assert.equal(toZ85(example), "HelloWorld");
  assert.deepEqual(fromZ85("HelloWorld"), example);
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      assert.deepEqual(fromZ85(toZ85(bytes)), bytes);
    }),
    { numRuns: 200, seed: 1 },
  );
  for (const bad of ["Hello", "World ", "Hell", "~~~~~", "#####"]) {
    // "Hello" alone is four bytes; the others are too short, too long, of other characters, or beyond 32 bits.
    assert.equal(fromZ85(bad) === undefined, bad !== "Hello", bad);
  }
});

test("a pair is a public file and a secret one that only its owner may read", async () => {
  const made = await makeKeys("dog", file("made"));
  assert.deepEqual(readdirSync(file("made")).sort(), ["dog.key", "dog.key_secret"]);
  assert.equal(statSync(made.secretKeyFile).mode & 0o777, 0o600);
  assert.equal(await readPublicKey(made.publicKeyFile), made.publicKey);
  const pair = await readKeyPair(made.secretKeyFile);
  assert.equal(pair.publicKey, made.publicKey);
  assert.ok(!readFileSync(made.publicKeyFile, "utf8").includes(pair.secretKey));
});

test("a pair is never overwritten, nor half of one left where the other half is", async () => {
  const { publicKeyFile, secretKeyFile } = await makeKeys("kept", directory);
  const before = [readFileSync(publicKeyFile, "utf8"), readFileSync(secretKeyFile, "utf8")];
  await assert.rejects(makeKeys("kept", directory), unusable(/kept\.key_secret exists/, /another name/));
  assert.deepEqual([readFileSync(publicKeyFile, "utf8"), readFileSync(secretKeyFile, "utf8")], before);
  rmSync(secretKeyFile);
  await assert.rejects(makeKeys("kept", directory), unusable(/kept\.key exists/, /another name/));
  assert.throws(() => statSync(secretKeyFile), { code: "ENOENT" });
});

test("a name that would leave the folder is refused", async () => {
  for (const name of ["../dog", "", ".hidden", "a b"]) {
    await assert.rejects(makeKeys(name, directory), unusable(/expected a name/, /another/));
  }
});

test("each file that is no usable key is refused for what it is", async () => {
  const { publicKeyFile, secretKeyFile } = await makeKeys("cat", directory);
  const other = curveKeyPair();
  writeFileSync(file("text.key"), "hello");
  writeFileSync(file("short.key"), readFileSync(publicKeyFile, "utf8").replace(/.{3}"\n/, '"\n'));
  const mixed = readFileSync(secretKeyFile, "utf8").replace(
    /public-key = .*/,
    `public-key = "${other.publicKey}"`,
  );
  writeFileSync(file("mixed.key_secret"), mixed, { mode: 0o600 });
  await assert.rejects(readPublicKey(file("none.key")), unusable(/there is no .*none\.key/, /gaitway keys/));
  await assert.rejects(readPublicKey(directory), unusable(/cannot read/, /a file/));
  await assert.rejects(readPublicKey(file("text.key")), unusable(/public key .* got none/, /no CURVE key/));
  await assert.rejects(readPublicKey(file("short.key")), unusable(/got 37 others/, /cut short/));
  await assert.rejects(readPublicKey(secretKeyFile), unusable(/holds a secret one/, /NAME\.key/));
  await assert.rejects(readKeyPair(publicKeyFile), unusable(/a public one only/, /key_secret/));
  await assert.rejects(readKeyPair(file("mixed.key_secret")), unusable(/not a pair/, /edited/));
  chmodSync(secretKeyFile, 0o640);
  await assert.rejects(readKeyPair(secretKeyFile), unusable(/by others \(mode 640\)/, /chmod 600/));
});

test("a list is read from files and from the *.key files of folders", async () => {
  const [one, two, three] = [await makeKeys("one", file("list")), await makeKeys("two", file("list")), await makeKeys("three", directory)]; // biome-ignore format: short
  const expected = new Set([one.publicKey, two.publicKey, three.publicKey]);
  assert.deepEqual(await readAllowed([file("list"), three.publicKeyFile]), expected);
  await assert.rejects(readAllowed(file("nowhere")), unusable(/there is no/, /check the path/));
});

pythonTest("pyzmq reads a pair made here, and a pair of its own is read here", async () => {
  const { publicKey, publicKeyFile, secretKeyFile } = await makeKeys("ours", directory);
  const script = `
import sys, zmq.auth
for path in sys.argv[2:]:
    print(*(key.decode() if key else "-" for key in zmq.auth.load_certificate(path)))
zmq.auth.create_certificates(sys.argv[1], "theirs")
print(zmq.auth.load_certificate(sys.argv[1] + "/theirs.key_secret")[1].decode())`;
  const printed = execFileSync(python, ["-c", script, directory, publicKeyFile, secretKeyFile], {
    encoding: "utf8",
  });
  const [ofPublic, ofSecret, theirSecret] = printed.trim().split("\n");
  const { secretKey } = await readKeyPair(secretKeyFile);
  assert.deepEqual([ofPublic, ofSecret], [`${publicKey} -`, `${publicKey} ${secretKey}`]);
  chmodSync(file("theirs.key_secret"), 0o600);
  const theirs = await readKeyPair(file("theirs.key_secret"));
  assert.equal(theirs.secretKey, theirSecret);
  assert.equal(await readPublicKey(file("theirs.key")), theirs.publicKey);
});
