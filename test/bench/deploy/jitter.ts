/**
 * How late the control loop is at 100 Hz while the main thread is busy with JSON and garbage: the time from when a tick should have
 * begun to when one did, counted for every deadline, those of skipped ticks included.
 */
import { lastValueFrom, tap } from "rxjs";
import { deploy } from "../../../src/deploy/loop/deploy.ts";
import type { RecordLayout } from "../../../src/deploy/tick-record.ts";
import { jitterPlan } from "./jitter-plan.ts";

export interface JitterOptions {
  readonly rate: number;
  readonly seconds: number;
  /** Whether the main thread is busy all the time. */
  readonly isBusy: boolean;
}

/** Times in ms. */
export interface Jitter {
  readonly ticks: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Of all deadlines. */
  readonly skippedShare: number;
  /** Longest turn of the main thread's event loop. */
  readonly mainTurn: number;
}

export async function measureJitter({ rate, seconds, isBusy }: JitterOptions): Promise<Jitter> {
  const late: number[] = [];
  let layout: RecordLayout | undefined;
  let skipped = 0;
  const run = deploy({
    plan: jitterPlan(rate, seconds),
    driver: {
      target: "jitter",
      module: new URL("./jitter-robot.js", import.meta.url).href,
      robot: null,
    },
    threadTimeout: 10,
    mainTimeout: 60,
  }).pipe(
    tap((event) => {
      if (event.type === "opened") layout = event.layout;
      if (event.type !== "rows" || layout === undefined) return;
      const { head, size } = layout;
      for (let at = 0; at < event.rows.length; at += size) {
        const value = (field: keyof typeof head) => event.rows[at + head[field]] as number;
        skipped += value("skipped");
        // A skipped deadline is met by the tick that comes instead of it.
        for (let missed = value("skipped"); missed >= 0; missed--)
          late.push((value("begin") - value("deadline") + missed / rate) * 1000);
      }
    }),
  );
  const load = isBusy ? new Load() : undefined;
  await lastValueFrom(run);
  load?.end();
  return { ...summary(late, skipped), mainTurn: load?.longest ?? 0 };
}

function summary(late: readonly number[], skipped: number): Omit<Jitter, "mainTurn"> {
  const sorted = [...late].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return {
    ticks: late.length,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    max: at(1),
    skippedShare: skipped / late.length,
  };
}

/** Fills turn after turn of the event loop with the making, writing and reading of objects. */
class Load {
  longest = 0;
  #isOver = false;

  constructor() {
    this.#turn(performance.now());
  }

  end(): void {
    this.#isOver = true;
  }

  #turn(before: number): void {
    const objects = Array.from({ length: 20_000 }, (_, id) => ({
      id,
      name: `object ${id}`,
      values: [id, id / 3],
    }));
    JSON.parse(JSON.stringify(objects));
    const now = performance.now();
    this.longest = Math.max(this.longest, now - before);
    if (!this.#isOver) setImmediate(() => this.#turn(now));
  }
}
