/** Derivatives of MuJoCo's steps over the wire, against central differences over the wire and against MuJoCo in this process. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, after as teardown } from "node:test";
import { Matrix } from "ml-matrix";
import { differentiableMujoco } from "../../../envs/mujoco/differentiable.ts";
import type { Linearization } from "../../../src/env/differentiable.ts";
import { connect } from "../../../src/index.ts";
import { cart } from "../../support/cart.ts";
import { python, pythonTest } from "../../support/python.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gaitway-test-"));
  await writeFile(join(folder, "cart.xml"), cart);
  await writeFile(join(folder, "cart.yaml"), "model: cart.xml\ncontrol_period: 0.03\n");
  process.env.GAITWAY_PYTHON = python;
});
teardown(() => rm(folder, { recursive: true }));

const matrix = (rows: number, data: Float64Array) =>
  Matrix.from1DArray(rows, data.length / rows, Array.from(data));

/** How the last observation and reward of some steps change with the first action: the chain rule over them. */
function throughSteps(records: readonly Linearization[]): number[] {
  const [first, ...rest] = records;
  const n = first!.rewardByState.length;
  let state = matrix(n, first!.nextByAction);
  for (const { nextByState } of rest.slice(0, -1)) state = matrix(n, nextByState).mmul(state);
  const { observationByState, rewardByState } = rest.at(-1)!;
  const seen = matrix(observationByState.length / n, observationByState).mmul(state);
  return [...seen.to1DArray(), ...matrix(1, rewardByState).mmul(state).to1DArray()];
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const size = Math.max(...Array.from(expected, Math.abs));
  assert.equal(actual.length, expected.length);
  for (const [j, value] of Array.from(expected).entries())
    assert.ok(
      Math.abs(actual[j]! - value) <= tolerance * size,
      `element ${j}: ${actual[j]}, expected ${value}`,
    );
}

for (const [name, processes] of [
  ["gym:Reacher-v5", 1],
  ["gym:HalfCheetah-v5", 0],
] as const)
  pythonTest(
    `${name} knows how three steps change with the first action, as differences over its states have it`,
    async () => {
      await using env = await connect(name, { envs: 2, processes });
      const [state, linearize] = [env.state!, env.linearize!];
      const size = env.spec.actionSpace.low.length;
      const act = (push: number) => Float64Array.from({ length: size }, (_, j) => push + 0.1 * j);
      await env.reset({ envIds: [0, 1], seeds: [3, 4] });
      await env.step({ envIds: [1], actions: act(0.3) });
      const [start] = await state.get([1]);
      const actions = [act(0.2), act(-0.3), act(0.1)];
      const records: Linearization[] = [];
      for (const action of actions) {
        records.push((await linearize({ envIds: [1], actions: action }))[0]!);
        await env.step({ envIds: [1], actions: action });
      }
      // Actions are float32 there: far enough apart to be told exactly.
      const away = 2 ** -12;
      const outcome = async (by: number): Promise<number[]> => {
        await state.set([1], [start!]);
        const first = Float64Array.from(actions[0]!, (x, j) => Math.fround(x) + (j === 0 ? by : 0));
        await env.step({ envIds: [1], actions: first });
        await env.step({ envIds: [1], actions: actions[1]! });
        const { observations, rewards } = await env.step({ envIds: [1], actions: actions[2]! });
        return [...observations, ...rewards];
      };
      const [more, less] = [await outcome(away), await outcome(-away)];
      const differences = more.map((x, i) => (x - less[i]!) / (2 * away));
      const first = throughSteps(records).filter((_, i) => i % size === 0);
      assertClose(first, differences, 1e-3);
    },
  );

pythonTest("a MuJoCo file has the Jacobians that MuJoCo in this process gives of it", async () => {
  await using env = await connect(`mujoco:${join(folder, "cart.yaml")}`);
  await env.reset({ envIds: [0], seeds: [1] });
  for (const push of [0.8, -0.3, 0.5]) await env.step({ envIds: [0], actions: Float64Array.of(push) });
  const before = await env.state!.get([0]);
  const [record] = await env.linearize!({ envIds: [0], actions: Float64Array.of(0.7) });
  assert.deepEqual(await env.state!.get([0]), before, "it is where it was");
  const nothing = { reward: 0, terminated: false, rewardByState: new Float64Array(), rewardByAction: new Float64Array(), rewardByNext: new Float64Array() }; // biome-ignore format: one line
  using here = await differentiableMujoco({ name: "cart", xml: cart, substeps: 3, reward: () => nothing });
  let state: Float64Array = new Float64Array(5);
  for (const push of [0.8, -0.3, 0.5]) state = here.step(state, Float64Array.of(push)).next;
  const expected = here.step(state, Float64Array.of(0.7));
  assertClose(record!.nextByState, expected.nextByState, 1e-7);
  assertClose(record!.nextByAction, expected.nextByAction, 1e-7);
});

pythonTest(
  "InvertedPendulum has derivatives under Runge and Kutta too, and a reward that has none",
  async () => {
    await using env = await connect("gym:InvertedPendulum-v5");
    await env.reset({ envIds: [0], seeds: [1] });
    const [record] = await env.linearize!({ envIds: [0], actions: Float64Array.of(0.5) });
    // It pays 1 a step, whatever is done: nothing to be learned along its paths.
    assert.deepEqual(record!.rewardByState, new Float64Array(4));
    assert.ok(record!.nextByAction.every((x) => Math.abs(x) > 0));
  },
);

pythonTest("an environment without a simulation that is known has no derivatives", async () => {
  await using env = await connect("gym:Pendulum-v1");
  assert.equal(env.linearize, undefined);
});
