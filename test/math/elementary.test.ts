import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { acos, asin, atan2, cos, exp, hypot, log, sin, tanh } from "../../src/math/elementary.ts";
import { createRng, type Rng } from "../../src/math/random.ts";
import {
  type Exact,
  exactAcos,
  exactAsin,
  exactAtan2,
  exactCos,
  exactExp,
  exactHypot,
  exactLog,
  exactSin,
  exactTanh,
  ulpsFrom,
} from "../support/exact-functions.ts";

const between = (low: number, high: number) => (rng: Rng) => low + (high - low) * rng.uniform();
/** Any finite double, every exponent equally likely. */
function anyDouble(rng: Rng): number {
  for (;;) {
    const x = new Float64Array(Uint32Array.of(rng.seed(), rng.seed()).buffer)[0] as number;
    if (Number.isFinite(x)) return x;
  }
}
const positive = (rng: Rng) => Math.abs(anyDouble(rng));

type Unary = readonly [
  string,
  (x: number) => number,
  (x: number) => Exact,
  number,
  readonly ((rng: Rng) => number)[],
];
const unary: readonly Unary[] = [
  ["exp", exp, exactExp, 1, [between(-1, 1), between(-745, 709.7), between(-745, -708)]],
  ["log", log, exactLog, 1, [positive, between(0.5, 2), between(0.999, 1.001), between(0, 2e-308)]],
  [
    "tanh",
    tanh,
    exactTanh,
    2,
    [between(-0.7, 0.7), between(0.64, 0.66), between(-4, 4), between(-22, 22), between(-1e-6, 1e-6)],
  ],
  [
    "sin",
    sin,
    exactSin,
    1,
    [between(-1, 1), between(-7, 7), between(-1e4, 1e4), between(-1.6e6, 1.6e6), between(1e6, 1e9)],
  ],
  [
    "cos",
    cos,
    exactCos,
    1,
    [between(-1, 1), between(-7, 7), between(-1e4, 1e4), between(-1.6e6, 1.6e6), between(1e6, 1e9)],
  ],
  [
    "asin",
    asin,
    exactAsin,
    3,
    [between(-1, 1), between(-1, -0.999999), between(0.999999, 1), between(-1e-3, 1e-3)],
  ],
  [
    "acos",
    acos,
    exactAcos,
    3,
    [between(-1, 1), between(-1, -0.999999), between(0.999999, 1), between(-1e-3, 1e-3)],
  ],
];

describe("elementary functions", () => {
  for (const [name, computed, exact, bound, ranges] of unary)
    it(`${name} is within ${bound} ulp of 400-bit arithmetic`, () => {
      const rng = createRng(1).stream(name);
      for (const draw of ranges)
        for (let i = 0; i < 400; i++) {
          const x = draw(rng);
          const ulps = ulpsFrom(computed(x), exact(x));
          assert.ok(ulps <= bound, `${name}(${x}) = ${computed(x)} is ${ulps} ulp off`);
        }
    });

  it("sin and cos stay within 1 ulp next to multiples of π/2, where all leading bits cancel, and for every exponent", () => {
    const rng = createRng(2);
    for (let i = 0; i < 300; i++) {
      const near = rng.integer(1_000_000) * (Math.PI / 2);
      const any = anyDouble(rng);
      // Below 2⁻¹⁰⁰ the fixed point of the exact functions has too few places, and sin x = x.
      for (const x of [near, Math.abs(any) < 1e-30 ? 1 / any : any]) {
        assert.ok(ulpsFrom(sin(x), exactSin(x)) <= 1, `sin(${x})`);
        assert.ok(ulpsFrom(cos(x), exactCos(x)) <= 1, `cos(${x})`);
      }
    }
  });

  it("the double next to a multiple of π/2 that cancels most, 6381956970095103·2⁷⁹⁷, is reduced exactly", () => {
    const x = 6381956970095103 * 2 ** 797;
    assert.ok(ulpsFrom(cos(x), exactCos(x)) <= 1);
    assert.ok(Math.abs(cos(x)) < 1e-18);
  });

  it("atan2 is within 3 ulp in every octant, from 2⁻⁴⁰ to 2⁴⁰ of the diagonal, at every scale", () => {
    const rng = createRng(3);
    for (let i = 0; i < 1500; i++) {
      const scale = 2 ** (rng.integer(1900) - 950);
      const ratio = 2 ** (rng.integer(81) - 40);
      const [y, x] = [between(-1, 1)(rng) * scale, between(-1, 1)(rng) * ratio * scale];
      if (Math.abs(x) < 1e-300 || Math.abs(y) < 1e-300 || !Number.isFinite(x)) continue;
      const ulps = ulpsFrom(atan2(y, x), exactAtan2(y, x));
      assert.ok(ulps <= 3, `atan2(${y}, ${x}) is ${ulps} ulp off`);
    }
  });

  it("hypot is within 2 ulp at every scale", () => {
    const rng = createRng(4);
    for (let i = 0; i < 1000; i++) {
      const x = anyDouble(rng);
      const y = x * between(0.01, 100)(rng);
      if (!Number.isFinite(hypot(x, y))) continue;
      assert.ok(ulpsFrom(hypot(x, y), exactHypot(x, y)) <= 2, `hypot(${x}, ${y})`);
    }
  });
});

