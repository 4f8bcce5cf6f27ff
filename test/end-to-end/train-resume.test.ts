/** `gaitway train --resume` where something is not as it was when the run began. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { Folder } from "../support/command.ts";

test("another version of code or environment is refused and named; another build of the code is told, and goes on", async () => {
  await using folder = await Folder.create();
  const small = ["--method", "ars", "--steps", "100", "--set", "evaluateEvery=0", "--run", "x"];
  const begun = await folder.run("train", "toy:linear-quadratic", ...small);
  assert.equal(begun.code, 0, begun.stderr);
  const world = JSON.parse(await folder.read("runs", "x", "world.json")) as Record<string, string>;
  const goOn = async (change: Record<string, string>) => {
    await writeFile(folder.file("runs", "x", "world.json"), JSON.stringify({ ...world, ...change }));
    return await folder.run("train", "--resume", "runs/x");
  };

  const other = await goOn({ gaitway: "0.1.0", environmentVersion: "0" });
  assert.match(
    other.stderr,
    /cannot go on as it began: gaitway was 0\.1\.0, is .*; environmentVersion was 0, is 1/,
  );
  assert.equal(other.code, 2);

  const rebuilt = await goOn({ code: "another" });
  assert.match(rebuilt.stderr, /the code is not what began runs\/x, though its version is/);
  assert.equal(rebuilt.code, 0);
});
