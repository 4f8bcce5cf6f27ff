import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { clipActions } from "../../../src/env/clip.ts";
import { InvalidRequest } from "../../../src/env/env.ts";
import type { BoxSpace, Space } from "../../../src/env/space.ts";
import { clipAction } from "../../../src/env/wrappers/clip-action.ts";
import { scaleAction } from "../../../src/env/wrappers/scale-action.ts";
import { countingEnv } from "../../support/counting-env.ts";
import { echoEnv } from "../../support/spaces.ts";

describe("clipped actions", () => {
  test("are brought to the nearest bound, and their environments named", async () => {
    const env = clipAction(countingEnv());
    assert.equal(env.spec.outOfBounds, "clip");
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const actions = Float64Array.of(0.5, 0.25, -7, 0.5);
    const { rewards, clipped } = await env.step({ envIds: [1, 0], actions });
    assert.deepEqual([[...rewards], clipped, actions[2]], [[0.75, -0.5], [0], -7]);
    const inside = await env.step({ envIds: [0], actions: Float64Array.of(1, -1) });
    assert.equal("clipped" in inside, false);
  });

  test("are still refused when they are not finite", async () => {
    const env = clipAction(countingEnv());
    await env.reset({ envIds: [0], seeds: [1] });
    await assert.rejects(env.step({ envIds: [0], actions: Float64Array.of(NaN, 0) }), InvalidRequest);
  });

  test("of whole numbers too, whatever their width, leaf by leaf", () => {
    const wide: BoxSpace<"int64"> = {
      type: "box", dtype: "int64", shape: [1], low: Float64Array.of(-2), high: Float64Array.of(2), names: [], units: [],
    }; // biome-ignore format: one line
    const space: Space = {
      type: "dict",
      spaces: {
        wide,
        choice: { type: "discrete", count: 3, start: 1, names: [] },
        bits: { type: "multiBinary", shape: [2], names: [] },
      },
    };
    const actions = {
      wide: BigInt64Array.of(9n, -1n, 2n),
      choice: Int32Array.of(1, 0, 3),
      bits: Uint8Array.of(0, 1, 1, 0, 0, 7),
    };
    assert.deepEqual(clipActions(space, [4, 5, 6], actions), {
      actions: {
        wide: BigInt64Array.of(2n, -1n, 2n),
        choice: Int32Array.of(1, 1, 3),
        bits: Uint8Array.of(0, 1, 1, 0, 0, 1),
      },
      envIds: [4, 5, 6],
    });
    assert.equal(clipActions(wide, [0], BigInt64Array.of(1n)).actions[0], 1n);
  });
});

const bounded = (low: number, high: number): BoxSpace => ({
  type: "box",
  dtype: "float64",
  shape: [1],
  low: Float64Array.of(low),
  high: Float64Array.of(high),
  names: ["hip"],
  units: ["rad"],
});
const bounds = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
  .map(([low, width]) => [low + 0, low + width] as const);

describe("scaled actions", () => {
  test("go from one bound exactly to the other, in between in proportion and never beyond", async () => {
    await fc.assert(
      fc.asyncProperty(bounds, fc.double({ min: -1, max: 1, noNaN: true }), async ([low, high], a) => {
        const env = scaleAction(echoEnv(bounded(low, high), 3, Float64Array.of(0, 0, 0)) as never);
        const result = await env.step({ envIds: [0, 1, 2], actions: Float64Array.of(-1, 1, a) });
        const [first, second, between] = result.observations as unknown as Float64Array;
        assert.deepEqual([first, second], [low, high]);
        assert.ok(between! >= low && between! <= high);
        assert.ok(
          Math.abs(between! - (low + ((a + 1) / 2) * (high - low))) <=
            1e-9 * (1 + high - low + Math.abs(low)),
        );
      }),
    );
  });

  test("say their bounds are −1 and 1, and refuse what is beyond", async () => {
    const env = scaleAction(countingEnv());
    assert.deepEqual([...env.spec.actionSpace.low, ...env.spec.actionSpace.high], [-1, -1, 1, 1]);
    await env.reset({ envIds: [2], seeds: [1] });
    await assert.rejects(
      env.step({ envIds: [2], actions: Float64Array.of(0, 1.5) }),
      /environment 2, element 1 "push 1": expected a number from -1 to 1, got 1.5/,
    );
  });

  test("beyond the bounds are for the environment to clip where it does", async () => {
    const env = scaleAction(clipAction(countingEnv()));
    await env.reset({ envIds: [0], seeds: [1] });
    const { rewards, clipped } = await env.step({ envIds: [0], actions: Float64Array.of(2, -0.5) });
    assert.deepEqual([rewards[0], clipped], [0.5, [0]]);
  });

  test("are not possible without bounds, or without floats", () => {
    const endless = echoEnv(bounded(0, Infinity), 1, Float64Array.of(0)) as never;
    assert.throws(() => scaleAction(endless), /element 0 "hip" of echo goes from 0 to Infinity/);
    const choice = echoEnv({ type: "discrete", count: 2, start: 0, names: [] }, 1, Int32Array.of(0)) as never;
    assert.throws(() => scaleAction(choice), /the action to be a box of floats, got a discrete space/);
  });
});
