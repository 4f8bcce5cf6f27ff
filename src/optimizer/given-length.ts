/** A vector of a given length along another: what restricted steps share. */
import { norm, scale } from "../math/vector.ts";

/** length · g/‖g‖; no step for a gradient of zero, which points nowhere. */
export function alongGradient(gradient: Float64Array, length: number): Float64Array {
  const size = norm(gradient);
  if (size === 0) return new Float64Array(gradient.length);
  // Divided first: length/‖g‖ overflows where ‖g‖ is tiny.
  return scale(
    gradient.map((value) => value / size),
    length,
  );
}
