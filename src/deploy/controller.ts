/**
 * The decision of one tick: which state the robot is in, and what it is sent.
 *
 * What flows in: a row laid out by `recordLayout`, with its inputs filled in (times, requests, skipped ticks, faults, read-back, stamps,
 * sensors). What flows out: the rest of the row. Time is the row's `begin`; there is no clock, no randomness and no allocation in a
 * tick, so the recorded inputs of a run give the same outputs again, bit for bit. Imports: math, policy, robot, source.
 *
 *     inputs ─ watch ─ policy-turn ─ guards ─ edge ─▶ state ─ motion or stop ─ rate ─▶ sent
 */
import { checkFit, checkPlan } from "./check-plan.ts";
import { CurrentState } from "./current-state.ts";
import { Guards } from "./guards.ts";
import { Motion } from "./motion.ts";
import type { DeployPlan } from "./plan.ts";
import { PolicyTurn } from "./policy-turn.ts";
import { reasonCode } from "./reasons.ts";
import { hasTorque } from "./rung.ts";
import { sourceFor } from "./source/make.ts";
import { type Edge, edgesFrom, stateCode } from "./states.ts";
import { Stop } from "./stop.ts";
import { type RecordLayout, recordLayout } from "./tick-record.ts";
import { TickRow } from "./tick-row.ts";
import { Watch } from "./watch.ts";

export interface Controller {
  readonly layout: RecordLayout;
  /** Fills in the outputs of a row whose inputs are filled in. Throws nothing for what a robot does. */
  tick(row: Float64Array): void;
}

/** Throws RangeError for a plan that does not hang together. */
export function controllerFor(plan: DeployPlan): Controller {
  checkPlan(plan);
  return new Deployment(plan);
}

class Deployment implements Controller {
  readonly layout: RecordLayout;
  readonly #plan: DeployPlan;
  readonly #state: CurrentState;
  readonly #row: TickRow;
  readonly #watch: Watch;
  readonly #turn: PolicyTurn;
  readonly #motion: Motion;
  readonly #stop: Stop;
  readonly #guards: Guards;
  readonly #hasTorque: boolean;

  constructor(plan: DeployPlan) {
    const source = sourceFor(plan.source, plan.controlPeriod);
    checkFit(plan, source);
    this.layout = recordLayout({ ...source, robot: plan.robot });
    this.#plan = plan;
    this.#hasTorque = hasTorque(plan.rung);
    this.#state = new CurrentState(plan.controlPeriod);
    this.#row = new TickRow(this.layout);
    this.#watch = new Watch(plan);
    this.#turn = new PolicyTurn(plan, source);
    this.#motion = new Motion(plan);
    this.#stop = new Stop(plan, this.#watch, this.#motion);
    this.#guards = new Guards({
      plan,
      state: this.#state,
      inputs: this.#row.inputs,
      watch: this.#watch,
      turn: this.#turn,
      motion: this.#motion,
      stop: this.#stop,
    });
  }

  tick(row: Float64Array): void {
    this.#row.take(row);
    const { inputs } = this.#row;
    const { flags, sent } = this.#motion;
    this.#watch.observe(inputs, this.#hasTorque && this.#isPosed ? sent : null);
    this.#stop.observe(inputs.limpReadBack);
    this.#state.pass(inputs.skipped);
    flags.fill(0);
    this.#turn.take(this.#state.name, this.#watch.isSound, inputs, flags);
    this.#leave();
    this.#move();
    this.#put(row);
  }

  /** Takes the first edge whose guard holds. */
  #leave(): void {
    const state = this.#state;
    const out = edgesFrom[stateCode[state.name]] as readonly Edge[];
    for (let e = 0; e < out.length; e++) {
      const edge = out[e] as Edge;
      if (!this.#guards.holds(edge.guard)) continue;
      if (edge.reason === "fault") state.reason = this.#guards.fault ?? state.reason;
      else if (edge.reason !== "kept") state.reason = edge.reason;
      this.#enter(edge);
      return;
    }
  }

  #enter({ from, to }: Edge): void {
    this.#state.enter(to);
    switch (to) {
      case "limp":
        this.#watch.clear();
        this.#stop.release();
        return;
      case "ramping":
        this.#stop.engage();
        this.#motion.restAt(this.#watch.pose);
        this.#motion.beginRamp();
        return;
      case "shadow":
        this.#turn.clear();
        return;
      case "stopping":
        this.#stop.begin(from, this.#state);
    }
  }

  #move(): void {
    const { pose, isSound } = this.#watch;
    const motion = this.#motion;
    const { name, isNew } = this.#state;
    if (name === "stopping" || name === "latched") this.#stop.move(this.#state);
    else if (!this.#isPosed) motion.restAt(pose);
    // The first command is where the robot is.
    else if (!isSound || (name === "ramping" && isNew)) motion.hold();
    else if (name === "ramping") motion.ramp();
    else if (name === "holding" || name === "shadow") motion.stand();
    else if (this.#turn.computed === "all") this.#follow();
    else motion.hold();
  }

  /** Whether the command is this program's, not where the robot happens to be; `dry` plays it through without a robot. */
  get #isPosed(): boolean {
    const { name } = this.#state;
    if (name === "offline" || name === "limp" || name === "checked") return false;
    return name !== "shadow" || this.#plan.rung !== "shadow";
  }

  #follow(): void {
    this.#turn.fadeIn();
    this.#motion.follow(this.#turn.path.positioned, this.#turn.share);
  }

  #put(row: Float64Array): void {
    const { head } = this.layout;
    const { name, reason } = this.#state;
    const turn = this.#turn;
    const stop = this.#stop;
    const isOn = this.#hasTorque && !stop.isOff;
    row[head.state] = stateCode[name];
    row[head.reason] = reasonCode[reason];
    row[head.motionTime] = turn.motionTime;
    row[head.fade] = name === "fading" || name === "running" ? turn.share : 0;
    row[head.torqueShare] = isOn ? stop.torqueShare(name) * this.#plan.limits.torqueShare : 0;
    row[head.torque] = isOn ? 1 : 0;
    row[head.write] = isOn ? 1 : 0;
    row[head.askLimp] = stop.asksLimp(name) ? 1 : 0;
    row[head.outOfRange] = turn.computed === "no" ? 0 : turn.path.range.share;
    this.#putRows(row);
  }

  #putRows(row: Float64Array): void {
    const io = this.#row;
    const { computed, path } = this.#turn;
    const { faded, sent, flags } = this.#motion;
    io.put(row, "observation", computed === "no" ? null : path.observation);
    io.put(row, "action", computed === "no" ? null : path.action);
    const isWhole = computed === "all";
    io.put(row, "clipped", isWhole ? path.clipped : null);
    io.put(row, "scaled", isWhole ? path.scaled : null);
    io.put(row, "filtered", isWhole ? path.filtered : null);
    io.put(row, "positioned", isWhole ? path.positioned : null);
    io.put(row, "faded", faded);
    io.put(row, "rated", sent);
    io.put(row, "sent", sent);
    io.put(row, "flags", flags);
  }
}
