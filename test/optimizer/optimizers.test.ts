import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { norm } from "../../src/math/vector.ts";
import { adam } from "../../src/optimizer/adam.ts";
import { ascent } from "../../src/optimizer/ascent.ts";
import { boundedStep } from "../../src/optimizer/bounds.ts";
import { clipNorm } from "../../src/optimizer/clip-norm.ts";
import { klAdaptiveRate } from "../../src/optimizer/kl-adaptive.ts";
import type { Optimizer } from "../../src/optimizer/optimizer.ts";
import { type OptimizerSettings, optimizerNamed, optimizers } from "../../src/optimizer/optimizers.ts";
import { restrictedStep } from "../../src/optimizer/restricted-step.ts";
import { rmsprop } from "../../src/optimizer/rmsprop.ts";
import { rmspropTensorflow } from "../../src/optimizer/rmsprop-tensorflow.ts";
import { exponential, linear } from "../../src/optimizer/schedule.ts";
import { stepLength } from "../../src/optimizer/step-length.ts";
import { weightDecay } from "../../src/optimizer/weight-decay.ts";

const close = (a: number, b: number, tolerance = 1e-15) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ≠ ${b}`);
const anyGradient = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 })
  .map((list) => Float64Array.from(list))
  .filter((gradient) => norm(gradient) > 1e-300);

describe("steps of given length", () => {
  it("a restricted step is √(2ε) long, whatever the gradient", () =>
    fc.assert(
      fc.property(anyGradient, fc.double({ min: 1e-6, max: 100, noNaN: true }), (gradient, restriction) => {
        const optimizer = restrictedStep({ restriction });
        const { delta } = optimizer.update(gradient, optimizer.init(gradient.length));
        close(norm(delta) / Math.sqrt(2 * restriction), 1, 9e-16);
      }),
      { seed: 1 },
    ));

  it("Kohl & Stone's step is η long and points along the gradient", () =>
    fc.assert(
      fc.property(anyGradient, (gradient) => {
        const { delta } = stepLength().update(gradient, stepLength().init(gradient.length));
        close(norm(delta), 2, 9e-16);
        const along = delta.reduce((sum, value, j) => sum + (value / 2) * (gradient[j]! / norm(gradient)), 0);
        close(along, 1, 1e-14);
      }),
      { seed: 2 },
    ));

  it("(3, 4) at η = 5 is (3, 4); at ε = ½ it is (0.6, 0.8)", () => {
    const g = Float64Array.of(3, 4);
    close(stepLength({ length: 5 }).update(g, { count: 0, moments: {} }).delta[0]!, 3);
    const { delta } = restrictedStep({ restriction: 0.5 }).update(g, { count: 0, moments: {} });
    close(delta[0]!, 0.6);
    close(delta[1]!, 0.8);
  });

  it("no length is a step of zero, and neither a negative nor an endless one is taken", () => {
    assert.deepEqual(
      stepLength({ length: 0 }).update(Float64Array.of(1), { count: 0, moments: {} }).delta,
      Float64Array.of(0),
    );
    for (const length of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => stepLength({ length }).update(Float64Array.of(1), { count: 4, moments: {} }), {
        name: "RangeError",
        message: /step-length: length .*after 4 updates/,
      });
  });
});

describe("Adam", () => {
  it("moves α in the first update whatever the size of the gradient: m̂ = g and √v̂ = |g|", () => {
    const optimizer = adam({ learningRate: 0.1 });
    const { delta } = optimizer.update(Float64Array.of(1e-3, -1, 1e5), optimizer.init(3));
    // 0.1·g/(|g| + 10⁻⁸)
    close(delta[0]!, 0.1 / (1 + 1e-5), 1e-14);
    close(delta[1]!, -0.1 / (1 + 1e-8), 1e-14);
    close(delta[2]!, 0.1, 1e-12);
  });

  it("second update by hand: gradients 1, then −3", () => {
    // m = 0.9·0.1 − 0.3 = −0.21, m̂ = −0.21/0.19; v = 0.999·0.001 + 0.009 = 0.009999, v̂ = 0.009999/0.001999
    const optimizer = adam({ learningRate: 0.1 });
    const first = optimizer.update(Float64Array.of(1), optimizer.init(1));
    const { delta, state } = optimizer.update(Float64Array.of(-3), first.state);
    close(state.moments.m![0]!, -0.21);
    close(state.moments.v![0]!, 0.009999);
    close(delta[0]!, (0.1 * (-0.21 / 0.19)) / (Math.sqrt(0.009999 / 0.001999) + 1e-8), 1e-14);
  });

  it("refuses decays outside [0, 1) and an ε that is no guard", () => {
    for (const options of [{ beta1: 1 }, { beta2: -0.1 }, { beta1: Number.NaN }, { epsilon: 0 }])
      assert.throws(() => adam(options), {
        name: "RangeError",
        message: new RegExp(`adam: ${Object.keys(options)[0]}`),
      });
  });
});

describe("RMSProp", () => {
  it("first two updates by hand: gradients 2, then 1", () => {
    // v = 0.1·4 = 0.4; Δ = 0.02/√0.4. v = 0.36 + 0.1 = 0.46; Δ = 0.01/√0.46.
    const optimizer = rmsprop({ learningRate: 0.01, decay: 0.9 });
    const first = optimizer.update(Float64Array.of(2), optimizer.init(1));
    close(first.delta[0]!, 0.02 / (Math.sqrt(0.4) + 1e-8));
    const second = optimizer.update(Float64Array.of(1), first.state);
    close(second.delta[0]!, 0.01 / (Math.sqrt(0.46) + 1e-8));
    assert.throws(() => rmsprop({ decay: 1 }), { name: "RangeError", message: /rmsprop: decay/ });
  });
});

describe("RMSProp as TensorFlow has it", () => {
  it("first update by hand: v = 0.9·1 + 0.1·4 = 1.3, Δ = 0.02/√(1.3 + ε), a fifth of what starts from 0", () => {
    const { delta, state } = rmspropTensorflow().update(Float64Array.of(2), rmspropTensorflow().init(1));
    close(state.moments.v![0]!, 1.3);
    close(delta[0]!, 0.02 / Math.sqrt(1.3 + 1e-8));
    // α g/√(0.1 g²) = 0.0316 against 0.0175 for g = 2; for g = 0.1 it is 0.0316 against 0.00105.
    const [small, other] = [rmspropTensorflow(), rmsprop()].map(
      (optimizer) => optimizer.update(Float64Array.of(0.1), optimizer.init(1)).delta[0]!,
    );
    assert.ok(small! < other! / 29);
  });
});

describe("gradients made shorter", () => {
  it("one longer than the limit keeps its direction and gets the limit as its length", () =>
    fc.assert(
      fc.property(anyGradient, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (gradient, max) => {
        const optimizer = clipNorm(ascent({ learningRate: 1 }), max);
        const { delta } = optimizer.update(gradient, optimizer.init(gradient.length));
        const factor = Math.min(1, max / norm(gradient));
        for (const [j, value] of delta.entries()) close(value, gradient[j]! * factor, 4e-16);
        close(norm(delta), Math.min(max, norm(gradient)), 4e-16);
      }),
      { seed: 4 },
    ));

  it("(30, 40) with a limit of 5 is (3, 4): over all elements, not element by element", () => {
    const optimizer = clipNorm(ascent({ learningRate: 1 }), 5);
    assert.deepEqual(
      optimizer.update(Float64Array.of(30, 40), optimizer.init(2)).delta,
      Float64Array.of(3, 4),
    );
  });

  it("a limit of 0 or less, or none, is refused", () => {
    for (const max of [0, -1, Number.NaN])
      assert.throws(() => clipNorm(ascent(), max), {
        name: "RangeError",
        message: /clip-norm\(ascent\): max/,
      });
  });
});

describe("weight decay", () => {
  it("takes λθ off the gradient before the optimizer sees it", () => {
    // (1 − 0.1·5, −2 − 0.1·(−10)) = (0.5, −1), times α = 0.5
    const optimizer = weightDecay(ascent({ learningRate: 0.5 }), 0.1);
    const { delta } = optimizer.update(Float64Array.of(1, -2), optimizer.init(2), Float64Array.of(5, -10));
    assert.deepEqual(delta, Float64Array.of(0.25, -0.5));
  });

  it("draws parameters whose gradient is always 0 to 0, whatever the optimizer", () => {
    for (const inner of [ascent({ learningRate: 0.5 }), adam({ learningRate: linear(0.1, 0, 400) })]) {
      const optimizer = weightDecay(inner, 0.5);
      let [params, state] = [Float64Array.of(3, -2), optimizer.init(2)];
      for (let i = 0; i < 400; i++) {
        const update = optimizer.update(new Float64Array(2), state, params);
        params = params.map((value, j) => value + update.delta[j]!);
        state = update.state;
      }
      assert.ok(norm(params) < 0.01, `${optimizer.name}: ${params}`);
    }
  });

  it("is refused without θ, with another's θ, and for a decay that cannot be", () => {
    const optimizer = weightDecay(ascent(), 0.1);
    for (const params of [undefined, new Float64Array(3)])
      assert.throws(() => optimizer.update(new Float64Array(2), optimizer.init(2), params), {
        name: "RangeError",
        message: /expected θ of 2 parameters as third argument of update, got (none|3)/,
      });
    for (const decay of [-0.1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => weightDecay(ascent(), decay), { name: "RangeError", message: /decay/ });
  });

  it("inside a clip hands θ on, and is not clipped itself", () => {
    // (30, 40) clipped to (3, 4); less 0.1·(100, 0).
    const optimizer = clipNorm(weightDecay(ascent({ learningRate: 1 }), 0.1), 5);
    const { delta } = optimizer.update(Float64Array.of(30, 40), optimizer.init(2), Float64Array.of(100, 0));
    assert.deepEqual(delta, Float64Array.of(-7, 4));
  });
});

describe("a rate that follows the KL divergence", () => {
  const options = { target: 0.01, low: 1e-4, high: 1e-2 };

  it("goes down by 1.5 beyond twice the target, up by 1.5 below half of it, and stays between", () => {
    close(klAdaptiveRate(3e-3, 0.0201, options), 2e-3);
    close(klAdaptiveRate(2e-3, 0.0049, options), 3e-3);
    for (const kl of [0.005, 0.01, 0.02]) assert.equal(klAdaptiveRate(2e-3, kl, options), 2e-3);
  });

  it("stays where nobody has moved: a KL of 0, or below it by rounding", () => {
    for (const kl of [0, -1e-18]) assert.equal(klAdaptiveRate(2e-3, kl, options), 2e-3);
  });

  it("stops at its bounds, and takes an endless divergence for one too far", () => {
    assert.equal(klAdaptiveRate(1.2e-4, 1, options), 1e-4);
    assert.equal(klAdaptiveRate(9e-3, 1e-6, options), 1e-2);
    close(klAdaptiveRate(3e-3, Number.POSITIVE_INFINITY, options), 2e-3);
  });

  it("refuses a divergence that is no number, and bounds that cross", () => {
    assert.throws(() => klAdaptiveRate(1e-3, Number.NaN), { name: "RangeError", message: /NaN/ });
    for (const wrong of [{ target: 0 }, { low: 0 }, { low: 1, high: 0.1 }])
      assert.throws(() => klAdaptiveRate(1e-3, 0.01, wrong), { name: "RangeError", message: /low ≤ high/ });
  });
});

describe("rates", () => {
  it("an exponential schedule falls by the same factor every update", () => {
    assert.deepEqual([0, 1, 2, 3].map(exponential(8, 0.5)), [8, 4, 2, 1]);
    assert.equal(exponential(8, 1)(1000), 8);
    assert.equal(exponential(8, 0.5)(5000), 0, "and ends at 0, not at NaN");
    for (const decay of [0, -0.5, 1.01, Number.NaN])
      assert.throws(() => exponential(1, decay), { name: "RangeError", message: /decay/ });
  });

  it("a linear schedule goes from one rate to the other and stays", () => {
    assert.deepEqual([0, 1, 2, 4, 9].map(linear(1, 0.2, 4)), [1, 0.8, 0.6, 0.2, 0.2]);
  });

  it("follow the updates made, not the calls: resumed at update 2, the rate is that of update 2", () => {
    const optimizer = ascent({ learningRate: linear(1, 0, 4) });
    const { delta } = optimizer.update(Float64Array.of(8), { count: 2, moments: {} });
    assert.deepEqual(delta, Float64Array.of(4));
  });
});

describe("bounded steps", () => {
  const bounds = { low: Float64Array.of(0, -1, Number.NEGATIVE_INFINITY), high: Float64Array.of(1, 1, 5) };

  it("go as far as the box allows and name the parameters that were held", () => {
    const { params, clipped } = boundedStep(
      Float64Array.of(0.5, 0, 0),
      Float64Array.of(2, -0.5, -100),
      bounds,
    );
    assert.deepEqual(params, Float64Array.of(1, -0.5, -100));
    assert.deepEqual(clipped, [0]);
    assert.deepEqual(
      boundedStep(Float64Array.of(0, 0, 0), Float64Array.of(0, 1, 5), bounds).clipped,
      [],
      "on the bound is inside",
    );
  });

  it("land inside, and nowhere else than an unbounded step that was inside already", () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (list) => {
          const start = Float64Array.of(0.5, 0, 0);
          const { params, clipped } = boundedStep(start, Float64Array.from(list), bounds);
          for (const [j, value] of params.entries()) {
            assert.ok(value >= bounds.low[j]! && value <= bounds.high[j]!);
            assert.equal(value === start[j]! + list[j]!, !clipped.includes(j));
          }
        },
      ),
      { seed: 3 },
    ));

  it("refuse bounds that cross, steps that are no numbers, and lengths that differ", () => {
    const at = Float64Array.of(0);
    const box = (low: number, high: number) => ({ low: Float64Array.of(low), high: Float64Array.of(high) });
    assert.throws(() => boundedStep(at, at, box(1, 0)), {
      name: "RangeError",
      message: /parameter 0 has bounds 1 … 0/,
    });
    assert.throws(() => boundedStep(at, at, box(Number.NaN, 0)), {
      name: "RangeError",
      message: /bounds NaN/,
    });
    assert.throws(() => boundedStep(at, Float64Array.of(Number.NaN), box(0, 1)), {
      name: "RangeError",
      message: /parameter 0 would become NaN/,
    });
    assert.throws(() => boundedStep(at, new Float64Array(2), box(0, 1)), {
      name: "RangeError",
      message: /expected 1 numbers in delta/,
    });
  });
});

describe("optimizers by name", () => {
  it("every optimizer carries the name it is listed under, and takes its one rate", () => {
    for (const [name, factory] of Object.entries(optimizers)) {
      assert.equal(factory().name, name);
      const small = factory(0.5).update(Float64Array.of(1), factory(0.5).init(1)).delta[0]!;
      const large = factory(2).update(Float64Array.of(1), factory(2).init(1)).delta[0]!;
      close(large / small, name === "restricted-step" ? 2 : 4);
    }
  });

  it("its own settings arrive: each optimizer is the one made by hand", () => {
    const schedule = linear(0.5, 0, 10);
    const pairs: readonly (readonly [string, OptimizerSettings, Optimizer])[] = [
      [
        "adam",
        { beta1: 0.5, beta2: 0.7, epsilon: 1e-3 },
        adam({ learningRate: schedule, beta1: 0.5, beta2: 0.7, epsilon: 1e-3 }),
      ],
      [
        "rmsprop",
        { decay: 0.5, epsilon: 1e-3 },
        rmsprop({ learningRate: schedule, decay: 0.5, epsilon: 1e-3 }),
      ],
      ["rmsprop", { form: "pytorch" }, rmsprop({ learningRate: schedule })],
      [
        "rmsprop",
        { form: "tensorflow", decay: 0.99 },
        rmspropTensorflow({ learningRate: schedule, decay: 0.99 }),
      ],
      ["ascent", { maxNorm: 0.5 }, clipNorm(ascent({ learningRate: schedule }), 0.5)],
      ["adam", { weightDecay: 0.1 }, weightDecay(adam({ learningRate: schedule }), 0.1)],
      [
        "ascent",
        { weightDecay: 0.1, maxNorm: 0.5 },
        clipNorm(weightDecay(ascent({ learningRate: schedule }), 0.1), 0.5),
      ],
    ];
    const [gradient, params] = [Float64Array.of(3, -0.2), Float64Array.of(1, 2)];
    for (const [name, settings, byHand] of pairs) {
      const named = optimizerNamed(name)(schedule, settings);
      assert.equal(named.name, byHand.name);
      let [state, other] = [named.init(2), byHand.init(2)];
      for (let i = 0; i < 3; i++) {
        const [update, expected] = [
          named.update(gradient, state, params),
          byHand.update(gradient, other, params),
        ];
        assert.deepEqual(update, expected, `${name} ${JSON.stringify(settings)}`);
        [state, other] = [update.state, expected.state];
      }
    }
  });

  it("a setting of another optimizer is refused with the legal ones, and so is an unknown form", () => {
    assert.throws(() => optimizerNamed("ascent")(1, { beta1: 0.9 }), {
      name: "RangeError",
      message: 'ascent has no option "beta1"; it has maxNorm, weightDecay',
    });
    assert.throws(() => optimizerNamed("adam")(1, { form: "tensorflow" }), {
      name: "RangeError",
      message: 'adam has no option "form"; it has beta1, beta2, epsilon, maxNorm, weightDecay',
    });
    assert.throws(() => optimizerNamed("rmsprop")(1, { form: "keras" as "pytorch" }), {
      name: "RangeError",
      message: 'rmsprop has no form "keras"; it has pytorch, tensorflow',
    });
    assert.throws(() => optimizerNamed("adam")(1, { beta1: 2 }), { name: "RangeError", message: /beta1/ });
  });

  it("an unknown name is refused with the legal ones", () => {
    assert.throws(() => optimizerNamed("sgd"), {
      name: "RangeError",
      message: 'no optimizer is called "sgd"; there are ascent, restricted-step, step-length, adam, rmsprop',
    });
    assert.throws(() => optimizerNamed("constructor"), { name: "RangeError" });
  });
});