describe("the measure of error in ulp", () => {
  it("says 0.5 at most for the double nearest to e, ln 2, π/4 and √2, and one more for its neighbors", () => {
    const pairs = [
      [Math.E, exactExp(1)],
      [Math.LN2, exactLog(2)],
      [Math.PI / 4, exactAtan2(1, 1)],
      [Math.SQRT2, exactHypot(1, 1)],
    ] as const;
    for (const [nearest, exact] of pairs) {
      const ulp = 2 ** (Math.floor(Math.log2(nearest)) - 52);
      assert.ok(ulpsFrom(nearest, exact) <= 0.5);
      const [below, above] = [ulpsFrom(nearest - ulp, exact), ulpsFrom(nearest + ulp, exact)];
      assert.ok(Math.abs(below + above - 2) < 1e-4 && Math.min(below, above) >= 0.5, `${below}, ${above}`);
    }
  });
});

describe("special values of elementary functions", () => {
  const inf = Number.POSITIVE_INFINITY;
  const tiny = Number.MIN_VALUE;
  const huge = Number.MAX_VALUE;
  const half = Math.PI / 2;
  const cases: readonly (readonly [string, (x: number) => number, readonly (readonly [number, number])[]])[] =
    [
      // 709.782712893384 is the last double below ln(2¹⁰²⁴); −745.1332191019412 the first above ln(2⁻¹⁰⁷⁵).
      [
        "exp",
        exp,
        [
          [0, 1],
          [-0, 1],
          [1, Math.E],
          [inf, inf],
          [-inf, 0],
          [NaN, NaN],
          [710, inf],
          [709.7827128933841, inf],
          [-745.14, 0],
          [-745.1332191019411, tiny],
          [tiny, 1],
          [huge, inf],
          [-huge, 0],
        ],
      ],
      [
        "log",
        log,
        [
          [0, -inf],
          [-0, -inf],
          [1, 0],
          [inf, inf],
          [-1, NaN],
          [-inf, NaN],
          [NaN, NaN],
          [-tiny, NaN],
        ],
      ],
      [
        "tanh",
        tanh,
        [
          [0, 0],
          [-0, -0],
          [inf, 1],
          [-inf, -1],
          [NaN, NaN],
          [tiny, tiny],
          [-tiny, -tiny],
          [30, 1],
          [-1e300, -1],
        ],
      ],
      [
        "sin",
        sin,
        [
          [0, 0],
          [-0, -0],
          [inf, NaN],
          [-inf, NaN],
          [NaN, NaN],
          [tiny, tiny],
          [half, 1],
        ],
      ],
      [
        "cos",
        cos,
        [
          [0, 1],
          [-0, 1],
          [inf, NaN],
          [-inf, NaN],
          [NaN, NaN],
          [Math.PI, -1],
        ],
      ],
      [
        "asin",
        asin,
        [
          [0, 0],
          [-0, -0],
          [1, half],
          [-1, -half],
          [1.0000000000000002, NaN],
          [inf, NaN],
          [NaN, NaN],
          [tiny, tiny],
        ],
      ],
      [
        "acos",
        acos,
        [
          [1, 0],
          [-1, Math.PI],
          [0, half],
          [-0, half],
          [-1.0000000000000002, NaN],
          [-inf, NaN],
          [NaN, NaN],
        ],
      ],
    ];
  for (const [name, computed, pairs] of cases)
    for (const [x, expected] of pairs)
      it(`${name}(${Object.is(x, -0) ? "−0" : x}) is ${Object.is(expected, -0) ? "−0" : expected}`, () => {
        assert.ok(Object.is(computed(x), expected), `got ${computed(x)}`);
      });

  it("atan2 and hypot treat zeros, infinities and NaN as ECMAScript says, and agree with Math.* to the last two places elsewhere", () => {
    const values = [0, -0, 1, -1, 3, tiny, -tiny, 1e-300, huge, -1e308, inf, -inf, NaN];
    for (const y of values)
      for (const x of values)
        for (const [ours, theirs] of [
          [atan2(y, x), Math.atan2(y, x)],
          [hypot(y, x), Math.hypot(y, x)],
        ] as const)
          assert.ok(
            Object.is(ours, theirs) || Math.abs(ours - theirs) <= 4.5e-16 * Math.abs(theirs),
            `${y}, ${x}: ${ours}, ${theirs}`,
          );
  });

  it("cos of the double nearest to π/2 is what is left of π/2", () => {
    assert.equal(cos(half), 6.123233995736766e-17);
  });
});

