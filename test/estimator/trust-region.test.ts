import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fisherProduct } from "../../src/estimator/fisher.ts";
import { lineSearch } from "../../src/estimator/line-search.ts";
import { naturalGradient, naturalStep } from "../../src/estimator/natural.ts";
import { surrogate } from "../../src/estimator/surrogate.ts";
import { type TrustRegionOptions, trustRegionStep } from "../../src/estimator/trust-region.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import { mean } from "../../src/math/statistics.ts";
import { dot, norm, times } from "../../src/math/vector.ts";
import { restrictedStep } from "../../src/optimizer/restricted-step.ts";
import type { ActorCritic } from "../../src/policy/actor-critic.ts";
import { gaussianHead } from "../../src/policy/head/gaussian.ts";
import type { Head } from "../../src/policy/head/head.ts";
import { softmaxHead } from "../../src/policy/head/softmax.ts";
import { mlp } from "../../src/policy/network/dense/mlp.ts";
import { separateActorCritic } from "../../src/policy/separate.ts";
import { sharedActorCritic } from "../../src/policy/shared.ts";

const three = softmaxHead({ type: "discrete", count: 3, start: 0, names: [] });
const box = (size: number) => ({
  ...({ type: "box", dtype: "float64", shape: [size], names: [], units: [] } as const),
  low: new Float64Array(size).fill(-1),
  high: new Float64Array(size).fill(1),
});
const two = gaussianHead(box(2), { logStd: -0.3 });

const linear = (inputSize: number, head: Head, critic = false): ActorCritic =>
  separateActorCritic({
    actor: mlp({ inputSize, hidden: [], outputSize: head.inputSize }),
    head,
    ...(critic && { critic: mlp({ inputSize, hidden: [3], outputSize: 1 }) }),
  });

/** Every action of a softmax with its probability; of a Gaussian, the nodes of a Gauss–Hermite rule with their weights. */
type Actions = (
  model: ActorCritic,
  params: Float64Array,
  row: Float32Array,
) => readonly (readonly [number[], number])[];

const allOf: Actions = (model, params, row) => {
  const { own, inputs } = model.evaluateActor(params, row).distribution;
  return [0, 1, 2].map((a) => [[a], Math.exp(three.logProbs(own, inputs, Float64Array.of(a))[0]!)]);
};

/** Nodes 0 and ±√3 of weights 2/3 and 1/6 integrate polynomials up to degree 5 exactly; a product of two scores is of degree 4. */
const nodesOf: Actions = (model, params, row) => {
  const { own, inputs } = model.evaluateActor(params, row).distribution;
  const nodes = [
    [-Math.sqrt(3), 1 / 6],
    [0, 2 / 3],
    [Math.sqrt(3), 1 / 6],
  ] as const;
  const action = (x: number, y: number) =>
    [x, y].map((xi, j) => inputs[j]! + Math.exp(own[j] ?? inputs[2 + j]!) * xi);
  return nodes.flatMap(([x, u]) => nodes.map(([y, v]) => [action(x, y), u * v] as const));
};

/** F = 1/n Σᵢ Σₐ π(a|oᵢ) ∇log π ∇log πᵀ, from the score of each action alone; row-major. */
function explicitFisher(
  model: ActorCritic,
  params: Float64Array,
  observations: Float32Array,
  actions: Actions,
) {
  const size = model.actorParameterCount;
  const n = observations.length / model.observationSize;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < n; i++) {
    const row = observations.slice(i * model.observationSize, (i + 1) * model.observationSize);
    for (const [action, probability] of actions(model, params, row)) {
      const { distribution, backward } = model.evaluateActor(params, row);
      const one = Float64Array.of(1);
      const score = backward(
        model.head.scores(distribution.own, distribution.inputs, Float64Array.from(action), one),
      );
      for (let j = 0; j < size; j++)
        for (let k = 0; k < size; k++) matrix[j * size + k]! += (probability * score[j]! * score[k]!) / n;
    }
  }
  return matrix;
}

