/** Where the trunk is, how it leans, and when that ends a walk. */
import { atan2 } from "../../src/math/elementary.ts";

/** A trunk this low lies on its shell (radius 42.5 mm), m; one this far over lies on its side: cos 60°. */
const fallHeight = 0.045;
const fallUpright = 0.5;
/** Walking across the lane, or out of it, rad and m. */
const circleHeading = Math.PI / 2;
const circleDrift = 0.75;

export interface Pose {
  x: number;
  y: number;
  z: number;
  /** Turned about the vertical, rad. */
  heading: number;
  /** Vertical part of the trunk's own up: 1 upright, 0 on its side. */
  upright: number;
}

export function newPose(): Pose {
  return { x: 0, y: 0, z: 0, heading: 0, upright: 1 };
}

/** Reads the pose from position and quaternion (w, x, y, z) at the head of `qpos`. */
export function readPose(qpos: Float64Array, pose: Pose): void {
  const [x = 0, y = 0, z = 0, qw = 0, qx = 0, qy = 0, qz = 0] = [
    qpos[0],
    qpos[1],
    qpos[2],
    qpos[3],
    qpos[4],
    qpos[5],
    qpos[6],
  ];
  pose.x = x;
  pose.y = y;
  pose.z = z;
  pose.heading = atan2(2 * (qw * qz + qx * qy), 1 - 2 * (qy * qy + qz * qz));
  pose.upright = 1 - 2 * (qx * qx + qy * qy);
}

/** What ends a walk at this pose: lying on the ground, or walking across the lane or beside it. */
export function mishap({ y, z, heading, upright }: Pose): "fell" | "circled" | undefined {
  if (z < fallHeight || upright < fallUpright) return "fell";
  if (Math.abs(heading) > circleHeading || Math.abs(y) > circleDrift) return "circled";
  return undefined;
}
