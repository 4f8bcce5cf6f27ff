/** Where in its cycle a motion is, as two more elements of an observation: one number would jump where the cycle closes. */
import { cos, sin } from "../../math/elementary.ts";
import { rowSize } from "../batch.ts";
import type { ResetResult } from "../env.ts";
import type { BoxSpace } from "../space.ts";

/** Behind all others: sin 2πφ and cos 2πφ. */
export const phaseNames = ["phaseSine", "phaseCosine"] as const;

/** `space` with the phase behind it, as one row. */
export function phasedSpace(space: BoxSpace): BoxSpace {
  const named = space.names.length > 0;
  return {
    ...space,
    shape: [rowSize(space) + phaseNames.length],
    low: Float64Array.of(...space.low, -1, -1),
    high: Float64Array.of(...space.high, 1, 1),
    names: named ? [...space.names, ...phaseNames] : [],
    units: named ? [...space.units, "1", "1"] : [],
  };
}

/** The observations, of `space`, with the phase behind each; `turnsOf` an environment: cycles since it was reset. */
export function withPhase(
  space: BoxSpace,
  { envIds, observations }: ResetResult,
  turnsOf: (envId: number) => number,
): Float64Array {
  const size = rowSize(space);
  const width = size + phaseNames.length;
  const phased = new Float64Array(envIds.length * width);
  for (const [row, envId] of envIds.entries()) {
    const turns = turnsOf(envId);
    const angle = 2 * Math.PI * (turns - Math.floor(turns));
    phased.set(observations.subarray(row * size, (row + 1) * size), row * width);
    phased.set(
      [sin(angle), cos(angle)].map(space.dtype === "float32" ? Math.fround : Number),
      row * width + size,
    );
  }
  return phased;
}
