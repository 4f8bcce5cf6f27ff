/** How punctual the loop was. */
import type { TimingData } from "../../report/deploy/data.ts";
import type { TickView } from "./tick-view.ts";

/** ms; what is below the first began early or in time, what is above the last has no end. */
const edges = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50];

export class Timing {
  readonly #period: number;
  readonly #lateness: number[] = [];
  readonly #work: number[] = [];
  #overruns = 0;
  #skipped = 0;

  constructor(controlPeriod: number) {
    this.#period = controlPeriod;
  }

  take(tick: TickView): void {
    const [deadline, begin, end] = [tick.head("deadline"), tick.head("begin"), tick.head("end")];
    this.#lateness.push((begin - deadline) * 1e3);
    this.#work.push((end - begin) * 1e3);
    if (end > deadline + this.#period) this.#overruns += 1;
    this.#skipped += tick.head("skipped");
  }

  result(): TimingData {
    const [late, work] = [sorted(this.#lateness), sorted(this.#work)];
    const ends = [...edges, Number.POSITIVE_INFINITY];
    const below = (edge: number): number => late.filter((value) => value < edge).length;
    return {
      median: quantile(late, 0.5),
      p99: quantile(late, 0.99),
      p999: quantile(late, 0.999),
      most: quantile(late, 1),
      histogram: ends.map((high, index) => {
        const low = ends[index - 1] ?? Number.NEGATIVE_INFINITY;
        return { low, high, count: below(high) - below(low) };
      }),
      workMedian: quantile(work, 0.5),
      workMost: quantile(work, 1),
      overruns: this.#overruns,
      skipped: this.#skipped,
    };
  }
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values.filter(Number.isFinite)).sort();
}

/** The smallest value that so large a share does not exceed; NaN of none. */
function quantile(values: Float64Array, share: number): number {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
}
