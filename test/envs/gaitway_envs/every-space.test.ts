/** A user's class with every space there is, nested, behind the real Python server: nothing is changed on the way. */
import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after as teardown } from "node:test";
import { connect } from "../../../src/index.ts";
import { python, pythonTest } from "../../support/python.ts";

const module = `
import gymnasium
import numpy as np
from gymnasium import spaces

EVERY = spaces.Dict({
    "camera": spaces.Box(0, 255, (2, 3, 3), np.uint8),
    "arm": spaces.Tuple((
        spaces.Box(-np.inf, np.inf, (2,), np.float32),
        spaces.Box(np.array([-1.0, -np.inf]), np.array([1.0, 5.0]), dtype=np.float64),
        spaces.Dict({"grip": spaces.Discrete(3, start=-1), "buttons": spaces.MultiBinary((2, 2))}),
    )),
    "gears": spaces.MultiDiscrete([2, 5], start=[0, 10]),
    "count": spaces.Box(-(2**62), 2**62, (1,), np.int64),
    "ready": spaces.Box(0, 1, (2,), np.bool_),
    "label": spaces.Text(max_length=6, min_length=0, charset="abcäß€🦊"),
})


class Echo(gymnasium.Env):
    """Gives an action back as it came, if it came as Gymnasium has it; a reset observes the last action again."""

    observation_space = EVERY
    action_space = EVERY

    def __init__(self):
        self.last = EVERY.sample()

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        return self.last, {}

    def step(self, action):
        if not EVERY.contains(action):
            raise ValueError(f"not in the space: {action}")
        self.last = action
        return action, float(action["arm"][2]["grip"]), False, action["label"] == "", {}
`;

/** For two environments. */
const batch = {
  arm: [
    Float64Array.of(1.5, -0.25, 3, 1e30).map(Math.fround),
    Float64Array.of(-1, Math.PI, 1, -1e300),
    { buttons: Uint8Array.of(1, 0, 0, 1, 0, 1, 1, 0), grip: Int32Array.of(-1, 1) },
  ],
  camera: Uint8Array.from({ length: 36 }, (_, i) => (i * 7) % 256),
  count: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 62n)),
  gears: Int32Array.of(0, 10, 1, 14),
  label: ["aß€🦊", ""],
  ready: Uint8Array.of(1, 0, 0, 1),
} as const;

let folder: string;
before(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "gaitway-test-")));
  await writeFile(join(folder, "every.py"), module);
  process.chdir(folder);
  process.env.GAITWAY_PYTHON = python;
});
teardown(async () => {
  process.chdir(tmpdir());
  await rm(folder, { recursive: true });
});

for (const processes of [0, 2]) {
  pythonTest(`every space passes unharmed, nested, with ${processes} processes`, async () => {
    await using env = await connect("python:every:Echo", { envs: 2, processes, expect: "any" });
    await env.reset({ envIds: [0, 1], seeds: [1, 2] });
    const step = await env.step({ envIds: [0, 1], actions: batch });
    assert.deepEqual(step.lost ?? [], [], step.reasons.join());
    assert.deepEqual(step.observations, batch);
    assert.deepEqual([...step.rewards], [-1, 1]);
    assert.deepEqual(step.truncated, [false, true]);
    const again = await env.reset({ envIds: [1], seeds: [3] });
    assert.deepEqual(again.observations, {
      arm: [
        batch.arm[0].slice(2),
        batch.arm[1].slice(2),
        { buttons: Uint8Array.of(0, 1, 1, 0), grip: Int32Array.of(1) },
      ],
      camera: batch.camera.slice(18),
      count: batch.count.slice(1),
      gears: Int32Array.of(1, 14),
      label: [""],
      ready: Uint8Array.of(0, 1),
    });
  });
}

pythonTest("the spec tells every space as the class has it", async () => {
  await using env = await connect("python:every:Echo", { expect: "any" });
  const { observationSpace, actionSpace } = env.spec;
  assert.deepEqual(observationSpace, actionSpace);
  assert.ok(observationSpace.type === "dict");
  assert.deepEqual(Object.keys(observationSpace.spaces).sort(), Object.keys(batch).sort());
  const { arm, gears, label } = observationSpace.spaces;
  assert.ok(arm?.type === "tuple" && gears?.type === "multiDiscrete" && label?.type === "text");
  const [, bounded, hand] = arm.spaces;
  assert.ok(bounded?.type === "box" && hand?.type === "dict");
  assert.deepEqual([...bounded.low, ...bounded.high], [-1, Number.NEGATIVE_INFINITY, 1, 5]);
  assert.deepEqual(hand.spaces.grip, { type: "discrete", count: 3, start: -1, names: [] });
  assert.deepEqual(
    [gears.counts, gears.starts],
    [
      [2, 5],
      [0, 10],
    ],
  );
  assert.deepEqual([...label.charset].sort(), [..."abcäß€🦊"].sort());
});

pythonTest(
  "an environment of Gymnasium whose observation is a tuple has its types from the program",
  async () => {
    await using env = await connect("gym:Blackjack-v1", {
      envs: 2,
      expect: { observation: ["discrete", "discrete", "discrete"], action: "discrete" },
    });
    await env.reset({ envIds: [0, 1], seeds: [4, 4] });
    const { observations } = await env.step({ envIds: [0, 1], actions: Int32Array.of(0, 0) });
    const [mine, dealer, ace] = observations;
    assert.equal(mine[0], mine[1], "the same seed deals the same cards");
    assert.ok(dealer.every((card) => card >= 1 && card <= 10));
    assert.ok(ace instanceof Int32Array);
  },
);
