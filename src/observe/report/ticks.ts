/** Nice numbers for axes. */

export interface Ticks {
  /** Multiples of the step, ascending, from at or below the range to at or above it; at least two. */
  readonly values: readonly number[];
  readonly step: number;
  /** Decimals that tell neighbouring ticks apart. */
  readonly decimals: number;
}

const mantissas = [1, 2, 5] as const;
/** A range narrower than this share of its numbers is widened: its ticks would drown in rounding, its labels in digits. */
const resolution = 1e-6;

/**
 * The finest steps of 1, 2 or 5 times a power of ten that cover `low … high` with at most `maximum` ticks (≥ 3: any
 * range, however narrow, can lie around a multiple of every step). Odd ranges are widened, never refused.
 */
export function niceTicks(low: number, high: number, maximum = 6): Ticks {
  const [from, to] = usableRange(low, high);
  const most = maximum >= 3 ? Math.floor(maximum) : 3;
  let exponent = exponentOf((to - from) / most) - 1;
  for (;;) {
    for (const mantissa of mantissas) {
      const step = decimal(mantissa, exponent);
      const first = Math.floor(steps(from, step));
      const last = Math.max(Math.ceil(steps(to, step)), first + 1);
      if (last - first + 1 <= most) return ticksBetween(first, last, mantissa, exponent);
    }
    exponent += 1;
  }
}

function ticksBetween(first: number, last: number, mantissa: number, exponent: number): Ticks {
  const values: number[] = [];
  for (let index = first; index <= last; index += 1) values.push(decimal(index * mantissa, exponent));
  return { values, step: decimal(mantissa, exponent), decimals: Math.max(0, -exponent) };
}

/** value ÷ step, a whole number where it is one but for rounding: 0.3 ÷ 0.1 is 3. */
function steps(value: number, step: number): number {
  const quotient = value / step;
  const whole = Math.round(quotient);
  return Math.abs(quotient - whole) < 1e-6 ? whole : quotient;
}

/** integer · 10^exponent, rounded once, so that ticks print as they should. */
function decimal(integer: number, exponent: number): number {
  return Number(`${integer}e${exponent}`);
}

function exponentOf(value: number): number {
  return Number(value.toExponential().split("e")[1]);
}

/** Ticks at the whole numbers inside `low … high` (at least the two ends of a unit), for counts such as iterations. */
export function wholeTicks(low: number, high: number, maximum = 6): Ticks {
  const nice = niceTicks(low, Math.max(high, low + 1), maximum);
  const inside = nice.values.filter(
    (value) => Number.isInteger(value) && value >= low && value <= Math.max(high, low + 1),
  );
  return { values: inside, step: Math.max(1, nice.step), decimals: 0 };
}

const largest = 1e300;
const smallest = 1e-280;

function usableRange(low: number, high: number): readonly [number, number] {
  const ends = [low, high].map((end) => Math.min(largest, Math.max(-largest, Number.isNaN(end) ? 0 : end)));
  const from = Math.min(...ends);
  const to = Math.max(...ends);
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (size < smallest) return [0, 1];
  const width = size * resolution;
  return to - from >= width ? [from, to] : [from - width / 2, to + width / 2];
}
