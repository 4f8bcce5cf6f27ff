import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AutoresetMode } from "../../../src/env/env.ts";
import type { BoxSpace, Space } from "../../../src/env/space.ts";
import { frameStack } from "../../../src/env/wrappers/frame-stack.ts";
import { countingEnv } from "../../support/counting-env.ts";
import { echoEnv } from "../../support/spaces.ts";
import { drive, type Event, walk } from "./drive.ts";

const SIZE = 3;
const FRAMES = 3;

/** The stacks by the book: a list of all frames of each episode, of which the last are taken. */
function naive(events: readonly Event[], autoresetMode: AutoresetMode): number[][][] {
  const history = new Map<number, number[][]>();
  const over = new Set<number>();
  const stack = (frames: number[][]) =>
    Array.from({ length: FRAMES }, (_, k) => frames[Math.max(0, frames.length - FRAMES + k)]!).flat();
  return events.map((event) => {
    const { envIds, observations } = event.result;
    return envIds.flatMap((envId, i) => {
      const frame = [...observations.subarray(i * SIZE, (i + 1) * SIZE)];
      const past = history.get(envId) ?? [];
      if (event.kind === "reset" || over.delete(envId)) {
        over.delete(envId);
        history.set(envId, [frame]);
        return [stack([frame])];
      }
      const { terminated, lost = [], final } = event.result;
      if (lost.includes(envId)) return [stack(past)];
      const last = final?.envIds.indexOf(envId) ?? -1;
      if (last >= 0) {
        const frames = [...past, [...final!.observations.subarray(last * SIZE, (last + 1) * SIZE)]];
        history.set(envId, [frame]);
        return [stack([frame]), stack(frames)];
      }
      if (terminated[i] && autoresetMode === "nextStep") over.add(envId);
      history.set(envId, [...past, frame]);
      return [stack([...past, frame])];
    });
  });
}

/** The stacks of an environment that was wrapped, in the order of `naive`. */
function stacks(events: readonly Event[]): number[][][] {
  const row = (rows: Float64Array, i: number) => [
    ...rows.subarray(i * SIZE * FRAMES, (i + 1) * SIZE * FRAMES),
  ];
  return events.map(({ kind, result }) =>
    result.envIds.flatMap((envId, i) => {
      const last = kind === "step" ? (result.final?.envIds.indexOf(envId) ?? -1) : -1;
      const now = row(result.observations, i);
      return last < 0 || kind !== "step" ? [now] : [now, row(result.final!.observations, last)];
    }),
  );
}

describe("stacked frames", () => {
  for (const autoresetMode of ["disabled", "sameStep", "nextStep"] as const) {
    test(`are the last ones of the episode, on any walk (${autoresetMode})`, async () => {
      const lose = (envId: number, step: number) => envId === 1 && step === 3;
      const make = () => countingEnv({ envCount: 3, episodeLength: 4, autoresetMode, lose });
      await fc.assert(
        fc.asyncProperty(walk(3), async (steps) => {
          const plain = await drive(make(), steps);
          const stacked = await drive(frameStack(make(), { frames: FRAMES }), steps);
          assert.deepEqual(stacks(stacked), naive(plain, autoresetMode));
        }),
      );
    });
  }

  test("have a space of their own, for images in a tree too", async () => {
    const pixel: BoxSpace<"uint8"> = {
      type: "box", dtype: "uint8", shape: [1, 2], low: Float64Array.of(0, 1), high: Float64Array.of(9, 9), names: [], units: [],
    }; // biome-ignore format: one line
    const tree: Space = { type: "tuple", spaces: [pixel] };
    const env = frameStack(echoEnv(tree, 1, [Uint8Array.of(1, 2)]), { frames: 2 });
    const stacked = (env.spec.observationSpace as { spaces: readonly BoxSpace<"uint8">[] }).spaces[0]!;
    assert.deepEqual(
      [stacked.shape, [...stacked.low], [...stacked.high]],
      [
        [2, 1, 2],
        [0, 1, 0, 1],
        [9, 9, 9, 9],
      ],
    );
    const { observations } = await env.reset({ envIds: [0], seeds: [1] });
    assert.deepEqual(observations, [Uint8Array.of(1, 2, 1, 2)]);
    const next = await env.step({ envIds: [0], actions: [Uint8Array.of(3, 4)] });
    assert.deepEqual(next.observations, [Uint8Array.of(1, 2, 3, 4)]);
  });

  test("are of boxes only, and offer no states", () => {
    const choice: Space = {
      type: "dict",
      spaces: { gear: { type: "discrete", count: 2, start: 0, names: [] } },
    };
    assert.throws(
      () => frameStack(echoEnv(choice, 1, {}), { frames: 2 }),
      /frameStack expects boxes; the observation.gear is a discrete space/,
    );
    assert.equal(frameStack(countingEnv(), { frames: 2 }).state, undefined);
    assert.throws(() => frameStack(countingEnv(), { frames: 1.5 }), /got 1.5/);
  });
});
