/**
 * Seconds of the system's monotonic clock: the same clock in every thread and, on one machine, every process. Never jumps with the
 * time of day. `performance.now` begins anew in each thread, so its distance to that clock is taken once, and reading it
 * allocates nothing.
 */
export function monotonicClock(): () => number {
  const offset = Number(process.hrtime.bigint()) / 1e9 - performance.now() / 1e3;
  return () => performance.now() / 1e3 + offset;
}
