/** Pictures, properties and states of an `Env`, asked for over a wire; each only where the environment has it. */
import type { Linearize, SimulatorRequest } from "../transport/message.ts";
import type { Answer } from "../transport/service.ts";
import type { Tensor } from "../transport/tensor.ts";
import type { BatchCodec } from "./batch-codec.ts";
import type {
  AnyEnv,
  Image,
  Properties,
  PropertySpec,
  ResetOptions,
  SimulatorState,
  StepRequest,
} from "./env.ts";
import { InvalidRequest } from "./env.ts";
import { linearizationTensors } from "./linearization-codec.ts";
import { type Space, spaceSize } from "./space.ts";

export function capabilitiesOf({ render, properties, state, linearize }: AnyEnv): string[] {
  const offered = { render, properties, state, linearize };
  return Object.entries(offered).flatMap(([word, part]) => (part === undefined ? [] : [word]));
}

/** Numbers of a box of floats; undefined for any other space, which has no derivatives. */
export function floatsOf(space: Space): number | undefined {
  const isFloat = space.type === "box" && (space.dtype === "float64" || space.dtype === "float32");
  return isFloat ? spaceSize(space) : undefined;
}

/** The only mode an `Env` can be asked for. */
export const renderMode = "rgb_array";

export class SimulatorService {
  readonly #env: AnyEnv;
  readonly #observations: BatchCodec<Space>;

  constructor(env: AnyEnv, observations: BatchCodec<Space>) {
    this.#env = env;
    this.#observations = observations;
  }

  /** The environments exist and are idle, and the server offers the capability. */
  async answer(body: Exclude<SimulatorRequest, Linearize>, tensors: readonly Tensor[]): Promise<Answer> {
    const { envIds } = body;
    switch (body.kind) {
      case "render":
        return { body: { kind: "render", envIds }, tensors: await this.#render(envIds, body.mode) };
      case "readProperties":
        for (const name of body.names) this.#propertyNamed(name);
        return answer({ kind: "readProperties", envs: await this.#properties.read(envIds, body.names) });
      case "writeProperties":
        this.#checkWritten(body.values);
        await this.#properties.write(envIds, body.values);
        return answer({ kind: "writeProperties" });
      case "getState":
        return {
          body: { kind: "getState", envIds },
          tensors: (await this.#state.get(envIds)).map(bytesTensor),
        };
      case "setState": {
        const { observations } = await this.#state.set(envIds, statesIn(envIds, tensors));
        const rows = this.#observations.toTensors(envIds.length, observations);
        return { body: { kind: "setState", envIds }, tensors: rows };
      }
    }
  }

  /** The actions are inside the action space; the server offers it. */
  async linearize(envIds: readonly number[], actions: StepRequest<Space>["actions"]): Promise<Answer> {
    const records = (await this.#env.linearize?.({ envIds, actions })) ?? [];
    const { observationSpace, actionSpace } = this.#env.spec;
    const sizes = { observation: floatsOf(observationSpace) ?? 0, action: floatsOf(actionSpace) ?? 0 };
    return { body: { kind: "linearize", envIds }, tensors: linearizationTensors(records, sizes) };
  }

  get #properties(): Properties {
    return this.#env.properties as Properties;
  }

  get #state(): SimulatorState<Space> {
    return this.#env.state as SimulatorState<Space>;
  }

  async #render(envIds: readonly number[], mode: string): Promise<readonly Tensor[]> {
    if (mode !== renderMode)
      throw new InvalidRequest(`${this.#env.spec.name} renders "${renderMode}", not "${mode}"`);
    const images = (await this.#env.render?.(envIds)) ?? [];
    return images.map(imageTensor);
  }

  #propertyNamed(name: string): PropertySpec {
    const { properties = [], name: env } = this.#env.spec;
    const property = properties.find((candidate) => candidate.name === name);
    if (property !== undefined) return property;
    const legal = properties.map((candidate) => candidate.name).join(", ") || "none";
    throw new InvalidRequest(`${env} has no property "${name}"; its properties are: ${legal}`);
  }

  #checkWritten(values: ResetOptions): void {
    for (const [name, value] of Object.entries(values)) {
      const property = this.#propertyNamed(name);
      if (!property.writable) throw new InvalidRequest(`property "${name}" can only be read`);
      if (typeof value === typeof property.default && (typeof value !== "number" || Number.isFinite(value)))
        continue;
      const expected =
        typeof property.default === "number" ? "a finite number" : `a ${typeof property.default}`;
      throw new InvalidRequest(`property "${name}": expected ${expected}, got ${value}; nothing was written`);
    }
  }
}

function answer(body: Answer["body"]): Answer {
  return { body, tensors: [] };
}

function imageTensor({ height, width, pixels }: Image): Tensor {
  return { dtype: "uint8", shape: [height, width, 3], data: pixels };
}

export function bytesTensor(data: Uint8Array): Tensor {
  return { dtype: "uint8", shape: [data.length], data };
}

function statesIn(envIds: readonly number[], tensors: readonly Tensor[]): Uint8Array[] {
  const states = tensors.map(({ data }) => data);
  if (states.length === envIds.length && states.every((data) => data instanceof Uint8Array)) return states;
  throw new InvalidRequest(
    `expected the bytes of one state for each of ${envIds.length} environments, got ${states.length} tensors; nothing was applied`,
  );
}
