/**
 * One timer for all the deadlines of a table: it is armed for the earliest one known and looks at the table when it
 * fires, so that adding and answering a request costs a comparison and no timer.
 */
export interface Due {
  /** On the clock of performance.now(). */
  readonly deadlineAt: number;
}

export class Deadlines<T extends Due> {
  readonly #table: () => Iterable<T>;
  readonly #expire: (due: T) => void;
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  /** `expire` is called for each entry of `table()` whose time has come, and has to remove it from there. */
  constructor(table: () => Iterable<T>, expire: (due: T) => void) {
    this.#table = table;
    this.#expire = expire;
  }

  /** Call it when an entry is added. */
  watch(deadlineAt: number): void {
    if (deadlineAt >= this.#armedFor) return;
    clearTimeout(this.#timer);
    this.#armedFor = deadlineAt;
    this.#timer = setTimeout(this.#look, Math.max(0, deadlineAt - performance.now())).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#armedFor = Number.NEGATIVE_INFINITY;
  }

  readonly #look = (): void => {
    this.#armedFor = Number.POSITIVE_INFINITY;
    const now = performance.now();
    let next = Number.POSITIVE_INFINITY;
    for (const due of [...this.#table()]) {
      if (due.deadlineAt <= now) this.#expire(due);
      else next = Math.min(next, due.deadlineAt);
    }
    if (next < Number.POSITIVE_INFINITY) this.watch(next);
  };
}
