/** What is watched in the minibatches of an update, as its mean over them; and what is counted in them. */
export class MinibatchMeans {
  readonly #sums: Record<string, number> = {};
  readonly #counts: Record<string, number> = {};
  #times = 0;

  add(watched: Readonly<Record<string, number>>): void {
    this.#times += 1;
    for (const [name, value] of Object.entries(watched)) this.#sums[name] = (this.#sums[name] ?? 0) + value;
  }

  count(name: string, by: number): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + by;
  }

  /** Means, then counts. */
  get metrics(): Record<string, number> {
    const means = Object.entries(this.#sums).map(([name, sum]) => [name, sum / this.#times] as const);
    return { ...Object.fromEntries(means), ...this.#counts };
  }
}
