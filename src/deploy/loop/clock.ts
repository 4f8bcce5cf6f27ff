/**
 * Seconds of the system's monotonic clock: the same clock in every thread and, on one machine, every process. Never jumps with the
 * time of day. `performance.now` begins anew in each thread, so its distance to that clock is taken once, and reading it
 * allocates nothing.
 */
export function monotonicClock(): () => number {
  const offset = distance();
  return () => performance.now() / 1e3 + offset;
}

const attempts = 20;

/** From the look that took the shortest: a thread that is put to sleep between two clocks would stay off by that for ever. */
function distance(): number {
  let [nearest, shortest] = [0, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = performance.now();
    const now = Number(process.hrtime.bigint()) / 1e9;
    const after = performance.now();
    if (after - before >= shortest) continue;
    shortest = after - before;
    nearest = now - (before + after) / 2e3;
  }
  return nearest;
}