const drawn = (rng: Rng, length: number, scale = 1) =>
  Float64Array.from({ length }, () => scale * rng.normal());

/** A 2-state softmax, and a Gaussian with learned σ, at some θ. */
const subjects = [
  {
    ...{ name: "the 2-state softmax", model: linear(2, three), actions: allOf },
    // The states as one-hot rows, one of them twice.
    observations: Float32Array.of(1, 0, 0, 1, 0, 1),
  },
  {
    ...{ name: "a Gaussian with learned σ", model: linear(3, two), actions: nodesOf },
    observations: Float32Array.from(drawn(createRng(5), 12)),
  },
  {
    name: "a Gaussian whose σ depends on what it sees",
    ...{ model: linear(2, gaussianHead(box(2), { std: "state-dependent" })), actions: nodesOf },
    observations: Float32Array.from(drawn(createRng(14), 8, 0.5)),
  },
].map((subject, i) => ({
  ...subject,
  params: drawn(createRng(6).stream(i), subject.model.parameterCount, 0.5),
}));

for (const { name, model, params, observations, actions } of subjects)
  describe(`Fisher products of ${name}`, () => {
    const size = model.actorParameterCount;
    const product = fisherProduct({ model, params, observations });
    const explicit = explicitFisher(model, params, observations, actions);
    const vectors = fc.nat().map((seed) => drawn(createRng(seed), size));
    const again = () => fisherProduct({ model, params, observations });

    it("are those of the explicit matrix", () => {
      const fresh = again();
      for (let j = 0; j < size; j++) {
        const column = fresh(new Float64Array(size).with(j, 1));
        for (const [k, x] of column.entries())
          assert.ok(
            Math.abs(x - explicit[k * size + j]!) < 1e-6,
            `[${k}, ${j}]: ${x}, ${explicit[k * size + j]}`,
          );
      }
    });

    it("are twice the mean KL of a small step over its square, by central differences", () => {
      const { distribution } = model.evaluateActor(params, observations);
      const old = { own: distribution.own.slice(), inputs: distribution.inputs.slice() };
      const klAt = (v: Float64Array, h: number) =>
        mean(
          model.head.klDivergences(
            old,
            model.evaluateActor(
              params.map((x, j) => x + h * (v[j] ?? 0)),
              observations,
            ).distribution,
          ),
        );
      fc.assert(
        fc.property(vectors, (v) => {
          const curvature = dot(v, times(explicit, v));
          // KL(h) + KL(−h) = h² vᵀFv + O(h⁴); float32 leaves 1e-7 · h of it.
          const h = 0.01;
          assert.ok(Math.abs((klAt(v, h) + klAt(v, -h)) / (h * h) / curvature - 1) < 5e-3);
        }),
        { seed: 1, numRuns: 20 },
      );
    });

    it("are symmetric and never negative", () => {
      const fresh = again();
      fc.assert(
        fc.property(vectors, vectors, (u, v) => {
          const [fu, fv] = [fresh(u), fresh(v)];
          assert.ok(Math.abs(dot(u, fv) - dot(v, fu)) < 1e-5 * norm(u) * norm(v));
          assert.ok(dot(v, fv) > -1e-6 * dot(v, v));
        }),
        { seed: 2 },
      );
    });

    it("with damping have λv more", () => {
      const v = drawn(createRng(7), size);
      const plain = again()(v);
      const damped = fisherProduct({ model, params, observations, damping: 0.5 })(v);
      for (const [j, x] of damped.entries()) assert.equal(x, plain[j]! + 0.5 * v[j]!);
    });

    it("solve for a natural gradient x with Fx = g, where F is damped to be definite", () => {
      const g = drawn(createRng(8), size);
      const damped = fisherProduct({ model, params, observations, damping: 0.1 });
      const { gradient, residual } = naturalGradient(g, damped, {
        tolerance: 1e-5,
        iterationLimit: 3 * size,
      });
      const missed = norm(damped(gradient).map((x, j) => x - g[j]!)) / norm(g);
      assert.ok(missed < 3e-5 && residual < 1e-5, `${missed}`);
    });

    it("belong to one evaluation: the same again gives the same bits", () => {
      const v = drawn(createRng(9), size);
      assert.deepEqual(again()(v), again()(v));
      assert.equal(product.length, 1);
    });
  });