describe("identities of elementary functions", () => {
  const close = (a: number, b: number, tolerance: number) =>
    assert.ok(Math.abs(a - b) <= tolerance, `${a} ≠ ${b}`);

  it("log undoes exp", () =>
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) =>
        close(log(exp(x)), x, 4e-16 * Math.max(1, Math.abs(x))),
      ),
      { seed: 1 },
    ));

  it("exp of a sum is the product", () =>
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -300, max: 300 }), (x, n) =>
        close(exp(x + n) / (exp(x) * exp(n)), 1, 1e-15 + 2.3e-16 * Math.abs(n)),
      ),
      { seed: 2 },
    ));

  it("sin² + cos² = 1 for every finite argument", () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) =>
        close(sin(x) ** 2 + cos(x) ** 2, 1, 4e-16),
      ),
      { seed: 3 },
    ));

  it("sin, tanh and asin are odd, cos is even, acos(−x) = π − acos(x)", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (u, x) => {
          assert.ok(
            Object.is(sin(-x), -sin(x)) &&
              Object.is(tanh(-x), -tanh(x)) &&
              Object.is(asin(-u), -asin(u)) &&
              Object.is(cos(-x), cos(x)),
          );
          close(acos(-u), Math.PI - acos(u), 1e-15);
        },
      ),
      { seed: 4 },
    ));

  it("atan2 finds the angle that sin and cos came from", () =>
    fc.assert(
      fc.property(fc.double({ min: -3.14, max: 3.14, noNaN: true }), (angle) =>
        close(atan2(sin(angle), cos(angle)), angle, 1e-15),
      ),
      { seed: 5 },
    ));

  it("exp, log, tanh and acos never step the wrong way between neighboring doubles, across the seams of their reductions too", () => {
    const next = (x: number) => x + 2 ** Math.floor(Math.log2(x) - 52);
    // Seams: k changes at (k + ½) ln 2 for exp, at √2 for log; 0.65 and 20 for tanh; the fourths of atan2 for acos.
    const seams = {
      exp: [Math.LN2 / 2, 1.5 * Math.LN2, 10.5 * Math.LN2],
      log: [Math.SQRT2, 2 * Math.SQRT2, 2],
      tanh: [0.65, 20, 1],
    } as const;
    for (const [name, points] of Object.entries(seams))
      for (const point of points) {
        const f = { exp, log, tanh }[name] as (x: number) => number;
        let x = point * (1 - 100 * 2 ** -52);
        for (let i = 0; i < 200; i++, x = next(x))
          assert.ok(f(next(x)) - f(x) >= -4.5e-16 * Math.abs(f(x)), `${name} at ${x}`);
      }
    for (let x = -1; x < 1; x += 1 / 4096) assert.ok(acos(x) > acos(x + 1 / 4096));
    for (let x = -8; x < 8; x += 1 / 4096) assert.ok(tanh(x) < tanh(x + 1 / 4096));
    for (let x = 1 / 4096; x < 8; x += 1 / 4096) assert.ok(log(x) < log(x + 1 / 4096));
  });
});

describe("golden bits of elementary functions", () => {
  // SHA-256 over the bit patterns of 20,000 results. If it changed, so does every run ever recorded: that is a new major version.
  const golden = "8cbc97eb8e239dfc543ed83134665aae5916fe9ce047db88eb110ed9e9551ca7";

  it("no bit of 20,000 results has changed", () => {
    const rng = createRng(6);
    const results = new Float64Array(20_000);
    for (let i = 0; i < results.length; i += 10) {
      const x = between(-50, 50)(rng);
      const u = between(-1, 1)(rng);
      results.set(
        [
          exp(x),
          log(Math.abs(x)),
          tanh(x / 10),
          sin(x),
          cos(x),
          sin(x * 1e5),
          atan2(x, u),
          asin(u),
          acos(u),
          hypot(x, u),
        ],
        i,
      );
    }
    const bytes = Buffer.alloc(8 * results.length);
    for (const [i, value] of results.entries()) bytes.writeDoubleLE(value, 8 * i);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), golden);
  });
});
