/** What one seed of a cell came to, as a line of its CSV file. */
export interface SeedResult {
  readonly seed: number;
  /** Environment steps of training. */
  readonly steps: number;
  /** Steps at the first evaluation that reached the threshold; null where none did. */
  readonly stepsToThreshold: number | null;
  /** Held-out episodes at the end: most probable actions, and as in training (NaN where nothing is drawn). */
  readonly deterministic: number;
  readonly deterministicError: number;
  readonly stochastic: number;
  /** Mean of the last hundred training episodes. */
  readonly training: number;
  /** Seconds on the wall of training and evaluation, without the start of the simulator. */
  readonly seconds: number;
  /** Training steps a second of training, evaluations apart. */
  readonly stepsPerSecond: number;
}

const columns = [
  "seed",
  "steps",
  "stepsToThreshold",
  "deterministic",
  "deterministicError",
  "stochastic",
  "training",
  "seconds",
  "stepsPerSecond",
] as const satisfies readonly (keyof SeedResult)[];

/** Numbers to six digits; what is not known is empty. */
export function toCsv(results: readonly SeedResult[]): string {
  const cell = (value: number | null): string =>
    value === null || Number.isNaN(value) ? "" : String(Number(value.toPrecision(6)));
  const lines = results.map((result) => columns.map((column) => cell(result[column])).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

export function fromCsv(text: string): SeedResult[] {
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    const entries = names.map((name, i) => {
      const value = cells[i] ?? "";
      const missing = name === "stepsToThreshold" ? null : Number.NaN;
      return [name, value === "" ? missing : Number(value)] as const;
    });
    return Object.fromEntries(entries) as unknown as SeedResult;
  });
}
