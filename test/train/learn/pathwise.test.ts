/** Pathwise gradients as a method of training, where the best policy is known: a linear system under a quadratic cost. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inverse, Matrix } from "ml-matrix";
import { differentiableToy } from "../../../src/env/toys/tasks.ts";
import { learnerIn, runOf, type Settings } from "../../support/learning.ts";
import { system } from "../../support/lqr.ts";

const STEPS = 100;
const regulator = () => differentiableToy("toy:linear-quadratic", 4);

/** P = Q + AᵀPA − AᵀPB (R + BᵀPB)⁻¹ BᵀPA, from P = Q until it stands still; u = −(R + BᵀPB)⁻¹ BᵀPA x. */
function riccati(): { readonly cost: number; readonly gain: Matrix } {
  const { a, b, q, r } = system(2);
  let p = q;
  let gain = Matrix.zeros(2, 2);
  for (let i = 0; i < 500; i++) {
    const carried = b.transpose().mmul(p);
    gain = inverse(Matrix.add(r, carried.mmul(b)))
      .mmul(carried)
      .mmul(a)
      .mul(-1);
    const loop = Matrix.add(a, b.mmul(gain));
    p = Matrix.add(q, gain.transpose().mmul(r).mmul(gain)).add(loop.transpose().mmul(p).mmul(loop));
  }
  // E[x₀x₀ᵀ] = I/3
  return { cost: p.trace() / 3, gain };
}

const best = riccati();

/** θ has Kᵀ row by row, then the bias. */
const gainOf = (params: Float64Array) => Matrix.from1DArray(2, 2, Array.from(params.slice(0, 4))).transpose();

/**
 * The expected cost of u = Kx + c over an episode, in closed form: with z = (x, 1), u = Gz, z′ = (Ā + B̄G) z and
 * E[z₀z₀ᵀ] = diag(⅓, ⅓, 1) it is tr(Σₜ E[zₜzₜᵀ] (Q̄ + GᵀRG)).
 */
function costOf(params: Float64Array): number {
  const { a, b, q, r } = system(2);
  const feedback = Matrix.zeros(2, 3);
  feedback.setSubMatrix(gainOf(params), 0, 0).setSubMatrix([[params[4]!], [params[5]!]], 0, 2);
  const loop = Matrix.eye(3, 3).setSubMatrix(a, 0, 0);
  loop.add(Matrix.zeros(3, 3).setSubMatrix(b.mmul(feedback), 0, 0));
  const stage = Matrix.zeros(3, 3).setSubMatrix(q, 0, 0).add(feedback.transpose().mmul(r).mmul(feedback));
  let moment = Matrix.diag([1 / 3, 1 / 3, 1]);
  let cost = 0;
  for (let t = 0; t < STEPS; t++) {
    cost += moment.mmul(stage).trace();
    moment = loop.mmul(moment).mmul(loop.transpose());
  }
  return cost;
}

const linear = { hidden: [], discount: 1, episodes: 2, optimizer: "step-length", learningRate: { from: 0.5, to: 0 } };

async function trained(method: "pathwise" | "reinforce", settings: Settings, episodes: number) {
  const costs: number[] = [];
  const run = await runOf(
    { learner: learnerIn(regulator(), method, { ...linear, ...settings }), until: { steps: episodes * STEPS } },
    {
      onEvent: (event) => {
        if (event.type === "iteration") costs.push(costOf(event.run.learner.params));
      },
    },
  );
  return { costs, params: run.last.learner.params };
}

/** Episodes until the policy costs no more than 5 % over the best. */
const episodesTo = (costs: readonly number[], episodes: number) =>
  (costs.findIndex((cost) => cost <= 1.05 * best.cost) + 1 || Infinity) * episodes;

describe("pathwise training of a linear policy", () => {
  test("finds the gain and the cost of the Riccati equation within 1 %", async () => {
    const { params, costs } = await trained("pathwise", {}, 300);
    const cost = costs.at(-1)!;
    console.error(cost, best.cost, params, best.gain.to1DArray(), episodesTo(costs, 2));
    assert.ok(cost >= best.cost * (1 - 1e-9), `nothing is better than the best: ${cost} < ${best.cost}`);
    assert.ok(cost < 1.01 * best.cost, `${cost} is more than 1 % over ${best.cost}`);
    const apart = Matrix.sub(gainOf(params), best.gain).norm() / best.gain.norm();
    assert.ok(apart < 0.01, `the gain is ${apart} off: ${params}`);
  });
});
