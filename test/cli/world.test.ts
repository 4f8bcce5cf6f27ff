/** A run goes on in the world it began in: other versions are refused and named, another build of the same version is told. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { codeFingerprint } from "../../src/cli/code-fingerprint.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { version } from "../../src/cli/version.ts";
import { requireSameWorld } from "../../src/cli/world.ts";
import { RunDirectory } from "../../src/train/run-directory.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
});
after(async () => await rm(folder, { recursive: true, force: true }));

describe("a run that goes on", () => {
  const env = { spec: { name: "cart", version: "3" } };
  const world = { env, backend: "wasm" };
  let run: RunDirectory;
  let warnings: string[];
  const log = { warn: (message: string) => void warnings.push(message) };
  const goOn = async (change: Record<string, string | undefined>): Promise<void> => {
    const began = JSON.parse(await run.read("world.json", "")) as Record<string, string>;
    await run.write("world.json", JSON.stringify({ ...began, ...change }));
    await requireSameWorld(run, world, log);
  };

  before(async () => {
    run = await RunDirectory.create(join(folder, "run"), "");
  });
  after(async () => await run[Symbol.asyncDispose]());
  beforeEach(async () => {
    warnings = [];
    await rm(run.file("world.json"), { force: true });
    await requireSameWorld(run, world, log);
  });

  for (const [key, was, is] of [
    ["gaitway", "0.1.0", version],
    ["environment", "boat", "cart"],
    ["environmentVersion", "2", "3"],
    ["backend", "tensorflow", "wasm"],
  ] as const)
    test(`with another ${key} is refused, and which it was is named`, async () => {
      await assert.rejects(goOn({ [key]: was }), (error) => {
        const named = `run cannot go on as it began: ${key} was ${was}, is ${is}. Bring back what`;
        return error instanceof UsageError && error.message.includes(named);
      });
    });

  test("in the same world has nothing to say, and what it began with stays written", async () => {
    const began = await run.read("world.json", "");
    await requireSameWorld(run, world, log);
    assert.deepEqual([warnings, await run.read("world.json", "")], [[], began]);
  });

  test("in another build of the same version goes on and says that its bits may differ", async () => {
    await goOn({ code: "another" });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /another build.*bits may differ from those of an uninterrupted/);
  });

  test("that began before builds were told apart goes on without a word", async () => {
    await goOn({ code: undefined });
    assert.deepEqual(warnings, []);
  });
});

describe("the fingerprint of code", () => {
  const rooms = ["math", "envs"];
  const build = async (name: string): Promise<string> => {
    const path = join(folder, name);
    await mkdir(join(path, "math", "deep"), { recursive: true });
    await mkdir(join(path, "envs"));
    await writeFile(join(path, "math", "deep", "exp.js"), "1");
    await writeFile(join(path, "envs", "cart.js"), "2");
    return path;
  };

  test("is the same wherever the same build lies, and blind to what does not run", async () => {
    const path = await build("here");
    const print = codeFingerprint(path, rooms);
    await cp(path, join(folder, "there"), { recursive: true });
    await writeFile(join(path, "math", "deep", "exp.d.ts"), "1");
    await mkdir(join(path, "cli"));
    await writeFile(join(path, "cli", "main.js"), "1");
    assert.equal(codeFingerprint(path, rooms), print);
    assert.equal(codeFingerprint(join(folder, "there"), rooms), print);
    assert.match(print, /^[0-9a-f]{64}$/);
  });

  test("is another when a file changes, moves or comes", async () => {
    const path = await build("changing");
    const prints = [codeFingerprint(path, rooms)];
    await writeFile(join(path, "math", "deep", "exp.js"), "3");
    prints.push(codeFingerprint(path, rooms));
    await rename(join(path, "math", "deep", "exp.js"), join(path, "math", "exp.js"));
    prints.push(codeFingerprint(path, rooms));
    await writeFile(join(path, "envs", "boat.js"), "");
    prints.push(codeFingerprint(path, rooms));
    assert.equal(new Set(prints).size, prints.length);
  });
});
