/** One thing that `gaitway doctor` looks at. */
export interface Check {
  readonly name: string;
  /** What to do when it fails. */
  readonly remedy: string;
  /** What works without it all the same; a failure is then a note. */
  readonly without?: string;
  /** The check that has to have passed before; otherwise this one is left out. */
  readonly needs?: string;
  /** What was found; throws when it is wrong. */
  run(): Promise<string>;
}