describe("Fisher products over some of the rows", () => {
  const model = linear(2, three);
  const params = drawn(createRng(10), model.parameterCount);
  const observations = Float32Array.from(drawn(createRng(11), 20));
  const v = drawn(createRng(12), model.parameterCount);
  const of = (rows: Float32Array, fisherRowCount?: number) =>
    fisherProduct({ model, params, observations: rows, ...(fisherRowCount && { fisherRowCount }) })(v);

  it("are over evenly spaced ones: 4 of 10 are rows 0, 2, 5 and 7", () => {
    const picked = Float32Array.from(
      [0, 2, 5, 7].flatMap((i) => [...observations.subarray(2 * i, 2 * i + 2)]),
    );
    assert.deepEqual(of(observations, 4), of(picked));
  });

  it("are over all where as many as there are or more are asked for", () => {
    for (const count of [10, 11]) assert.deepEqual(of(observations, count), of(observations));
  });

  it("of half a row are refused", () =>
    assert.throws(() => of(observations, 0.5), /fisherRowCount of 1 or more/));
});

describe("the natural step", () => {
  const gradients = fc.nat().map((seed) => drawn(createRng(seed), 5, 3));
  const radius = fc.double({ min: 1e-4, max: 10, noNaN: true });

  it("where F = I is the restricted step of length √(2ε), to the last bits", () =>
    fc.assert(
      fc.property(gradients, radius, (g, restriction) => {
        const identity = (v: Float64Array) => v;
        const step = naturalStep(naturalGradient(g, identity).gradient, identity, restriction);
        const { delta } = restrictedStep({ restriction }).update(g, { count: 0, moments: {} });
        for (const [j, x] of step.entries())
          assert.ok(Math.abs(x / delta[j]! - 1) < 1e-15, `${x}, ${delta[j]}`);
        assert.ok(Math.abs(norm(step) / Math.sqrt(2 * restriction) - 1) < 1e-15);
      }),
      { seed: 3 },
    ));

  it("ends on ½ ΔᵀFΔ = ε for any F, and no step of that cost gains more", () =>
    fc.assert(
      fc.property(gradients, gradients, radius, fc.nat(), (g, other, restriction, seed) => {
        const root = drawn(createRng(seed).stream("root"), 25);
        const f = (v: Float64Array) => {
          const w = times(root, v);
          return v.map((x, i) => x + w.reduce((sum, y, k) => sum + root[5 * k + i]! * y, 0));
        };
        const step = naturalStep(naturalGradient(g, f, { tolerance: 0 }).gradient, f, restriction);
        assert.ok(Math.abs(dot(step, f(step)) / (2 * restriction) - 1) < 1e-12);
        assert.ok(dot(g, naturalStep(other, f, restriction)) <= dot(g, step) * (1 + 1e-9));
      }),
      { seed: 4 },
    ));

  it("is no step for a gradient of zero, and where F knows no length", () => {
    const zero = new Float64Array(3);
    const none = () => zero;
    assert.deepEqual(naturalStep(naturalGradient(zero, none).gradient, none, 1), zero);
    assert.deepEqual(naturalStep(Float64Array.of(1, 2, 3), none, 1), zero);
    assert.deepEqual(
      naturalStep(Float64Array.of(1, 2, 3), (v) => v.map(() => Number.NaN), 1),
      zero,
    );
  });

  it("of a gradient of 1e300 or 1e-300 is that of 1", () => {
    const f = (v: Float64Array) => v.map((x, i) => (i + 1) * x);
    const at = (size: number) =>
      naturalStep(naturalGradient(Float64Array.of(3 * size, -size), f).gradient, f, 0.5);
    for (const size of [1e300, 1e-300])
      for (const [j, x] of at(size).entries()) assert.ok(Math.abs(x / at(1)[j]! - 1) < 1e-14);
  });
});

