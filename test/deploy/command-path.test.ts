/** Each stage by itself, against its equation. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  allFinite,
  clip,
  fade,
  filter,
  filterShare,
  flagBits,
  position,
  scale,
} from "../../src/deploy/command-path.ts";

const row = (...values: number[]): Float64Array => Float64Array.from(values);

describe("the stages of the command path", () => {
  it("find every number that is none, wherever it is in the row", () => {
    for (const none of [Number.NaN, Infinity, -Infinity])
      for (let at = 0; at < 3; at++)
        assert.equal(allFinite(row(1, -1e308, 5e-324).fill(none, at, at + 1)), false);
    assert.ok(allFinite(row(1, -1e308, 5e-324)) && allFinite(row()));
  });

  it("clip to the bounds and mark what was beyond, not what was on them", () => {
    const [out, flags] = [row(0, 0, 0, 0), row(0, 0, 0, 0)];
    const bounds = { low: row(-1, -1, -Infinity, 0), high: row(1, 1, Infinity, 0.5) };
    clip(row(-2, 1, 1e300, 0.6), bounds, out, flags);
    assert.deepEqual(out, row(-1, 1, 1e300, 0.5));
    assert.deepEqual(flags, row(flagBits.clip, 0, 0, flagBits.clip));
    position(row(-2, 0, 7, 0.1), bounds, out, flags);
    assert.deepEqual(out, row(-1, 0, 7, 0.1));
    // Marks are added to those of the stages before.
    assert.deepEqual(flags, row(flagBits.clip | flagBits.position, 0, 0, flagBits.clip));
  });

  it("scale by gain and offset", () => {
    const out = row(0, 0);
    scale(row(2, -3), { gain: row(0.25, -1), offset: row(1, 0.5) }, out);
    assert.deepEqual(out, row(1.5, 3.5));
  });

  it("filter so that a step of 1 is 1 − e^(−2πfT n) after n ticks, and nothing without a corner", () => {
    const alpha = filterShare(3, 0.01);
    const [out, flags] = [row(0), row(0)];
    for (let n = 1; n <= 20; n++) {
      filter(row(1), alpha, out, flags);
      assert.ok(Math.abs((out[0] as number) - (1 - Math.exp(-2 * Math.PI * 3 * 0.01 * n))) < 1e-14);
    }
    assert.equal(flags[0], flagBits.filter);
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, before) => {
        const [as, unmarked] = [row(before), row(0)];
        filter(row(x), filterShare(null, 0.01), as, unmarked);
        assert.deepEqual([as[0], unmarked[0]], [x, 0]);
      }),
      { seed: 1 },
    );
  });

  it("fade from the stance to the policy, exactly either at the ends", () =>
    fc.assert(
      fc.property(
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (target, stance, share) => {
          const at = (f: number): number => {
            const [out, flags] = [row(0), row(0)];
            fade(row(target), row(stance), f, out, flags);
            assert.equal(flags[0], out[0] === target ? 0 : flagBits.fade);
            return out[0] as number;
          };
          assert.equal(at(1), target);
          assert.equal(at(0), stance);
          assert.ok(Math.abs(at(share) - ((1 - share) * stance + share * target)) < 1e-14);
        },
      ),
      { seed: 1 },
    ));
});
