import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import fc from "fast-check";
import { loadCheckpoint, newestCheckpoint, saveCheckpoint } from "../../src/train/checkpoint.ts";
import { InvalidCheckpoint } from "../../src/train/checkpoint-file.ts";
import type { TrainState } from "../../src/train/state.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const state = (iteration: number, params = Float64Array.of(0.1 + 0.2, 1e-300, -1 / 3)): TrainState => ({
  iteration,
  params,
  optimizer: { count: iteration, moments: { m: Float64Array.of(1e22, 5e-324, 3) } },
  best: { iteration, params, meanReturn: 0.291 },
  partial: [
    {
      candidate: 2,
      repeat: 1,
      episode: {
        seed: 4294967295,
        return: 0.25,
        length: 1,
        terminated: true,
        truncated: false,
        reason: "finished",
        finalObservation: Float64Array.of(Number.NaN, 1),
      },
    },
  ],
});

test("what is loaded is what was saved, to the bit", async () => {
  await saveCheckpoint(folder, state(7));
  assert.deepEqual(await loadCheckpoint(join(folder, "000007.json")), state(7));
});

test("any finite parameters survive, to the bit", async () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0));
  await fc.assert(
    fc.asyncProperty(fc.array(double, { minLength: 1, maxLength: 20 }), async (values) => {
      await saveCheckpoint(folder, state(1, Float64Array.from(values)));
      assert.deepEqual((await loadCheckpoint(join(folder, "000001.json"))).params, Float64Array.from(values));
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("cut anywhere, a checkpoint is refused and never misread", async () => {
  await saveCheckpoint(folder, state(3));
  const file = join(folder, "000003.json");
  const whole = await readFile(file);
  // The last byte is the line end: without it the content is still complete.
  for (let length = 0; length < whole.length - 1; length += 7) {
    await writeFile(file, whole.subarray(0, length));
    await assert.rejects(
      loadCheckpoint(file),
      InvalidCheckpoint,
      `cut to ${length} of ${whole.length} bytes`,
    );
  }
});

test("one altered digit is noticed", async () => {
  await saveCheckpoint(folder, state(3));
  const file = join(folder, "000003.json");
  await writeFile(file, (await readFile(file, "utf8")).replace("0.291", "0.292"));
  await assert.rejects(loadCheckpoint(file), /altered: its content does not match its SHA-256/);
});

test("a checkpoint of another version says both versions", async () => {
  await saveCheckpoint(folder, state(3));
  const file = join(folder, "000003.json");
  await writeFile(file, (await readFile(file, "utf8")).replace('"version":1', '"version":9'));
  await assert.rejects(loadCheckpoint(file), /version 9, this Gaitway reads version 1/);
});

test("behind a half-written newest checkpoint the one before is found, and it is said", async () => {
  await saveCheckpoint(folder, state(1));
  await saveCheckpoint(folder, state(2));
  await writeFile(join(folder, "000003.json"), '{"format":"gaitway-chec');
  const found = await newestCheckpoint(folder);
  assert.equal(found?.state.iteration, 2);
  assert.equal(found?.passedOver.length, 1);
  assert.match(found?.passedOver[0] ?? "", /000003\.json.*cut short/);
});

test("the leftover of an interrupted write is not taken for a checkpoint", async () => {
  await saveCheckpoint(folder, state(1));
  await writeFile(join(folder, "000002.json.4711.tmp"), "half");
  assert.equal((await newestCheckpoint(folder))?.state.iteration, 1);
});

test("no checkpoint at all is undefined, only broken ones are an error", async () => {
  assert.equal(await newestCheckpoint(folder), undefined);
  await writeFile(join(folder, "000001.json"), "");
  await assert.rejects(newestCheckpoint(folder), /no checkpoint in .* is whole/);
});
