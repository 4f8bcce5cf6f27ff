/**
 * What `expect` promises the compiler and what it checks at run time. The assignments below are the type tests: a line
 * under @ts-expect-error that compiled would fail the build.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expectation } from "../../src/env/expect.ts";
import { requireExpected } from "../../src/env/expect.ts";
import type { ConnectOptions, RemoteEnv } from "../../src/env/remote.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import type { AnyBatch, Space } from "../../src/env/space.ts";
import { SpecMismatch } from "../../src/transport/errors.ts";
import { countingEnv } from "../support/counting-env.ts";
import { echoEnv } from "../support/spaces.ts";

/** Only compiled. */
export async function types(): Promise<void> {
  const boxes = await connect("ipc://x");
  const floats: Float64Array = (await boxes.step({ envIds: [0], actions: Float64Array.of(1) })).observations;
  // @ts-expect-error boxes of floats take Float64Array
  await boxes.step({ envIds: [0], actions: Int32Array.of(1) });

  const cartPole = await connect("ipc://x", { expect: { action: "discrete" }, timeoutMs: 1 });
  const count: number = cartPole.spec.actionSpace.count;
  const pole: Float64Array = (await cartPole.step({ envIds: [0], actions: Int32Array.of(1) })).observations;
  // @ts-expect-error choices are whole numbers
  await cartPole.step({ envIds: [0], actions: Float64Array.of(1) });

  const expect = {
    observation: { camera: "box:uint8", legs: ["box", "text"] },
    action: "multiBinary",
  } as const;
  const robot = await connect("ipc://x", { expect });
  const { observations } = await robot.reset({ envIds: [0], seeds: [1] });
  const pixels: Uint8Array = observations.camera;
  const legs: readonly [Float64Array, readonly string[]] = observations.legs;
  // @ts-expect-error there is no such branch
  observations.tail;

  const any = await connect("ipc://x", { expect: "any" });
  const whatever: AnyBatch = (await any.recv(1)).observations;
  // @ts-expect-error not known to be floats
  const wrong: Float64Array = whatever;
  // @ts-expect-error no such word
  await connect("ipc://x", { expect: { action: "integer" } });

  // Whatever its spaces, it is an environment.
  const all: RemoteEnv<Space, Space>[] = [boxes, cartPole, robot, any];
  const options: ConnectOptions = { expect };
  void [floats, count, pole, pixels, legs, wrong, all, options];
}

test("a server that offers what is expected is accepted, in whatever order the keys are", () => {
  const bit: Space = { type: "multiBinary", shape: [1], names: [] };
  const { spec } = echoEnv({ type: "dict", spaces: { b: bit, a: { type: "tuple", spaces: [bit] } } }, 1, {});
  const word = { a: ["multiBinary"], b: "multiBinary" } as const;
  requireExpected("ipc://here", spec, { observation: word, action: word });
  requireExpected("ipc://here", spec, "any");
});

test("a server that offers something else is refused with the literal to write", async () => {
  await using server = await serve(countingEnv(), { endpoint: "ipc://*" });
  const wrong: Expectation = { action: "discrete" };
  await assert.rejects(connect(server.endpoint, { expect: wrong }), (error) => {
    assert.ok(error instanceof SpecMismatch);
    assert.equal(
      error.what,
      `counting at ${server.endpoint}: expected the action to be "discrete", got "box"`,
    );
    assert.equal(error.remedy, 'write connect(uri, { expect: { observation: "box", action: "box" } })');
    return true;
  });
});

test("the literal of a tree is one that TypeScript reads", () => {
  const choice: Space = { type: "discrete", count: 2, start: 0, names: [] };
  const bytes: Space = {
    type: "box",
    dtype: "uint8",
    shape: [],
    low: Float64Array.of(0),
    high: Float64Array.of(1),
    names: [],
    units: [],
  };
  const tree: Space = {
    type: "dict",
    spaces: { "left leg": choice, eye: { type: "tuple", spaces: [bytes] } },
  };
  assert.throws(
    () => requireExpected("ipc://here", echoEnv(tree, 1, {}).spec, {}),
    /observation: \{ eye: \["box:uint8"\], "left leg": "discrete" \}, action: \{ eye/,
  );
});
