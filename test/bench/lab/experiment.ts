/** What an experiment is: a claim, what was run to test it, numbers, and whether the claim holds. */
import type { Row } from "../table.ts";
import type { Plot } from "./plot.ts";

export interface Experiment {
  readonly name: string;
  /** One sentence that could be false. */
  readonly claim: string;
  /** How long it takes, for whoever chooses. */
  readonly takes: string;
  run(setting: Setting): Promise<Finding>;
}

export interface Setting {
  readonly seed: number;
  /** Share of the published number of episodes: 1, and less in tests. */
  readonly effort: number;
  /** Told while it runs. */
  readonly say: (line: string) => void;
}

export interface Finding {
  /** What was run, with its sizes. */
  readonly ran: string;
  readonly holds: boolean;
  /** The numbers the verdict rests on, as sentences. */
  readonly numbers: string;
  readonly tables: readonly TitledTable[];
  readonly plots: readonly Plot[];
}

export interface TitledTable {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** `count` times the effort, at least `fewest`. */
export function scaled(count: number, effort: number, fewest = 2): number {
  return Math.max(fewest, Math.round(count * effort));
}
