import { cos, sin } from "../../src/math/elementary.ts";
import type { Leg, Vector3 } from "./legs.ts";

/**
 * The center of a foot for the three angles of its leg (rad), from the hip in the leg frame (m), written into `out`:
 *
 *   p = R_swing · R_abduction · (thigh + R_knee · shank)
 *
 * Positive angles swing the leg along x', spread it along y', and fold the knee so that the shank goes along x'.
 */
export function forwardKinematics(leg: Leg, angles: Readonly<ArrayLike<number>>, out: Vector3): Vector3 {
  const [swing = 0, abduction = 0, knee = 0] = [angles[0], angles[1], angles[2]];
  // u = thigh + R_knee · shank, the foot seen from the upper leg
  const ux = leg.thigh[0] + cos(knee) * leg.shank[0] - sin(knee) * leg.shank[2];
  const uy = leg.thigh[1];
  const uz = leg.thigh[2] + sin(knee) * leg.shank[0] + cos(knee) * leg.shank[2];
  // R_abduction turns about x', from down towards outward
  const y = cos(abduction) * uy - sin(abduction) * uz;
  const z = sin(abduction) * uy + cos(abduction) * uz;
  // R_swing turns about y', from down towards x'
  out[0] = cos(swing) * ux - sin(swing) * z;
  out[1] = y;
  out[2] = sin(swing) * ux + cos(swing) * z;
  return out;
}
