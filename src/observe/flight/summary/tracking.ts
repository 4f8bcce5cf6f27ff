/** How well joints followed: measured at a tick less what was sent at the tick before, while commands went out. */
import type { RobotSpec } from "../../../deploy/robot.ts";
import type { TrackingCurve } from "../../report/deploy/data.ts";
import { measuredAt } from "../measured.ts";
import type { TickView } from "./tick-view.ts";

/** s of the curve around the largest error. */
const WINDOW = 4;

export class Tracking {
  readonly #angles: readonly number[];
  readonly #names: readonly string[];
  readonly #squares: Float64Array;
  readonly #counts: Float64Array;
  readonly #most: Float64Array;
  /** When each joint was farthest off. */
  readonly #mostAt: Float64Array;
  /** A tick after the other: time, then target and measured angle of each joint. */
  readonly #history: Float64Array[] = [];

  constructor(robot: RobotSpec) {
    this.#angles = measuredAt(robot).angles;
    this.#names = robot.joints.map(({ name }) => name);
    const zeros = (): Float64Array => new Float64Array(robot.joints.length);
    [this.#squares, this.#counts, this.#most, this.#mostAt] = [zeros(), zeros(), zeros(), zeros()];
  }

  take(tick: TickView): void {
    if (tick.headBefore("write") !== 1) return;
    const kept = new Float64Array(1 + 2 * this.#angles.length).fill(Number.NaN);
    kept[0] = tick.time;
    for (const [joint, place] of this.#angles.entries()) {
      if (place < 0) continue;
      const [target, measured] = [tick.atBefore("sent", joint), tick.at("sensors", place)];
      kept.set([target, measured], 1 + 2 * joint);
      this.#note(joint, measured - target, tick.time);
    }
    this.#history.push(kept);
  }

  /** rad; NaN where a joint is not measured or nothing was sent. */
  of(joint: number): { readonly trackingRms: number; readonly trackingMost: number } {
    const count = this.#counts[joint] as number;
    const rms = Math.sqrt((this.#squares[joint] as number) / count);
    return { trackingRms: rms, trackingMost: count === 0 ? Number.NaN : (this.#most[joint] as number) };
  }

  /** Of the joint with the largest root mean square. */
  worst(): TrackingCurve | undefined {
    const errors = this.#names.map((_, joint) => this.of(joint).trackingRms);
    const most = Math.max(...errors.filter(Number.isFinite));
    const joint = errors.indexOf(most);
    if (joint < 0) return undefined;
    const center = this.#mostAt[joint] as number;
    const last = this.#history.at(-1)?.[0] ?? 0;
    const begin = Math.max(0, Math.min(center - WINDOW / 2, last - WINDOW));
    const points = this.#history
      .filter((kept) => (kept[0] as number) >= begin && (kept[0] as number) <= begin + WINDOW)
      .map((kept) => ({
        time: kept[0] as number,
        target: kept[1 + 2 * joint] as number,
        measured: kept[2 + 2 * joint] as number,
      }));
    return { joint: this.#names[joint] as string, points };
  }

  #note(joint: number, error: number, time: number): void {
    if (!Number.isFinite(error)) return;
    this.#squares[joint] = (this.#squares[joint] as number) + error * error;
    this.#counts[joint] = (this.#counts[joint] as number) + 1;
    if (Math.abs(error) <= (this.#most[joint] as number)) return;
    this.#most[joint] = Math.abs(error);
    this.#mostAt[joint] = time;
  }
}