/** Rows of a policy of some size that acted by itself, with advantages that mean nothing. */
function problem(seed: number): TrustRegionOptions & { readonly maxKl: number } {
  const rng = createRng(seed).stream("problem");
  const head = rng.integer(2) === 0 ? three : two;
  const inputSize = 1 + rng.integer(4);
  const [rows, hidden] = [1 + rng.integer(40), rng.integer(2) === 0 ? [] : [4]];
  const model = separateActorCritic({
    actor: mlp({ inputSize, hidden, outputSize: head.inputSize }),
    head,
    critic: mlp({ inputSize, hidden, outputSize: 1 }),
  });
  const params = model.init(rng.stream("params")).map((x) => x + 0.3 * rng.normal());
  const observations = Float32Array.from(drawn(rng, rows * inputSize));
  const { own, inputs } = model.evaluateActor(params, observations).distribution;
  const actions = head.sample(
    own,
    inputs,
    Array.from({ length: rows }, (_, i) => rng.stream("action").stream(i)),
  );
  const advantages = drawn(rng, rows, 1 + 100 * rng.uniform());
  return { model, params, observations, actions, advantages, maxKl: 0.001 + 0.3 * rng.uniform() };
}

/** Mean KL and gain of θ′ over θ, from the heads alone. */
function judged(
  { model, params, observations, actions, advantages }: TrustRegionOptions,
  next: Float64Array,
) {
  const at = (theta: Float64Array) => {
    const { own, inputs } = model.evaluateActor(theta, observations).distribution;
    return { own: own.slice(), inputs: inputs.slice() };
  };
  const [before, after] = [at(params), at(next)];
  const logProbs = (d: typeof before) => model.head.logProbs(d.own, d.inputs, actions);
  const gain = logProbs(after).map((x, i) => (Math.exp(x - logProbs(before)[i]!) - 1) * advantages[i]!);
  return { kl: mean(model.head.klDivergences(before, after)), improvement: mean(gain) };
}

