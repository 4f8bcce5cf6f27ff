/** A setting that is a number, or goes in a straight line from one number to another while the run goes on. */
export type Ramp = number | { readonly from: number; readonly to: number };

/** Its value when `progress`, 0 … 1, of the run is done. */
export function rampAt(ramp: Ramp, progress: number): number {
  if (typeof ramp === "number") return ramp;
  const share = Math.min(Math.max(progress, 0), 1);
  return ramp.from + (ramp.to - ramp.from) * share;
}
