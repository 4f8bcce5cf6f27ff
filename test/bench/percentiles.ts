/** Times of many round trips, and what is told of them; microseconds. */

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly mean: number;
}

export function percentiles(times: readonly number[]): Percentiles {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  return { p50: at(0.5), p99: at(0.99), mean };
}

export function median(values: readonly number[]): number {
  return percentiles(values).p50;
}

/** One after another, each timed. */
export async function timeBlock(trip: () => Promise<unknown>, count: number): Promise<number[]> {
  const times = new Array<number>(count);
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    await trip();
    times[i] = (performance.now() - begin) * 1000;
  }
  return times;
}