describe("a trust region step", () => {
  const seeds = fc.nat();

  it("keeps mean KL(old ‖ new) ≤ δ and gains, or leaves every bit of θ alone and says so: any problem", () => {
    let accepted = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const options = problem(seed);
        const result = trustRegionStep(options);
        if (result.accepted) {
          accepted += 1;
          const { kl, improvement } = judged(options, result.params);
          assert.ok(kl <= options.maxKl && kl === result.kl, `KL ${kl} of ${options.maxKl}`);
          assert.ok(improvement > 0 && Math.abs(improvement / result.improvement - 1) < 1e-6);
          assert.equal(result.end, "accepted");
        } else {
          assert.equal(result.params, options.params);
          assert.deepEqual([result.kl, result.improvement], [0, 0]);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
    // The property would hold of a step that is never taken.
    assert.ok(accepted > 280, `${accepted} of 300`);
  });

  it("moves the actor, never the critic, and never the θ it was given", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const options = problem(seed);
        const before = options.params.slice();
        const { params, accepted } = trustRegionStep(options);
        const { actorParameterCount: size } = options.model;
        assert.deepEqual(options.params, before);
        assert.deepEqual(params.subarray(size), before.subarray(size));
        assert.equal(
          params.subarray(0, size).some((x, j) => x !== before[j]),
          accepted,
        );
      }),
      { seed: 6, numRuns: 50 },
    ));

  it("many in a row keep δ each, whatever the advantages", () => {
    let options = problem(3);
    for (let update = 0; update < 20; update++) {
      const advantages = drawn(createRng(update), options.advantages.length);
      const result = trustRegionStep({ ...options, advantages });
      assert.ok(judged(options, result.params).kl <= options.maxKl);
      options = { ...options, params: result.params };
    }
  });

  it("on one number with σ = 1 is the restricted step of length √(2δ): δ = ½ moves the mean by 1", () => {
    // At o = 0 the mean is the bias: F = 1 by it and 0 by the weight, KL = ½ Δ² exactly. One row, a = 0.5 with advantage −2: down.
    const model = linear(1, gaussianHead(box(1), { std: "fixed" }));
    const rows = {
      observations: new Float32Array(1),
      actions: Float64Array.of(0.5),
      advantages: Float64Array.of(-2),
    };
    const result = trustRegionStep({
      model,
      params: Float64Array.of(0.25, 0),
      ...rows,
      maxKl: 0.5,
      damping: 0,
    });
    assert.deepEqual([...result.params], [0.25, -1]);
    assert.deepEqual([result.kl, result.backtracks], [0.5, 0]);
  });

  it("is taken back β at a time: the first length that keeps δ is the one", () => {
    // With learned σ and a wide region the quadratic is a poor guide.
    const options = { ...problem(8), maxKl: 2, damping: 0 };
    const { backtracks, params } = trustRegionStep({ ...options, backtracks: 30 });
    assert.ok(backtracks > 0);
    const longer = options.params.map((x, j) => x + (params[j]! - x) / 0.8);
    const { kl, improvement } = judged(options, longer);
    assert.ok(!(kl <= options.maxKl && improvement > 0));
  });

  it("that finds no length is reverted: the same array, and which promise was broken", () => {
    const options = { ...problem(8), maxKl: 2, damping: 0, backtracks: 0 };
    const before = options.params.slice();
    const result = trustRegionStep(options);
    assert.deepEqual([result.accepted, result.end, result.backtracks], [false, "kl", 0]);
    assert.equal(result.params, options.params);
    assert.deepEqual(result.params, before);
  });

  it("does not depend on the scale of the advantages, not even at 2⁹⁰⁰", () => {
    const options = problem(4);
    const scaled = options.advantages.map((x) => x * 2 ** 900);
    const [plain, huge] = [trustRegionStep(options), trustRegionStep({ ...options, advantages: scaled })];
    assert.deepEqual(huge.params, plain.params);
    assert.equal(huge.improvement, plain.improvement * 2 ** 900);
  });

  it("with advantages of zero is none, and says flat", () => {
    const options = problem(4);
    const result = trustRegionStep({ ...options, advantages: new Float64Array(options.advantages.length) });
    assert.deepEqual([result.accepted, result.end, result.cgIterations], [false, "flat", 0]);
    assert.equal(result.params, options.params);
  });

  it("with σ gone to 0 gives no NaN: a step, or none and why", () => {
    const model = linear(1, gaussianHead(box(1)));
    for (const logStd of [-10, -20, -400]) {
      const params = Float64Array.of(0.25, 0, logStd);
      const rows = { observations: Float32Array.of(1, 2), actions: Float64Array.of(0.5, 0.1) };
      const result = trustRegionStep({ model, params, ...rows, advantages: Float64Array.of(1, -1) });
      assert.ok(result.params.every(Number.isFinite));
      assert.equal(result.params === params, !result.accepted);
    }
  });

  it("with an action of 1e300, whose score is no number, is none and says nonFinite", () => {
    const model = linear(1, gaussianHead(box(1)));
    const rows = { observations: Float32Array.of(1), actions: Float64Array.of(1e300) };
    const params = new Float64Array(3);
    const result = trustRegionStep({ model, params, ...rows, advantages: Float64Array.of(1) });
    assert.deepEqual([result.end, result.accepted, result.cgIterations], ["nonFinite", false, 0]);
    assert.equal(result.params, params);
  });

  it("improves L as ∇L promises where δ is small", () => {
    // L(θ + Δ) ≈ gᵀΔ: the coefficients of the surrogate at r = 1 are the advantages.
    const options = { ...problem(12), maxKl: 1e-6 };
    const result = trustRegionStep(options);
    const { model, params, observations, actions, advantages } = options;
    const { distribution, backward } = model.evaluateActor(params, observations);
    const logProbs = model.head.logProbs(distribution.own, distribution.inputs, actions);
    const weights = surrogate(logProbs, logProbs, advantages).coefficients.map((x) => x / advantages.length);
    const g = backward(model.head.scores(distribution.own, distribution.inputs, actions, weights));
    const promised = dot(
      g,
      result.params.map((x, j) => x - params[j]!),
    );
    assert.ok(Math.abs(result.improvement / promised - 1) < 0.02, `${result.improvement}, ${promised}`);
  });
});

