/** Numbers for people. */

/** m/s as mm/s, to one decimal. */
export function speed(metersPerSecond: number): string {
  return `${(metersPerSecond * 1000).toFixed(1)} mm/s`;
}

export function plusMinus({
  mean,
  standardError,
}: {
  readonly mean: number;
  readonly standardError: number;
}): string {
  return `${(mean * 1000).toFixed(1)} ± ${(standardError * 1000).toFixed(1)} mm/s`;
}

/** The change from one to the other in percent, with its sign. */
export function gain(before: number, after: number): string {
  const percent = (after / before - 1) * 100;
  return `${percent >= 0 ? "+" : "−"}${Math.abs(percent).toFixed(1)} %`;
}
