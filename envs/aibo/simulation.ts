/**
 * One AIBO on one MuJoCo WASM instance: the model, its data, and the few arrays a lap touches.
 *
 * MuJoCo's arrays are views into the WASM heap and detach when that heap grows, so nothing is allocated on it after
 * construction and `views` is asked for before every use of the arrays. Handles are not collected: one of each, deleted
 * by `Symbol.dispose`.
 */
import { existsSync, readFileSync } from "node:fs";
import loadMujoco, { type DoubleBuffer, type MainModule, type MjData, type MjModel } from "@mujoco/mujoco";

/** Where the one MJCF file is, from the sources and from the compiled output alike. */
export const modelUrl: URL = findModel();

function findModel(): URL {
  const places = ["./aibo.xml", "../../../envs/aibo/aibo.xml"].map((path) => new URL(path, import.meta.url));
  const found = places.find((url) => existsSync(url));
  if (found === undefined) throw new Error(`the robot's model is missing: expected ${places.join(" or ")}`);
  return found;
}

export interface SimulationViews {
  /** 3 position, 4 quaternion (w, x, y, z), 12 joint angles. */
  readonly qpos: Float64Array;
  /** 3 linear, 3 angular, 12 joint speeds. */
  readonly qvel: Float64Array;
  /** 12 commanded joint angles, rad. */
  readonly ctrl: Float64Array;
  /** 12 joint torques, N·m. */
  readonly torque: Float64Array;
  /** Sites, the feet's centers among them, m. */
  readonly siteXpos: Float64Array;
  /** Body frames, m. */
  readonly xpos: Float64Array;
  /** In the order of the MJCF file; zeros until sensors are switched on. */
  readonly sensors: Float64Array;
}

/** Factors on the model's own masses (one a body, world first) and frictions. */
export interface Perturbation {
  readonly mass: ArrayLike<number>;
  readonly friction: number;
}

export class AiboSimulation {
  readonly #mujoco: MainModule;
  readonly #model: MjModel;
  readonly #data: MjData;
  readonly #option: MjModel["opt"];
  readonly #base: {
    readonly mass: Float64Array;
    readonly inertia: Float64Array;
    readonly friction: Float64Array;
  };
  /** Where MuJoCo writes its state: it takes one from a typed array, and gives it to memory of its own alone. */
  readonly #state: DoubleBuffer;
  #views: SimulationViews;

  private constructor(mujoco: MainModule, xml: string) {
    this.#mujoco = mujoco;
    this.#model = mujoco.MjModel.from_xml_string(xml);
    this.#data = new mujoco.MjData(this.#model);
    this.#option = this.#model.opt;
    this.#state = new mujoco.DoubleBuffer(mujoco.mj_stateSize(this.#model, integrationState(mujoco)));
    this.switchSensors(false);
    this.#base = {
      mass: Float64Array.from(this.#model.body_mass),
      inertia: Float64Array.from(this.#model.body_inertia),
      friction: Float64Array.from(this.#model.geom_friction),
    };
    this.#views = this.#freshViews();
  }

  /** Loads MuJoCo and compiles the model: about 0.3 s. `xml` is the text of another model with the same joints. */
  static async create(xml = readFileSync(modelUrl, "utf8")): Promise<AiboSimulation> {
    return new AiboSimulation(await loadMujoco(), xml);
  }

  /** As many robots, each with a model of its own, on one MuJoCo instance. */
  static async createMany(count: number): Promise<AiboSimulation[]> {
    const mujoco = await loadMujoco();
    const xml = readFileSync(modelUrl, "utf8");
    return Array.from({ length: count }, () => new AiboSimulation(mujoco, xml));
  }

  get bodyCount(): number {
    return this.#base.mass.length;
  }

  /** Valid until the WASM heap grows, so until somebody else allocates on it: ask again in every lap. */
  get views(): SimulationViews {
    if (this.#views.qpos.length === 0) this.#views = this.#freshViews();
    return this.#views;
  }

  /** Back to the model's own values times `perturbation`, and to time zero; nothing of an earlier lap is left. */
  reset(timestep: number, perturbation: Perturbation): void {
    this.#option.timestep = timestep;
    scaleInto(this.#model.body_mass, this.#base.mass, (index) => perturbation.mass[index] ?? 1);
    scaleInto(
      this.#model.body_inertia,
      this.#base.inertia,
      (index) => perturbation.mass[Math.floor(index / 3)] ?? 1,
    );
    scaleInto(this.#model.geom_friction, this.#base.friction, () => perturbation.friction);
    this.#mujoco.mj_setConst(this.#model, this.#data);
    this.#mujoco.mj_resetData(this.#model, this.#data);
  }

  /** Positions of bodies and sites for the present qpos, without moving. */
  forward(): void {
    this.#mujoco.mj_forward(this.#model, this.#data);
  }

  step(count: number): void {
    for (let index = 0; index < count; index++) this.#mujoco.mj_step(this.#model, this.#data);
  }

  /** Off until it is asked for: nobody reads sensors in a lap, and the accelerometer costs a pass over the tree. */
  switchSensors(on: boolean): void {
    const flag = this.#mujoco.mjtDisableBit.mjDSBL_SENSOR.value;
    if (on) this.#option.disableflags &= ~flag;
    else this.#option.disableflags |= flag;
  }

  /** Motors without current give nothing, whatever they are told. */
  switchMotors(on: boolean): void {
    const flag = this.#mujoco.mjtDisableBit.mjDSBL_ACTUATION.value;
    if (on) this.#option.disableflags &= ~flag;
    else this.#option.disableflags |= flag;
  }

  /** No joint gets more than so much of its motor, N·m; only for a model whose joints have an `actuatorfrcrange`. */
  limitTorque(torque: number): void {
    const range = this.#model.jnt_actfrcrange;
    for (let index = 0; index < range.length; index++) range[index] = index % 2 === 0 ? -torque : torque;
  }

  get stateSize(): number {
    return this.#state.GetElementCount();
  }

  /** All that MuJoCo needs to go on to the same bits, besides what `reset` was given. */
  state(): Float64Array {
    this.#mujoco.mj_getState(this.#model, this.#data, this.#state, integrationState(this.#mujoco));
    return Float64Array.from(this.#state.GetView());
  }

  /** Goes back to a `state`; `reset` comes first, with what it was given then. */
  restore(state: Float64Array): void {
    this.#mujoco.mj_setState(this.#model, this.#data, [...state], integrationState(this.#mujoco));
  }

  [Symbol.dispose](): void {
    this.#state.delete();
    this.#data.delete();
    this.#model.delete();
  }

  #freshViews(): SimulationViews {
    const data = this.#data;
    return {
      qpos: data.qpos,
      qvel: data.qvel,
      ctrl: data.ctrl,
      torque: data.actuator_force,
      siteXpos: data.site_xpos,
      xpos: data.xpos,
      sensors: data.sensordata,
    };
  }
}

function integrationState(mujoco: MainModule): number {
  return mujoco.mjtState.mjSTATE_INTEGRATION.value;
}

function scaleInto(target: Float64Array, base: Float64Array, factor: (index: number) => number): void {
  for (let index = 0; index < base.length; index++) target[index] = (base[index] ?? 0) * factor(index);
}