describe("a line search", () => {
  it("takes no step that is near and not better: the way down, however short, is reverted", () => {
    const options = problem(4);
    const { params } = trustRegionStep(options);
    const { own, inputs } = options.model.evaluateActor(options.params, options.observations).distribution;
    const search = {
      ...options,
      old: { own: own.slice(), inputs: inputs.slice() },
      ...{ backtracks: 10, backtrackFactor: 0.8 },
    };
    const up = params.map((x, j) => 0.01 * (x - options.params[j]!));
    const [taken, refused] = [up, up.map((x) => -x)].map((step) => lineSearch({ ...search, step }));
    assert.deepEqual([taken!.accepted, taken!.backtracks], [true, 0]);
    assert.deepEqual([refused!.end, refused!.backtracks], ["improvement", 10]);
    assert.equal(refused!.params, options.params);
  });

  it("takes no step to parameters that are no numbers", () => {
    const options = problem(4);
    const { own, inputs } = options.model.evaluateActor(options.params, options.observations).distribution;
    const old = { own: own.slice(), inputs: inputs.slice() };
    const step = new Float64Array(options.model.actorParameterCount).fill(Number.NaN);
    const result = lineSearch({ ...options, old, step, backtracks: 2, backtrackFactor: 0.5 });
    assert.deepEqual([result.end, result.params], ["kl", options.params]);
  });
});

describe("what no trust region serves is refused with what would work", () => {
  it("a shared trunk, whose critic the step would move", () => {
    const trunk = mlp({ inputSize: 2, hidden: [4], outputSize: 4 });
    const model = sharedActorCritic({ trunk, head: three });
    const rows = {
      observations: new Float32Array(2),
      actions: new Float64Array(1),
      advantages: Float64Array.of(1),
    };
    const params = model.init(createRng(1));
    assert.throws(
      () => trustRegionStep({ model, params, ...rows }),
      /shared with the critic.*separateActorCritic.*PPO/,
    );
    assert.throws(() => fisherProduct({ model, params, observations: rows.observations }), /trunk is shared/);
  });

  it("an engine without tangents", () => {
    const actor = mlp({ inputSize: 2, hidden: [], outputSize: 3 });
    const blunt = {
      ...actor,
      forward(params: Float64Array, inputs: Float32Array) {
        const { outputs, backward } = actor.forward(params, inputs);
        return { outputs, backward };
      },
    };
    const model = separateActorCritic({ actor: blunt, head: three });
    const rows = {
      observations: new Float32Array(2),
      actions: new Float64Array(1),
      advantages: Float64Array.of(1),
    };
    assert.throws(
      () => trustRegionStep({ model, params: model.init(createRng(1)), ...rows }),
      /tangent of the network.*expected the dense engine \(mlp\).*PPO/,
    );
  });

  it("rows that do not fit, advantages that are no numbers, regions of no size", () => {
    const options = problem(1);
    const { advantages } = options;
    const wrong = (change: Partial<TrustRegionOptions>) => () => trustRegionStep({ ...options, ...change });
    assert.throws(wrong({ advantages: new Float64Array(advantages.length + 1) }), /expected rows of/);
    assert.throws(wrong({ advantages: advantages.with(0, Number.NaN) }), /row 0 has the advantage NaN/);
    assert.throws(wrong({ maxKl: 0 }), /maxKl above 0/);
    assert.throws(wrong({ backtrackFactor: 1 }), /backtrackFactor in \(0, 1\)/);
  });
});
