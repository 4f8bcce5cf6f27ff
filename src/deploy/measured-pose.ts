/** Where the joints are, of all that a robot feels: joint "hip" is measured by the sensor element "hipAngle", rad. */
import { type RobotSpec, sensorNames } from "./robot.ts";

/** Slower than this (rad/s) a joint is still; for so many ticks on end, and the robot is. */
const stillSpeed = 0.2;
const stillTicks = 5;

export class MeasuredPose {
  /** Of the last reading in which all joints were finite; the stance before the first, and where nothing is measured. */
  readonly angles: Float64Array;
  /** The same, each where its joint may be sent: a joint that rests on its end stop may be measured a little beyond. */
  readonly allowed: Float64Array;
  readonly isMeasured: boolean;
  readonly #elements: Int32Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  /** The largest change (rad) within a tick of a joint that is still. */
  readonly #stillChange: number;
  #stillOnEnd = 0;

  /** Throws RangeError where a robot that measures has no element for a joint. */
  constructor(robot: RobotSpec, period: number, isThere: boolean) {
    this.angles = Float64Array.from(robot.joints, ({ stance }) => stance);
    this.allowed = Float64Array.from(this.angles);
    this.#low = Float64Array.from(robot.joints, ({ low }) => low);
    this.#high = Float64Array.from(robot.joints, ({ high }) => high);
    this.isMeasured = isThere && robot.feedback === "measured";
    this.#stillChange = stillSpeed * period;
    this.#elements = Int32Array.from(this.isMeasured ? angleElements(robot) : []);
  }

  /** Measured, and at rest for some ticks on end. */
  get isStill(): boolean {
    return this.#stillOnEnd >= stillTicks;
  }

  observe(sensors: Float64Array): void {
    let most = 0;
    for (let j = 0; j < this.#elements.length; j++) {
      const angle = sensors[this.#elements[j] as number] as number;
      most = Math.max(most, Math.abs(angle - (this.angles[j] as number)));
    }
    // NaN and ∞ alike
    if (!(most < Infinity)) return;
    this.#stillOnEnd = this.isMeasured && most <= this.#stillChange ? this.#stillOnEnd + 1 : 0;
    for (let j = 0; j < this.#elements.length; j++) {
      const angle = sensors[this.#elements[j] as number] as number;
      this.angles[j] = angle;
      this.allowed[j] = Math.min(Math.max(angle, this.#low[j] as number), this.#high[j] as number);
    }
  }

  /** Whether every joint is where the robot may be sent, or at most `tolerance` (rad) outside. */
  isPossible(tolerance: number): boolean {
    for (let j = 0; j < this.angles.length; j++) {
      const angle = this.angles[j] as number;
      if (angle < (this.#low[j] as number) - tolerance || angle > (this.#high[j] as number) + tolerance)
        return false;
    }
    return true;
  }

  /** Whether every joint is within `tolerance` (rad) of `pose`. */
  isNear(pose: Float64Array, tolerance: number): boolean {
    for (let j = 0; j < pose.length; j++)
      if (Math.abs((this.angles[j] as number) - (pose[j] as number)) > tolerance) return false;
    return true;
  }
}

function angleElements(robot: RobotSpec): number[] {
  const names = sensorNames(robot);
  return robot.joints.map(({ name }) => {
    const index = names.indexOf(`${name}Angle`);
    if (index < 0)
      throw new RangeError(
        `"${robot.name}" says that it measures its joints: expected a sensor element ${name}Angle, got ${names.join(", ") || "none"}; name it so, or set feedback to "none"`,
      );
    return index;
  });
}
