import { acos, asin, atan2, cos, sin } from "../../src/math/elementary.ts";
import { forwardKinematics } from "./forward-kinematics.ts";
import { jointLimits, type Leg, type LegName, legNames, legs, type Vector3 } from "./legs.ts";

/** What does not change from call to call: lengths and directions of the links in the plane of the knee. */
interface Links {
  readonly thighLength: number;
  readonly shankLength: number;
  /** Angle of thigh and shank at zero, from down towards x', rad. */
  readonly thighAngle: number;
  readonly shankAngle: number;
}

function linksOf(leg: Leg): Links {
  const [ax, , az] = leg.thigh;
  const [bx, , bz] = leg.shank;
  return {
    thighLength: Math.sqrt(ax * ax + az * az),
    shankLength: Math.sqrt(bx * bx + bz * bz),
    thighAngle: atan2(ax, -az),
    shankAngle: atan2(bx, -bz),
  };
}

const links = Object.fromEntries(legNames.map((name) => [name, linksOf(legs[name])])) as Record<
  LegName,
  Links
>;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** −π … π, for an angle less than one turn outside. */
function wrap(angle: number): number {
  if (angle > Math.PI) return angle - 2 * Math.PI;
  return angle < -Math.PI ? angle + 2 * Math.PI : angle;
}

const reached: Vector3 = [0, 0, 0];

/**
 * The three joint angles (rad, inside `jointLimits`) that bring the center of a foot to `target` (m, from the hip in the
 * leg frame), written into `out`. Of the two solutions the one with the elbow back or the rear knee forward, as the
 * robot stands.
 *
 * Answers with the miss: the distance (m) between `target` and the foot at those angles, zero up to rounding where the
 * target can be reached. A target out of reach is answered with the leg stretched or folded along the same line, a joint
 * at its limit with that limit; nothing throws, and a finite target never gives NaN.
 */
export function inverseKinematics(leg: Leg, target: Readonly<Vector3>, out: Vector3): number {
  const { thighLength, shankLength, thighAngle, shankAngle } = links[leg.name];
  const [x, y, z] = target;
  const offset = leg.thigh[1];

  // |p|² = thigh² + shank² + offset² + 2·thigh·shank·cos(bend),  bend = shankAngle + knee − thighAngle ≥ 0
  const rest = thighLength * thighLength + shankLength * shankLength + offset * offset;
  const bend = acos(clamp((x * x + y * y + z * z - rest) / (2 * thighLength * shankLength), -1, 1));
  const [kneeLow, kneeHigh] = jointLimits.knee;
  const knee = clamp(bend + thighAngle - shankAngle, kneeLow, kneeHigh);

  // u, the foot seen from the upper leg: (along, offset, −down)
  const along = thighLength * sin(thighAngle) + shankLength * sin(shankAngle + knee);
  const down = thighLength * cos(thighAngle) + shankLength * cos(shankAngle + knee);

  // y = offset·cos(abduction) + down·sin(abduction) = √(offset² + down²) · sin(abduction + atan2(offset, down))
  const length = Math.sqrt(along * along + offset * offset + down * down);
  const distance = Math.sqrt(x * x + y * y + z * z);
  const outward = distance > 0 ? (y / distance) * length : 0; // y scaled with the rest when out of reach
  const spread = Math.sqrt(offset * offset + down * down);
  const free = asin(clamp(spread > 0 ? outward / spread : 0, -1, 1)) - atan2(offset, down);
  const abduction = clamp(wrap(free), ...jointLimits.abduction);

  // The swing turns (along, drop) onto the direction of (x, −z).
  const drop = down * cos(abduction) - offset * sin(abduction);
  const swing = clamp(wrap(atan2(x, -z) - atan2(along, drop)), ...jointLimits.swing);

  out[0] = swing;
  out[1] = abduction;
  out[2] = knee;
  forwardKinematics(leg, out, reached);
  const [dx, dy, dz] = [reached[0] - x, reached[1] - y, reached[2] - z];
  return Math.sqrt(dx * dx + dy * dy + dz * dz);
}
