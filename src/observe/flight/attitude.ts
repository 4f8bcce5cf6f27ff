/** How the trunk is turned, from where it feels down to be. */

export interface Quaternion {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}

/**
 * The shortest turn of the trunk that brings the gravity it feels, g (in its own frame), to straight down, (0, 0, −1). Where it faces
 * cannot be felt. With u = g/‖g‖ and v = (0, 0, −1):
 *
 *   q = (u × v, 1 + u·v) / ‖…‖ = (−uʸ, uˣ, 0, 1 − uᶻ) / ‖…‖
 *
 * Undefined when there is no direction in g; on its back it has turned about its x axis.
 */
export function attitudeOf(gx: number, gy: number, gz: number): Quaternion | undefined {
  const length = Math.sqrt(gx * gx + gy * gy + gz * gz);
  if (!(length > 1e-6) || !Number.isFinite(length)) return undefined;
  const [x, y, w] = [-gy / length, gx / length, 1 - gz / length];
  const size = Math.sqrt(x * x + y * y + w * w);
  return size < 1e-9 ? { x: 1, y: 0, z: 0, w: 0 } : { x: x / size, y: y / size, z: 0, w: w / size };
}
