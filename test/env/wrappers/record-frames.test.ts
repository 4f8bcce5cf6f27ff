import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import type { Env } from "../../../src/env/env.ts";
import { animatedPng, frameOf } from "../../../src/env/wrappers/apng.ts";
import { type RecordFramesOptions, recordFrames } from "../../../src/env/wrappers/record-frames.ts";
import { createBowlEnv } from "../../support/bowl-env.ts";
import { type CountingOptions, countingEnv } from "../../support/counting-env.ts";
import { python, pythonTest } from "../../support/python.ts";

const push = (...envIds: number[]) => ({ envIds, actions: new Float64Array(envIds.length * 2) });

/** The pixels of each frame of a file whose pictures are one pixel, by reading its chunks. */
async function framesIn(path: string): Promise<number[][]> {
  const bytes = await readFile(path);
  const frames: number[][] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (name === "IDAT") frames.push([...inflateSync(content)].slice(1));
    if (name === "fdAT") frames.push([...inflateSync(content.subarray(4))].slice(1));
    at += length + 12;
  }
  return frames;
}

async function recorded(
  counting: CountingOptions,
  options: Partial<RecordFramesOptions>,
  run: (env: Env) => Promise<void>,
): Promise<{ folder: string; saved: string[] } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-frames-"));
  const saved: string[] = [];
  {
    await using env = recordFrames(countingEnv(counting), {
      folder,
      onSaved: (path) => saved.push(path.slice(folder.length + 1)),
      ...options,
    });
    await run(env);
  }
  return { folder, saved, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

describe("recorded frames", () => {
  test("are of the first episode of environment 0 unless others are chosen, from its reset to its end", async () => {
    await using record = await recorded({ episodeLength: 2 }, {}, async (env) => {
      await env.reset({ envIds: [0, 1], seeds: [7, 8] });
      await env.step(push(1, 0));
      await env.step(push(0, 1));
      await env.reset({ envIds: [0], seeds: [9] });
      await env.step(push(0));
    });
    assert.deepEqual(record.saved, ["env-0-episode-0000.png"]);
    assert.deepEqual(await framesIn(join(record.folder, record.saved[0]!)), [
      [7, 0, 0],
      [7, 1, 0],
      [7, 2, 0],
    ]);
  });

  test("of an episode cut short by a reset or by the end are saved as far as they go", async () => {
    const chosen = (envId: number) => envId === 1;
    await using record = await recorded({}, { chosen }, async (env) => {
      await env.reset({ envIds: [1], seeds: [7] });
      await env.step(push(1));
      await env.reset({ envIds: [1], seeds: [8] });
    });
    assert.deepEqual(record.saved, ["env-1-episode-0000.png", "env-1-episode-0001.png"]);
    assert.equal((await framesIn(join(record.folder, record.saved[0]!))).length, 2);
    assert.deepEqual(await framesIn(join(record.folder, record.saved[1]!)), [[8, 0, 0]]);
  });

  test("of an environment that resets itself in the next step go from episode to episode", async () => {
    const chosen = () => true;
    const options = { episodeLength: 1, autoresetMode: "nextStep", envCount: 1 } as const;
    await using record = await recorded(options, { chosen }, async (env) => {
      await env.reset({ envIds: [0], seeds: [7] });
      for (let step = 0; step < 3; step++) await env.step(push(0));
    });
    assert.deepEqual(record.saved, ["env-0-episode-0000.png", "env-0-episode-0001.png"]);
    assert.deepEqual(await framesIn(join(record.folder, record.saved[1]!)), [
      [8, 0, 0],
      [8, 1, 0],
    ]);
  });

  test("of an environment that resets itself in the same step lack the last one, which is not to be seen", async () => {
    const chosen = () => true;
    const options = { episodeLength: 2, autoresetMode: "sameStep", envCount: 1 } as const;
    await using record = await recorded(options, { chosen }, async (env) => {
      await env.reset({ envIds: [0], seeds: [7] });
      for (let step = 0; step < 3; step++) await env.step(push(0));
    });
    assert.deepEqual(await framesIn(join(record.folder, record.saved[0]!)), [
      [7, 0, 0],
      [7, 1, 0],
    ]);
    assert.deepEqual(await framesIn(join(record.folder, record.saved[1]!)), [
      [8, 0, 0],
      [8, 1, 0],
    ]);
  });

  test("of a lost episode end where it was lost", async () => {
    const lose = (_: number, step: number) => step === 2;
    await using record = await recorded({ lose }, {}, async (env) => {
      await env.reset({ envIds: [0], seeds: [7] });
      await env.step(push(0));
      await env.step(push(0));
      await env.reset({ envIds: [0], seeds: [8] });
    });
    assert.deepEqual(record.saved, ["env-0-episode-0000.png"]);
    assert.deepEqual(await framesIn(join(record.folder, record.saved[0]!)), [
      [7, 0, 0],
      [7, 1, 0],
    ]);
  });

  test("are a folder of pictures if that is asked", async () => {
    await using record = await recorded({ episodeLength: 1 }, { as: "pictures" }, async (env) => {
      await env.reset({ envIds: [0], seeds: [7] });
      await env.step(push(0));
    });
    const path = join(record.folder, "env-0-episode-0000");
    assert.deepEqual((await readdir(path)).sort(), ["step-00000.png", "step-00001.png"]);
    assert.deepEqual(await framesIn(join(path, "step-00001.png")), [[7, 1, 0]]);
  });

  test("need an environment that can be rendered", () => {
    assert.throws(() => recordFrames(createBowlEnv(), { folder: "x" }), /bowl cannot be rendered/);
  });

  test("that cannot be written are an error of the step, not silence", async () => {
    const folder = await mkdtemp(join(tmpdir(), "gaitway-frames-"));
    try {
      await writeFile(join(folder, "file"), "");
      const env = recordFrames(countingEnv({ episodeLength: 1 }), { folder: join(folder, "file") });
      await env.reset({ envIds: [0], seeds: [7] });
      await assert.rejects(env.step(push(0)), /EEXIST|ENOTDIR/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test("a video cannot change its size", async () => {
  const frame = (width: number) => frameOf({ width, height: 1, pixels: new Uint8Array(3 * width) });
  const frames = [await frame(1), await frame(2)];
  assert.throws(() => animatedPng(frames, 40), /1 × 1 pixels cannot go on with 2 × 1/);
});

pythonTest("a video is what another program sees in it: pixels, number of frames, time of each", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gaitway-frames-"));
  try {
    const path = join(folder, "video.png");
    const pictures = [0, 1, 2].map((n) =>
      Uint8Array.from({ length: 3 * 5 * 4 }, (_, i) => (i * 7 + n * 50) % 256),
    );
    const frames = await Promise.all(pictures.map((pixels) => frameOf({ width: 5, height: 4, pixels })));
    await writeFile(path, animatedPng(frames, 40));
    const script = `import json, sys
from PIL import Image, ImageSequence
with Image.open(sys.argv[1]) as image:
    image.verify()
with Image.open(sys.argv[1]) as image:
    seen = [(list(f.convert("RGB").tobytes()), f.info["duration"], f.size) for f in ImageSequence.Iterator(image)]
print(json.dumps(seen))`;
    const seen = JSON.parse(execFileSync(python, ["-c", script, path], { encoding: "utf8" }));
    assert.deepEqual(
      seen,
      pictures.map((pixels) => [[...pixels], 40, [5, 4]]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
