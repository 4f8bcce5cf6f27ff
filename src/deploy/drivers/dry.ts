/** The driver of rung `dry`: no robot at all. Joints are where they were sent, the trunk is level, and nothing is ever late. */
import type { Driver, OpenDriver } from "../driver.ts";
import { faultCode } from "../faults.ts";
import { type RobotSpec, sensorNames } from "../robot.ts";

/** `robot`: its `RobotSpec`. */
export const openDriver: OpenDriver = async (_target, { clock, robot }) => {
  const spec = robot as RobotSpec;
  const names = sensorNames(spec);
  const level = names.indexOf("gravityZ");
  const angles = spec.joints.map(({ name }) => names.indexOf(`${name}Angle`));
  const pose = Float64Array.from(spec.joints, ({ stance }) => stance);
  const driver: Driver = {
    robot: spec,
    identity: "nothing: a dry run",
    retries: 0,
    emergency: null,
    read({ values, stamps }) {
      for (let j = 0; j < angles.length; j++)
        if ((angles[j] as number) >= 0) values[angles[j] as number] = pose[j] as number;
      if (level >= 0) values[level] = -1;
      stamps.fill(clock());
      return faultCode.none;
    },
    write(targets) {
      pose.set(targets);
      return faultCode.none;
    },
    torque: () => faultCode.none,
    isLimp: () => 1,
    close: () => undefined,
  };
  return driver;
};
