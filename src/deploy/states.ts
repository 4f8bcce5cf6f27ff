/** The states of a deployment (README.md), as numbers that fit a record. New ones go to the end. */
export const stateNames = [
  "offline",
  "limp",
  "checked",
  "ramping",
  "holding",
  "shadow",
  "fading",
  "running",
  "stopping",
  "latched",
] as const;

export type StateName = (typeof stateNames)[number];

export const stateCode = Object.fromEntries(stateNames.map((name, code) => [name, code])) as Readonly<
  Record<StateName, number>
>;
