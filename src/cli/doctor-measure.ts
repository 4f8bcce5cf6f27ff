/** What `gaitway doctor --robot` measures: round trips of a question, and how late ticks are on this machine. */
import type { Clock } from "../deploy/driver.ts";
import { Pacer } from "../deploy/loop/pacer.ts";
import type { Check } from "./doctor-check.ts";

export const roundTripCount = 300;
/** s that jitter is measured for. */
const jitterTime = 1.5;
/** Of a control period; a tick that begins later than this has no time left to read and write. */
const jitterShare = 0.5;

/** s; awake for the last moment, as in loop/sleep.ts. */
const spin = 0.0005;

/** s */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
}

/** Of times in s. Throws RangeError for none. */
export function spreadOf(times: readonly number[]): Spread {
  if (times.length === 0) throw new RangeError("expected at least one time");
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

export function milliseconds(seconds: number): string {
  return `${(1000 * seconds).toFixed(2)} ms`;
}

/** Ticks as the control thread has them, but in this thread and without its precedence. */
export function jitterCheck(period: number, clock: Clock, time = jitterTime): Check {
  return {
    name: "control loop",
    remedy:
      "take load off this computer, lower the rate, or grant CAP_SYS_NICE (sudo setcap cap_sys_nice+ep $(which node)), with which the control thread goes first",
    run: async () => {
      const { spread, skipped, count } = measureJitter(period, clock, time);
      const found = `${count} ticks of ${milliseconds(period)}: p50 ${milliseconds(spread.p50)}, p99 ${milliseconds(spread.p99)} late, ${skipped} skipped`;
      if (spread.p99 <= jitterShare * period) return found;
      throw new Error(`${found}; expected p99 within ${milliseconds(jitterShare * period)}`);
    },
  };
}

function measureJitter(period: number, clock: Clock, time: number) {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const pacer = new Pacer(period, clock, (until) => {
    Atomics.wait(cell, 0, 0, Math.max(0, 1000 * (until - clock() - spin)));
    while (clock() < until);
    return false;
  });
  const count = Math.max(10, Math.ceil(time / period));
  const late: number[] = [];
  let skipped = 0;
  pacer.next();
  for (let tick = 0; tick < count; tick++) {
    pacer.next();
    late.push(pacer.begin - pacer.deadline);
    skipped += pacer.skipped;
  }
  return { spread: spreadOf(late), skipped, count };
}
