/**
 * A MuJoCo model as a differentiable simulator: its steps linearized by MuJoCo itself (`mjd_transitionFD`: central differences of a step, in
 * the engine), the reward and its derivatives given in closed form.
 *
 *     state [q, v, act]: joint positions, joint speeds, activations      action: the controls of the actuators
 *
 * Where the model limits a control, MuJoCo clips it, and its derivative beyond the limit is 0. A control period is `substeps` steps of the physics, whose Jacobians multiply: A ← Aₖ A, B ← Aₖ B + Bₖ. At contacts they are those of
 * MuJoCo's soft constraints: true, and steep. Imports: math, env.
 */
import loadMujoco, { type DoubleBuffer, type MainModule, type MjData, type MjModel } from "@mujoco/mujoco";
import type { DifferentiableSimulator, LinearizedTransition } from "../../src/env/differentiable.ts";

/** Half the distance of MuJoCo's central differences: its own advice, and about 1e-9 of error in smooth motion. */
const EPSILON = 1e-6;

export type RewardOfTransition = Pick<
  LinearizedTransition,
  "reward" | "terminated" | "rewardByState" | "rewardByAction" | "rewardByNext"
>;

export interface DifferentiableMujocoOptions {
  readonly name: string;
  /** MJCF. Joints are hinges and slides; controls are linear. */
  readonly xml: string;
  /** Steps of the physics in one of ours. */
  readonly substeps: number;
  /** r(s, a, s′) with its derivatives. */
  readonly reward: (state: Float64Array, action: Float64Array, next: Float64Array) => RewardOfTransition;
}

/** Loads MuJoCo (WASM) and compiles the model: about 0.3 s. Throws `RangeError` for joints whose positions are no vector. */
export async function differentiableMujoco(
  options: DifferentiableMujocoOptions,
): Promise<DifferentiableMujoco> {
  return new DifferentiableMujoco(await loadMujoco(), options);
}

export class DifferentiableMujoco implements DifferentiableSimulator, Disposable {
  readonly name: string;
  readonly stateSize: number;
  readonly actionSize: number;
  readonly #mujoco: MainModule;
  readonly #model: MjModel;
  readonly #data: MjData;
  readonly #options: DifferentiableMujocoOptions;
  readonly #byState: DoubleBuffer;
  readonly #byAction: DoubleBuffer;

  constructor(mujoco: MainModule, options: DifferentiableMujocoOptions) {
    this.#mujoco = mujoco;
    this.#options = options;
    this.#model = mujoco.MjModel.from_xml_string(options.xml);
    const { nq, nv, na, nu } = this.#model;
    if (nq !== nv) {
      this.#model.delete();
      throw new RangeError(
        `${options.name}: ${nq} positions move with ${nv} speeds, so some joint is free or a ball; expected hinges and slides, three of each for a body that floats`,
      );
    }
    this.#data = new mujoco.MjData(this.#model);
    this.name = options.name;
    this.stateSize = nq + nv + na;
    this.actionSize = nu;
    this.#byState = new mujoco.DoubleBuffer(this.stateSize * this.stateSize);
    this.#byAction = new mujoco.DoubleBuffer(this.stateSize * nu);
  }

  step(state: Float64Array, action: Float64Array): LinearizedTransition {
    this.#write(state, action);
    let byState = identity(this.stateSize);
    let byAction: Float64Array = new Float64Array(this.stateSize * this.actionSize);
    for (let k = 0; k < this.#options.substeps; k++) {
      const [a, b] = this.#linearize();
      // A ← Aₖ A, B ← Aₖ B + Bₖ
      byState = product(a, byState, this.stateSize);
      const carried = product(a, byAction, this.stateSize);
      byAction = carried.map((x, i) => x + (b[i] as number));
      this.#mujoco.mj_step(this.#model, this.#data);
    }
    const next = this.#read();
    const reward = this.#options.reward(state, action, next);
    return { next, nextByState: byState, nextByAction: byAction, ...reward };
  }

  /** MuJoCo's handles are not collected. */
  [Symbol.dispose](): void {
    for (const handle of [this.#byState, this.#byAction, this.#data, this.#model]) handle.delete();
  }

  /** From a reset, so that nothing of an earlier step (the solver's warm start) is left. */
  #write(state: Float64Array, action: Float64Array): void {
    const { nq, nv } = this.#model;
    this.#mujoco.mj_resetData(this.#model, this.#data);
    this.#data.qpos.set(state.subarray(0, nq));
    this.#data.qvel.set(state.subarray(nq, nq + nv));
    this.#data.act.set(state.subarray(nq + nv));
    this.#data.ctrl.set(action);
  }

  #read(): Float64Array {
    return Float64Array.of(...this.#data.qpos, ...this.#data.qvel, ...this.#data.act);
  }

  /** A and B of one step of the physics from here; the simulation stays where it is. */
  #linearize(): [Float64Array, Float64Array] {
    const [a, b] = [this.#byState, this.#byAction];
    this.#mujoco.mjd_transitionFD(this.#model, this.#data, EPSILON, true, a, b, null, null);
    return [Float64Array.from(a.GetView()), Float64Array.from(b.GetView())];
  }
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0));
}

/** X Y, X [n × n], both row-major. */
function product(x: Float64Array, y: Float64Array, n: number): Float64Array {
  const width = y.length / n;
  return Float64Array.from({ length: y.length }, (_, at) => {
    const [i, j] = [Math.floor(at / width), at % width];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (x[i * n + k] as number) * (y[k * width + j] as number);
    return sum;
  });
}
