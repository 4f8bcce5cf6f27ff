/**
 * Joints that do not follow: the reading stays where it was while the command has gone away. A drive that is blocked, stripped or off; or a
 * sensor that repeats its last value, which no bound on its age can see, for joints that rest do not change either.
 *
 * With a and c the reading and the command when the reading last moved, a joint is stuck while
 *
 *     |reading − a| ≤ 0.01 rad   and   |command − c| > 0.2 rad   for 0.1 s:
 *
 * any drive that works has moved by then. A command that never goes so far away tells nothing, and puts nothing at risk.
 */
const still = 0.01;
const away = 0.2;
const patience = 0.1;

export class StuckJoints {
  readonly #readings: Float64Array;
  readonly #commands: Float64Array;
  /** Ticks on end that the command has been away. */
  readonly #ticks: Int32Array;
  readonly #patience: number;
  #isStuck = false;

  /** `period` in s. */
  constructor(joints: number, period: number) {
    this.#readings = new Float64Array(joints).fill(Number.NaN);
    this.#commands = new Float64Array(joints);
    this.#ticks = new Int32Array(joints);
    this.#patience = Math.ceil(patience / period - 1e-9);
  }

  /** Without torque, joints are where they are. */
  clear(): void {
    this.#readings.fill(Number.NaN);
    this.#ticks.fill(0);
    this.#isStuck = false;
  }

  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** Finite readings and the commands sent before them, rad. */
  observe(readings: Float64Array, commands: Float64Array): void {
    this.#isStuck = false;
    for (let j = 0; j < readings.length; j++) {
      const reading = readings[j] as number;
      const command = commands[j] as number;
      // Written so that the first reading has moved.
      if (!(Math.abs(reading - (this.#readings[j] as number)) <= still)) {
        this.#readings[j] = reading;
        this.#commands[j] = command;
      }
      const isAway = Math.abs(command - (this.#commands[j] as number)) > away;
      this.#ticks[j] = isAway ? (this.#ticks[j] as number) + 1 : 0;
      if ((this.#ticks[j] as number) > this.#patience) this.#isStuck = true;
    }
  }
}
