import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { differentiableMujoco } from "../../../envs/mujoco/differentiable.ts";
import { followPath } from "../../../src/estimator/path.ts";
import { pathwiseGradient } from "../../../src/estimator/pathwise.ts";
import { createRng } from "../../../src/math/random.ts";
import { norm } from "../../../src/math/vector.ts";
import { mlp } from "../../../src/policy/network/dense/mlp.ts";
import { cart } from "../../support/cart.ts";

/** −(x′² + 2φ′² + 0.01 a²). */
const reward = (_state: Float64Array, action: Float64Array, next: Float64Array) => {
  const [x, angle, push] = [next[0]!, next[1]!, action[0]!];
  return {
    reward: -(x * x + 2 * angle * angle + 0.01 * push * push),
    terminated: false,
    rewardByState: new Float64Array(5),
    rewardByAction: Float64Array.of(-0.02 * push),
    rewardByNext: Float64Array.of(-2 * x, -4 * angle, 0, 0, 0),
  };
};

const simulator = await differentiableMujoco({ name: "cart", xml: cart, substeps: 3, reward });
after(() => simulator[Symbol.dispose]());

const state = Float64Array.of(0.2, 0.3, -0.5, 0.8, 0.1);
const action = Float64Array.of(0.7);

describe("a MuJoCo model that knows its derivatives", () => {
  it("has positions, speeds and activations for its state", () =>
    assert.deepEqual([simulator.stateSize, simulator.actionSize], [5, 1]));

  it("steps to the same bits from the same state, whatever it did before: at the limit of a joint too", async () => {
    // At a limit MuJoCo's solver begins where it ended the last time, unless it is told to forget.
    const xml = cart.replace('damping="0.1"', 'limited="true" range="-0.1 0.1" frictionloss="0.5"');
    using limited = await differentiableMujoco({ name: "limited cart", xml, substeps: 3, reward });
    const once = limited.step(state, action);
    limited.step(Float64Array.of(-0.3, 2, -3, 4, 0.5), Float64Array.of(-1));
    assert.deepEqual(limited.step(state, action), once);
  });

  it("its Jacobians over a control period are those of central differences of the control period", () => {
    const { nextByState, nextByAction } = simulator.step(state, action);
    const h = 1e-5;
    const assertColumn = (
      matrix: Float64Array,
      width: number,
      j: number,
      at: (h: number) => Float64Array,
    ) => {
      const [up, down] = [at(h), at(-h)];
      for (const [i, x] of up.entries()) {
        const expected = (x - down[i]!) / (2 * h);
        assert.ok(Math.abs(matrix[i * width + j]! - expected) < 1e-6, `[${i}, ${j}]: ${expected}`);
      }
    };
    for (const [j, x] of state.entries())
      assertColumn(nextByState, 5, j, (d) => simulator.step(state.with(j, x + d), action).next);
    assertColumn(nextByAction, 1, 0, (d) => simulator.step(state, Float64Array.of(action[0]! + d)).next);
  });

  it("gives the pathwise gradient of a linear policy, as central differences of the return have it", () => {
    const network = mlp({ inputSize: 5, hidden: [], outputSize: 1 });
    // Numbers that float32 holds.
    const params = Float64Array.of(0.5, -2, 0.25, -0.5, 0.125, 0.0625);
    const run = { simulator, network, params, start: state, stepCount: 15, discount: 0.99 };
    const result = pathwiseGradient({ ...run, path: followPath(run) });
    const returnAt = (theta: Float64Array) => {
      let [at, total, factor] = [state, 0, 1];
      for (let t = 0; t < run.stepCount; t++) {
        const push = at.reduce((sum, x, j) => sum + theta[j]! * x, theta[5]!);
        const step = simulator.step(at, Float64Array.of(push));
        total += factor * step.reward;
        factor *= run.discount;
        at = step.next as typeof at;
      }
      return total;
    };
    const largest = Math.max(...result.gradient.map(Math.abs));
    for (const [j, x] of params.entries()) {
      const expected = (returnAt(params.with(j, x + 1e-5)) - returnAt(params.with(j, x - 1e-5))) / 2e-5;
      assert.ok(
        Math.abs(result.gradient[j]! - expected) < 1e-5 * largest,
        `${j}: ${result.gradient[j]}, ${expected}`,
      );
    }
    assert.equal(result.warning, undefined);
  });

  it("climbs: ten short steps along its gradient hold the pole nearer than the policy that did nothing", () => {
    const network = mlp({ inputSize: 5, hidden: [4], outputSize: 1, outputGain: 0.01 });
    let params = network.init(createRng(1));
    const at = (theta: Float64Array) => {
      const run = { simulator, network, params: theta, start: state, stepCount: 20, discount: 1 };
      return pathwiseGradient({ ...run, path: followPath(run) });
    };
    const before = at(params).return;
    for (let i = 0; i < 10; i++) {
      const { gradient } = at(params);
      params = params.map((x, j) => x + (0.05 * gradient[j]!) / norm(gradient));
    }
    assert.ok(at(params).return > before);
  });

  it("a free joint is refused: its positions are no vector", () =>
    assert.rejects(
      differentiableMujoco({
        ...{ name: "ball", substeps: 1, reward },
        xml: `<mujoco><worldbody><body><freejoint/><geom size="0.1"/></body></worldbody></mujoco>`,
      }),
      /ball: 7 positions move with 6 speeds.*expected hinges and slides/,
    ));
});
