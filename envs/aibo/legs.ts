/**
 * The four legs of the ERS-210: names, joints, link lengths and limits (README.md says where each number comes from).
 *
 * Trunk frame: x forward, y left, z up, the origin mid-trunk on the axis of the swing joints.
 *
 * Front and rear legs are mirror images, and so are left and right. Leg frame: origin at the hip, x' away from the middle
 * of the trunk (forward for a front leg, backward for a rear leg), y' outward, z up. In it all four legs obey the same
 * equations, and differ only in their shank.
 */

export const legNames = ["frontLeft", "frontRight", "rearLeft", "rearRight"] as const;
export type LegName = (typeof legNames)[number];

export const jointKinds = ["swing", "abduction", "knee"] as const;
export type JointKind = (typeof jointKinds)[number];

/** Position of a point, or of the three joints of a leg in the order of `jointKinds`. */
export type Vector3 = [number, number, number];

export interface Leg {
  readonly name: LegName;
  readonly isFront: boolean;
  /** +1 where x' points forward, −1 where it points backward. */
  readonly fore: 1 | -1;
  /** +1 where y' points left, −1 where it points right. */
  readonly side: 1 | -1;
  /** Hip in the trunk frame, m. */
  readonly hip: Readonly<Vector3>;
  /** Hip to knee at zero angles, leg frame, m. */
  readonly thigh: Readonly<Vector3>;
  /** Knee to the center of the foot ball at zero angles, leg frame, m. */
  readonly shank: Readonly<Vector3>;
}

/** Half the distance between front and rear hips, and between left and right hips, m. */
export const hipOffset = { fore: 0.0595, lateral: 0.0592 } as const;

/** Radius of the ball at the end of each leg, m. */
export const footRadius = 0.01396;

const degrees = Math.PI / 180;

/** Where a joint may be sent (Tekkotsu's software range), rad. */
export const jointLimits: Readonly<Record<JointKind, readonly [low: number, high: number]>> = {
  swing: [-117 * degrees, 117 * degrees],
  abduction: [-11 * degrees, 89 * degrees],
  knee: [-27 * degrees, 147 * degrees],
};

/** What the leg does as the angle of a joint grows, in the words that policies and robots compare (forward-kinematics.ts). */
export const jointDirections: Readonly<Record<JointKind, string>> = {
  swing: "the leg swings away from the middle of the trunk",
  abduction: "the leg spreads outward",
  knee: "the shank folds away from the middle of the trunk",
};

const thigh: Readonly<Vector3> = [0.0128, 0.0005, -0.064];
const frontTip = { back: 0.01888, down: 0.066 };
const rearTip = { back: 0.02936, down: 0.07088 };

function shankTo(tip: { back: number; down: number }): Readonly<Vector3> {
  // The tip is the far side of the ball: its center lies one radius short of it on the same line.
  const length = Math.sqrt(tip.back * tip.back + tip.down * tip.down);
  const share = (length - footRadius) / length;
  return [-tip.back * share, 0, -tip.down * share];
}

function leg(name: LegName, isFront: boolean, side: 1 | -1): Leg {
  const fore = isFront ? 1 : -1;
  return {
    name,
    isFront,
    fore,
    side,
    hip: [fore * hipOffset.fore, side * hipOffset.lateral, 0],
    thigh,
    shank: shankTo(isFront ? frontTip : rearTip),
  };
}

export const legs: Readonly<Record<LegName, Leg>> = {
  frontLeft: leg("frontLeft", true, 1),
  frontRight: leg("frontRight", true, -1),
  rearLeft: leg("rearLeft", false, 1),
  rearRight: leg("rearRight", false, -1),
};

/** The twelve joints in the order of actuators and commands: leg by leg, swing, abduction, knee. */
export const jointNames: readonly string[] = legNames.flatMap((name) =>
  jointKinds.map((kind) => `${name}${kind[0]?.toUpperCase()}${kind.slice(1)}`),
);
