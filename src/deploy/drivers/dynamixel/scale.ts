/** Between what servos count in and SI. */

const turn = 4096;
const middle = 2048;
const radPerTick = (2 * Math.PI) / turn;
/** 1 unit = 0.229 rev/min */
const speedUnit = (0.229 * 2 * Math.PI) / 60;
/** 1 unit = 2.69 mA */
const currentUnit = 0.00269;
/** Ticks that a goal position may be away from 0: 256 turns. */
export const farthestGoal = 1_048_575;

export type Sign = 1 | -1;

/** angle = sign · (ticks − 2048 − offset) · 2π/4096, rad */
export function angleOf(ticks: number, sign: Sign, offset: number): number {
  return sign * (ticks - middle - offset) * radPerTick;
}

/** ticks = 2048 + offset + sign · angle · 4096/2π, to the nearest */
export function ticksOf(angle: number, sign: Sign, offset: number): number {
  return Math.round(middle + offset + (sign * angle) / radPerTick);
}

/** rad/s */
export function speedOf(units: number, sign: Sign): number {
  return sign * units * speedUnit;
}

/** A */
export function currentOf(units: number, sign: Sign): number {
  return sign * units * currentUnit;
}
