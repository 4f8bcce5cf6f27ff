/**
 * What an observation or an action may be: shape, names, units and bounds.
 *
 * Only `box` is served in this version; the wire already carries every Gymnasium space (proto/gaitway/v1).
 */
export interface BoxSpace {
  readonly type: "box";
  readonly dtype: "float64" | "float32";
  readonly shape: readonly number[];
  /** One lower and one upper bound an element; ±Infinity where there is none. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** One name and one unit an element (SI; "1" for a pure number), or empty when the space has no names. */
  readonly names: readonly string[];
  readonly units: readonly string[];
}

export type Space = BoxSpace;

/** How many numbers one element of the space holds. */
export function spaceSize(space: Space): number {
  return space.shape.reduce((product, extent) => product * extent, 1);
}
