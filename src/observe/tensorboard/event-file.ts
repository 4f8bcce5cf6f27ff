/**
 * The curves of a run for TensorBoard: `tensorboard --logdir runs` shows them while it goes on.
 *
 *     scalars of a step ─▶ averaged over a thousandth of the run ─▶ events.out.tfevents.TIME.gaitway.PID
 *
 * Each session writes a file of its own into the run directory, which begins by taking back what earlier ones said beyond the step it goes on
 * from: one curve, however often the run was stopped. Nothing that learns waits for it, and nothing that is learned depends on it.
 */
import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { type Scalars, scalarsEvent, startEvent, versionEvent } from "./event.ts";
import { framed } from "./record.ts";

export interface EventFile {
  /** Of the steps up to `step`; averaged with what comes before the next event is due. */
  add(step: number, scalars: Scalars): void;
  /** Of exactly this step: an event of its own. */
  addNow(step: number, scalars: Scalars): void;
  /** Everything that was added is in the file when it resolves. */
  flush(): Promise<void>;
}

export interface EventFileOptions {
  /** The run directory. */
  readonly directory: string;
  /** Where this session begins: steps that are done. */
  readonly after: number;
  /** Steps between two events. */
  readonly every: number;
  /** Seconds since 1970. */
  readonly now?: () => number;
}

export function createEventFile({ directory, after, every, now = clock }: EventFileOptions): EventFile {
  const begin = now();
  const path = join(directory, `events.out.tfevents.${Math.floor(begin)}.gaitway.${process.pid}`);
  let pending = [framed(versionEvent(begin)), framed(startEvent(begin, after + 1))];
  let [averages, last, due] = [new Averages(), after, after + every];
  const put = (step: number, scalars: Scalars): void => {
    pending.push(framed(scalarsEvent(now(), step, scalars)));
  };
  const putAverages = (): void => {
    if (averages.isEmpty) return;
    put(last, averages.means());
    averages = new Averages();
  };
  return {
    add(step, scalars) {
      averages.add(scalars);
      last = step;
      if (step < due) return;
      putAverages();
      due = step + every;
    },
    addNow: put,
    async flush() {
      putAverages();
      const bytes = Buffer.concat(pending);
      pending = [];
      if (bytes.length > 0) await appendFile(path, bytes);
    },
  };
}

function clock(): number {
  return Date.now() / 1000;
}

/** Means of what is finite, by name. */
class Averages {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  get isEmpty(): boolean {
    return this.#sums.size === 0;
  }

  add(scalars: Scalars): void {
    for (const [name, value] of Object.entries(scalars)) {
      if (!Number.isFinite(value)) continue;
      const { sum, count } = this.#sums.get(name) ?? { sum: 0, count: 0 };
      this.#sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }

  means(): Scalars {
    return Object.fromEntries([...this.#sums].map(([name, { sum, count }]) => [name, sum / count]));
  }
}
