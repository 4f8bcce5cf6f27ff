/**
 * A Petoi Bittle: eight joints in the legs, a shoulder and a knee each, and how a gait of the AIBO is mapped to them.
 *
 * The board's angles: shoulder 0 is an upper leg that hangs down, and it swings backward as the angle grows; knee 0 is a lower leg at a
 * right angle to it, pointing forward, and it stretches as the angle grows. All four knees point backward, so that in the maker's
 * "balance", 30° everywhere, each foot is under its hip. Index 8 … 11 are the shoulders clockwise from the front left, 12 … 15 the knees.
 *
 * The AIBO's front legs bend the same way: shoulder = −swing, knee = 90° − knee. Its rear legs bend the other way; with an upper and a lower
 * leg of one length the foot is at the same place when the two change roles: shoulder = swing + knee, knee = 90° − knee. Abduction is
 * dropped. Derived, and never tried on a robot.
 */
import { checkOpencatRobot, type OpencatRobot } from "./robot-file.ts";

const degree = Math.PI / 180;
const legs = ["frontLeft", "frontRight", "rearRight", "rearLeft"] as const;

const joint = (name: string, index: number, positive: string) => ({
  name,
  index,
  sign: 1,
  positive,
  low: -85 * degree,
  high: 120 * degree,
  // Half of what the servos do without load (0.07 s for 60°): they carry the robot.
  maxSpeed: 7,
  maxAcceleration: 200,
  stance: 30 * degree,
});

const shoulderOf = (leg: string): Record<string, number> =>
  leg.startsWith("front") ? { [`${leg}Swing`]: -1 } : { [`${leg}Swing`]: 1, [`${leg}Knee`]: 1 };

export const bittle: OpencatRobot = checkOpencatRobot(
  {
    driver: "opencat",
    name: "bittle",
    version: "1",
    baud: 115_200,
    bootTime: 5,
    frameTime: 0.02,
    controlPeriod: { least: 0.02, most: 0.1 },
    joints: [
      ...legs.map((leg, at) => joint(`${leg}Shoulder`, 8 + at, "the upper leg swings backward")),
      ...legs.map((leg, at) => joint(`${leg}BoardKnee`, 12 + at, "the leg stretches")),
    ],
    retarget: {
      drop: legs.map((leg) => `${leg}Abduction`),
      joints: Object.fromEntries(
        legs.flatMap((leg) => [
          [`${leg}Shoulder`, { offset: 0, of: shoulderOf(leg) }],
          [`${leg}BoardKnee`, { offset: 90 * degree, of: { [`${leg}Knee`]: -1 } }],
        ]),
      ),
    },
  },
  "the Bittle",
);
