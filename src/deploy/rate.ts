/**
 * The last stage of the command path: a joint's command changes no faster than its limits allow, seen from what was sent last, and can always
 * still stop before its position limits. Whatever state asks, what comes out of here is what is sent.
 *
 * With x the command last sent and v its speed, T the period, A and V the limits, the next speed v′ (x′ = x + v′T) is held
 *
 *     |v′ − v| ≤ A T,   |v′| ≤ V,   −s(x − low) ≤ v′ ≤ s(high − x)
 *
 * s(d) is the highest speed from which braking by A T a tick, this tick's motion counted, ends within the distance d. Braking from
 * v′ = u·A T covers A T² Σₖ (u − k)⁺ = A T² [(n+1) u − n(n+1)/2], n = ⌊u⌋; solved for u at δ = d/(A T²):
 *
 *     n = ⌊(√(1 + 8δ) − 1)/2⌋,   u = δ/(n+1) + n/2,   s(d) = u A T
 *
 * So a speed that was allowed can be braked at the next tick too: v′ ≤ s(d) implies v′ − A T ≤ s(d − v′T), and the three conditions never
 * contradict each other. Towards a moving target it does not aim at where the target is but at meeting it at its own speed
 * w = (pₖ − pₖ₋₁)/T, which follows a feasible target exactly, without lag, and comes to rest on a standing one without overshoot:
 *
 *     v′ = w ± s(|p − wT − x|)
 */
import { flagBits, mark } from "./command-path.ts";
import type { LimitPlan } from "./plan.ts";

export interface RateLimits {
  /** rad */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** rad/s, rad/s² */
  readonly maxSpeed: Float64Array;
  readonly maxAcceleration: Float64Array;
  /** s */
  readonly period: number;
}

/** Those of a plan at its control period (s). */
export function rateLimits({ low, high, maxSpeed, maxAcceleration }: LimitPlan, period: number): RateLimits {
  return {
    low: Float64Array.from(low),
    high: Float64Array.from(high),
    maxSpeed: Float64Array.from(maxSpeed),
    maxAcceleration: Float64Array.from(maxAcceleration),
    period,
  };
}

export class Rate {
  /** The command last sent, rad, and its speed, rad/s. */
  readonly sent: Float64Array;
  readonly speed: Float64Array;
  readonly #limits: RateLimits;
  readonly #target: Float64Array;
  #wasFollowing = false;

  constructor(limits: RateLimits) {
    const joints = limits.low.length;
    this.#limits = limits;
    this.sent = new Float64Array(joints);
    this.speed = new Float64Array(joints);
    this.#target = new Float64Array(joints);
  }

  get isAtRest(): boolean {
    for (let j = 0; j < this.speed.length; j++) if (this.speed[j] !== 0) return false;
    return true;
  }

  /** Begins anew at rest, at `pose`. */
  restAt(pose: Float64Array): void {
    this.sent.set(pose);
    this.speed.fill(0);
    this.#wasFollowing = false;
  }

  /** Towards targets that move. */
  follow(targets: Float64Array, flags: Float64Array): void {
    const from = this.#wasFollowing ? this.#target : targets;
    for (let j = 0; j < targets.length; j++) this.#advance(j, targets, from, flags);
    this.#target.set(targets);
    this.#wasFollowing = true;
  }

  /** To rest, as fast as may be, wherever that is. */
  brake(flags: Float64Array): void {
    this.#target.set(this.sent);
    for (let j = 0; j < this.sent.length; j++) this.#advance(j, this.#target, this.#target, flags);
    this.#wasFollowing = false;
  }

  #advance(j: number, targets: Float64Array, from: Float64Array, flags: Float64Array): void {
    const { low, high, maxSpeed, maxAcceleration, period } = this.#limits;
    const x = this.sent[j] as number;
    const v = this.speed[j] as number;
    const fastest = maxSpeed[j] as number;
    // A T
    const change = (maxAcceleration[j] as number) * period;
    // Where a joint begins outside its limits it may come in, and go no further out.
    const least = Math.min(low[j] as number, x);
    const most = Math.max(high[j] as number, x);
    const p = held(targets[j] as number, least, most);
    if (p !== targets[j]) mark(flags, j, flagBits.position);
    // w = (pₖ − pₖ₋₁)/T
    const w = held((p - held(from[j] as number, least, most)) / period, -fastest, fastest);
    // v′ = w ± s(|p − wT − x|)
    const apart = p - w * period - x;
    const towards = stoppable(Math.abs(apart), change, period);
    const wish = apart < 0 ? w - towards : w + towards;
    const inSpeed = held(wish, -fastest, fastest);
    const inside = held(inSpeed, -stoppable(x - least, change, period), stoppable(most - x, change, period));
    const next = held(inside, v - change, v + change);
    if (inSpeed !== wish) mark(flags, j, flagBits.speed);
    if (inside !== inSpeed) mark(flags, j, flagBits.braking);
    if (next !== inside) mark(flags, j, flagBits.acceleration);
    this.speed[j] = next;
    // Rounding must not step over a limit.
    this.sent[j] = held(x + next * period, least, most);
  }
}

/** s(d): the highest speed that can be braked by `change` a tick within `distance`. */
export function stoppable(distance: number, change: number, period: number): number {
  // δ = d/(A T²)
  const d = distance / (change * period);
  // n = ⌊(√(1 + 8δ) − 1)/2⌋
  const n = Math.floor((Math.sqrt(1 + 8 * d) - 1) / 2);
  // s = (δ/(n+1) + n/2) A T
  return (d / (n + 1) + n / 2) * change;
}

function held(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
