/**
 * What the robot feels: its joints, its inertial sensors, its paws, and what it was told last.
 *
 * Joints, turning and gravity are those of the moment; acceleration and touch those of the physics timestep that led to
 * it, as forces are known after a timestep only. Where the robot is and where it faces it cannot feel.
 */
import { jointKinds, jointLimits, jointNames, legNames } from "../legs.ts";
import type { SimulationViews } from "../simulation.ts";

export interface ObservationField {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

const unbounded = { low: -Infinity, high: Infinity } as const;
const axes = ["X", "Y", "Z"] as const;

/** The twelve joint targets, in the order of actuators: as an action, and as what was told last. */
export const targetFields: readonly ObservationField[] = jointNames.map((joint, index) => {
  const [low, high] = jointLimits[jointKinds[index % jointKinds.length] ?? "swing"];
  return { name: `${joint}Target`, unit: "rad", low, high };
});

export const observationFields: readonly ObservationField[] = [
  ...jointNames.map((joint) => ({ name: `${joint}Angle`, unit: "rad", ...unbounded })),
  ...jointNames.map((joint) => ({ name: `${joint}Speed`, unit: "rad/s", ...unbounded })),
  ...axes.map((axis) => ({ name: `angularVelocity${axis}`, unit: "rad/s", ...unbounded })),
  ...axes.map((axis) => ({ name: `acceleration${axis}`, unit: "m/s²", ...unbounded })),
  ...axes.map((axis) => ({ name: `gravity${axis}`, unit: "1", low: -1, high: 1 })),
  ...legNames.map((leg) => ({ name: `${leg}Touch`, unit: "N", low: 0, high: Infinity })),
  ...targetFields,
];

export const observationSize = observationFields.length;

const jointCount = jointNames.length;
const speedsAt = jointCount;
const angularVelocityAt = speedsAt + jointCount;
const accelerationAt = angularVelocityAt + 3;
const gravityAt = accelerationAt + 3;
const touchAt = gravityAt + 3;
const targetsAt = touchAt + legNames.length;

/** Where the MJCF file has them among its sensors. */
const accelerometer = 0;
const touch = 10;

const unit = (value: number): number => Math.min(1, Math.max(-1, value));

/** Writes the observation into `out`, in the order of `observationFields`. */
export function observe(
  { qpos, qvel, sensors }: SimulationViews,
  targets: Float64Array,
  out: Float64Array,
): void {
  for (let joint = 0; joint < jointCount; joint++) {
    out[joint] = qpos[7 + joint] as number;
    out[speedsAt + joint] = qvel[6 + joint] as number;
    out[targetsAt + joint] = targets[joint] as number;
  }
  for (let axis = 0; axis < 3; axis++) {
    // The free joint turns in the frame of the trunk, where the gyroscope sits: its speed without the timestep's delay.
    out[angularVelocityAt + axis] = qvel[3 + axis] as number;
    out[accelerationAt + axis] = sensors[accelerometer + axis] as number;
  }
  for (let leg = 0; leg < legNames.length; leg++) out[touchAt + leg] = sensors[touch + leg] as number;
  const [w = 1, x = 0, y = 0, z = 0] = [qpos[3], qpos[4], qpos[5], qpos[6]];
  // Down, (0, 0, −1), turned back by the trunk's rotation.
  out[gravityAt] = unit(2 * (w * y - x * z));
  out[gravityAt + 1] = unit(-2 * (y * z + w * x));
  out[gravityAt + 2] = unit(2 * (x * x + y * y) - 1);
}
