/** Open-loop motion: rows of joint targets over one period, played again and again. Between two rows it is interpolated. */
import type { CyclePlan, Source } from "./source.ts";

/**
 * With N rows over the period P, after n ticks of T:
 *
 *     t = n T,   s = N · frac(t/P),   k = ⌊s⌋,   a = (1 − (s − k)) rowₖ + (s − k) row₍ₖ₊₁₎ mod N
 *
 * Throws RangeError for a cycle without rows, rows of unequal length, numbers that are none, or a period that is not positive.
 */
export function cycleSource({ period, samples }: CyclePlan, controlPeriod: number): Source {
  const [first] = samples;
  if (first === undefined) throw new RangeError("a cycle has one row of joint targets or more, got none");
  if (!(period > 0 && period < Infinity))
    throw new RangeError(`a cycle has a period of more than 0 s, got ${period}`);
  const joints = first.length;
  const rows = Float64Array.from(samples.flatMap((row, k) => sound(row, k, joints)));
  const count = samples.length;
  return {
    observationSize: 0,
    actionSize: joints,
    bounds: {
      low: new Float64Array(joints).fill(-Infinity),
      high: new Float64Array(joints).fill(Infinity),
    },
    scaling: { gain: new Float64Array(joints).fill(1), offset: new Float64Array(joints) },
    observe() {},
    act(_, motionTicks, action) {
      const turns = (motionTicks * controlPeriod) / period;
      const s = count * (turns - Math.floor(turns));
      // frac may round to 1
      const k = Math.floor(s) % count;
      const share = s - Math.floor(s);
      const [from, to] = [k * joints, ((k + 1) % count) * joints];
      for (let j = 0; j < joints; j++)
        action[j] = (1 - share) * (rows[from + j] as number) + share * (rows[to + j] as number);
    },
  };
}

function sound(row: readonly number[], k: number, joints: number): readonly number[] {
  if (row.length !== joints)
    throw new RangeError(
      `row ${k} of the cycle has ${row.length} joint targets, row 0 has ${joints}: expected as many`,
    );
  const wrong = row.findIndex((target) => !Number.isFinite(target));
  if (wrong >= 0)
    throw new RangeError(
      `row ${k} of the cycle sends joint ${wrong} to ${row[wrong]}: expected a finite angle, rad`,
    );
  return row;
}
