/** Derivatives of steps over a wire: what the environment says there arrives here, and what contradicts itself is refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { InvalidRequest, ResetNeeded } from "../../src/env/env.ts";
import { linearizationsIn, linearizationTensors } from "../../src/env/linearization-codec.ts";
import { connect } from "../../src/env/remote.ts";
import { serve } from "../../src/env/serve.ts";
import { differentiableToy } from "../../src/env/toys/tasks.ts";
import { SpecMismatch } from "../../src/transport/errors.ts";
import { float64Tensor, type Tensor } from "../../src/transport/tensor.ts";
import { countingEnv } from "../support/counting-env.ts";

async function pair(local = differentiableToy("toy:pendulum", 3)) {
  const server = await serve(local, { endpoint: "ipc://*", onWarning: () => {} });
  const env = await connect(server.endpoint, { timeoutMs: 5_000 });
  const dispose = async () => {
    await env[Symbol.asyncDispose]();
    await server.close();
  };
  return { env, [Symbol.asyncDispose]: dispose };
}

const torques = { envIds: [2, 0], actions: Float64Array.of(0.5, -3) };

describe("derivatives over a wire", { timeout: 20_000 }, () => {
  test("are those of the environment, to the bit, in the order that was asked for", async () => {
    await using both = await pair();
    const here = differentiableToy("toy:pendulum", 3);
    const begin = { envIds: [0, 2], seeds: [4, 5] };
    await Promise.all([both.env.reset(begin), here.reset(begin)]);
    const records = await both.env.linearize!(torques);
    assert.deepEqual(records, await here.linearize!(torques));
    assert.notDeepEqual(records[0], records[1]);
  });

  test("move nothing: the step afterwards is the step without", async () => {
    await using both = await pair();
    const begin = { envIds: [0, 2], seeds: [4, 5] };
    await both.env.reset(begin);
    const { simulateTime: _before, ...expected } = await both.env.step(torques);
    await both.env.reset(begin);
    await both.env.linearize!(torques);
    const { simulateTime: _after, ...stepped } = await both.env.step(torques);
    assert.deepEqual(stepped, expected);
  });

  test("are refused where no episode runs, and for actions that a step would refuse", async () => {
    await using both = await pair();
    await assert.rejects(both.env.linearize!(torques), ResetNeeded);
    await both.env.reset({ envIds: [0, 2], seeds: [4, 5] });
    const nan = { envIds: [0], actions: Float64Array.of(Number.NaN) };
    await assert.rejects(both.env.linearize!(nan), InvalidRequest);
    await assert.rejects(both.env.linearize!({ ...torques, envIds: [7, 0] }), InvalidRequest);
  });

  test("are not offered by an environment that has none", async () => {
    await using both = await pair(countingEnv() as never);
    assert.equal(both.env.linearize, undefined);
    assert.ok(!both.env.channel.peer.capabilities.includes("linearize"));
  });
});

describe("tensors of derivatives", () => {
  const sizes = { observation: 2, action: 1 };
  const record = {
    nextByState: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
    nextByAction: Float64Array.of(10, 11, 12),
    observationByState: Float64Array.of(13, 14, 15, 16, 17, 18),
    observationByAction: Float64Array.of(19, 20),
    rewardByState: Float64Array.of(21, 22, 23),
    rewardByAction: Float64Array.of(24),
  };
  const refuse = (what: string): never => {
    throw new SpecMismatch(what, "");
  };
  const good = linearizationTensors([record, record], sizes);

  test("read back as the same records", () =>
    assert.deepEqual(linearizationsIn(good, 2, sizes, refuse), [record, record]));

  const changed = (at: number, tensor: Tensor) => good.with(at, tensor);
  for (const [what, tensors] of [
    ["none", []],
    ["one too few", good.slice(0, 5)],
    ["one too many", [...good, good[0]!]],
    ["another element type", changed(5, { dtype: "float32", shape: [2, 1], data: Float32Array.of(1, 2) })],
    ["another number of environments", linearizationTensors([record], sizes)],
    ["two sizes of state", changed(4, float64Tensor(new Float64Array(4), [2, 2]))],
    ["no state at all", changed(4, float64Tensor(new Float64Array(), [2, 0]))],
    ["two in each other's place", good.with(0, good[1]!).with(1, good[0]!)],
  ] as [string, readonly Tensor[]][])
    test(`are refused: ${what}`, () =>
      assert.throws(() => linearizationsIn(tensors, 2, sizes, refuse), /expected float64 tensors/));
});
