/**
 * Whether the guard of an edge (states.ts) holds in a tick, and which fault it is that does. Looks, and changes nothing.
 *
 * What flows in: the inputs of the tick and what was made of them. What flows out: yes or no, and the gravest fault. Imports: math, robot.
 */
import type { CurrentState } from "./current-state.ts";
import { faultCode } from "./faults.ts";
import type { Motion } from "./motion.ts";
import type { DeployPlan } from "./plan.ts";
import type { PolicyTurn } from "./policy-turn.ts";
import type { ReasonName } from "./reasons.ts";
import { requestBits } from "./requests.ts";
import { hasRobot, hasTorque } from "./rung.ts";
import type { GuardName } from "./states.ts";
import type { Stop } from "./stop.ts";
import type { RowInputs } from "./tick-row.ts";
import type { Watch } from "./watch.ts";

/** How far (rad) a joint may be measured outside its limits, and from the stance to stand. */
const poseTolerance = 0.2;
/** s that `limp` waits for channels, and `ramping` for the joints to follow. */
const patience = 5;

/** What there is to look at. */
export interface Scene {
  readonly plan: DeployPlan;
  readonly state: CurrentState;
  readonly inputs: Readonly<RowInputs>;
  readonly watch: Watch;
  readonly turn: PolicyTurn;
  readonly motion: Motion;
  readonly stop: Stop;
}

export class Guards {
  readonly #scene: Scene;
  readonly #isThere: boolean;
  readonly #hasTorque: boolean;
  readonly #longestRamp: number;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#isThere = hasRobot(scene.plan.rung);
    this.#hasTorque = hasTorque(scene.plan.rung);
    this.#longestRamp = longestRamp(scene.plan) + patience;
  }

  holds(guard: GuardName): boolean {
    const { plan, inputs, watch, turn, motion, stop } = this.#scene;
    switch (guard) {
      case "connected":
        return inputs.readFault === faultCode.none;
      case "ready":
        return watch.isSound && (!this.#isThere || this.#isLimp);
      case "watching":
        return plan.rung === "shadow";
      case "armed":
        return this.#consents(requestBits.arm);
      case "poseReached":
        return motion.isRampOver && watch.pose.isNear(motion.stance, poseTolerance);
      case "going":
        return this.#consents(requestBits.go);
      case "proven":
        return plan.rung !== "shadow" && turn.isProven;
      case "fadedIn":
        return turn.share >= 1;
      case "over":
        return this.#isOver;
      case "faulty":
        return this.fault !== null;
      case "stopAsked":
        return this.#asks(requestBits.stop);
      case "stopped":
        return stop.isStopped;
      case "notVerified":
        return stop.isNotVerified;
      case "unverifiable":
        return stop.isUnverifiable;
      case "resetAsked":
        return this.#asks(requestBits.reset);
    }
  }

  /** What stops the robot in the state that it is in; the gravest. */
  get fault(): ReasonName | null {
    const { state, watch, turn, motion } = this.#scene;
    switch (state.name) {
      case "limp":
        return watch.driverFault ?? (state.time > patience ? "notReady" : null);
      case "checked":
        return watch.fault ?? this.#armFault;
      case "ramping":
        return this.#movingFault ?? (motion.rampTime > this.#longestRamp ? "poseNotReached" : null);
      case "holding":
      case "shadow":
      case "fading":
      case "running":
        return this.#movingFault ?? turn.fault;
      default:
        return null;
    }
  }

  /** Says to whoever wants to arm it why it cannot be. */
  get #armFault(): ReasonName | null {
    if (!this.#hasTorque || !this.#consents(requestBits.arm)) return null;
    return this.#movingFault;
  }

  /** A joint that is measured where it cannot be is measured wrong. */
  get #movingFault(): ReasonName | null {
    const { movingFault, pose } = this.#scene.watch;
    return movingFault ?? (pose.isPossible(poseTolerance) ? null : "poseOutsideLimits");
  }

  #asks(bit: number): boolean {
    return (this.#scene.inputs.requests & bit) !== 0;
  }

  /** Where nothing can move nobody has to be asked. */
  #consents(bit: number): boolean {
    return this.#scene.plan.unattended || !this.#hasTorque || this.#asks(bit);
  }

  /** Read back, or as far as the robot can say. */
  get #isLimp(): boolean {
    const { limpReadBack } = this.#scene.inputs;
    return limpReadBack === 1 || limpReadBack === -1;
  }

  get #isOver(): boolean {
    const { plan, state } = this.#scene;
    // A shadow on the way to `fading` is no run.
    if (plan.duration === null || (state.name === "shadow" && plan.rung !== "shadow")) return false;
    return state.time >= plan.duration;
  }
}

/** s that the way to the stance takes at most, from anywhere that the robot can be. */
function longestRamp({ robot, limits: { maxSpeed, maxAcceleration, rampTime } }: DeployPlan): number {
  const times = robot.joints.map(({ low, high }, j) => {
    const speed = maxSpeed[j] as number;
    return (high - low + 2 * poseTolerance) / speed + (2 * speed) / (maxAcceleration[j] as number);
  });
  return rampTime + Math.max(...times);
}
