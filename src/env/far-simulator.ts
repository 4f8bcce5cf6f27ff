/** Pictures, properties and states of an environment at the far end of a wire; each only if the server offers it. */
import type { Channel } from "../transport/channel.ts";
import type { Tensor } from "../transport/tensor.ts";
import { batchCodec } from "./batch-codec.ts";
import { checkEnvIds, checkStep } from "./border.ts";
import { type AnyEnv, type Image, InvalidRequest } from "./env.ts";
import { fromFault } from "./faults.ts";
import { linearizationsIn, type Sizes } from "./linearization-codec.ts";
import type { ReplyReader } from "./reply-reader.ts";
import { bytesTensor, floatsOf, renderMode } from "./simulator-service.ts";

type Simulator = Pick<AnyEnv, "render" | "properties" | "state" | "linearize">;
type EnvSpec = AnyEnv["spec"];

export function farSimulator(channel: Channel, spec: EnvSpec, reader: ReplyReader): Simulator {
  const offers = (word: string) => channel.peer.capabilities.includes(word);
  const canRender = offers("render") && (spec.renderModes ?? []).includes(renderMode);
  const [observation, action] = [floatsOf(spec.observationSpace), floatsOf(spec.actionSpace)];
  const sizes = observation === undefined || action === undefined ? undefined : { observation, action };
  return {
    ...(canRender ? { render: farRender(channel, spec, reader) } : {}),
    ...(offers("properties") ? { properties: farProperties(channel, spec, reader) } : {}),
    ...(offers("state") ? { state: farState(channel, spec, reader) } : {}),
    ...(offers("linearize") && sizes ? { linearize: farLinearize(channel, spec, reader, sizes) } : {}),
  };
}

function farRender(channel: Channel, spec: EnvSpec, reader: ReplyReader): NonNullable<Simulator["render"]> {
  return async (envIds) => {
    checkEnvIds(spec, envIds);
    const reply = await channel.request({ kind: "render", envIds, mode: renderMode }).catch(rethrow);
    reader.requireSame(envIds, reply.body.envIds);
    reader.requireCount("tensors", envIds.length, reply.tensors.length);
    return reply.tensors.map((tensor) => imageIn(tensor, reader));
  };
}

function imageIn({ dtype, shape, data }: Tensor, reader: ReplyReader): Image {
  const [height, width, colors] = shape;
  if (dtype === "uint8" && shape.length === 3 && height && width && colors === 3)
    return { height, width, pixels: data as Uint8Array };
  return reader.refuse(
    "tensors",
    `expected a picture uint8 [height, width, 3], got ${dtype} [${shape.join(", ")}]`,
  );
}

function farProperties(
  channel: Channel,
  spec: EnvSpec,
  reader: ReplyReader,
): NonNullable<Simulator["properties"]> {
  return {
    async read(envIds, names) {
      checkEnvIds(spec, envIds);
      const { body } = await channel.request({ kind: "readProperties", envIds, names }).catch(rethrow);
      reader.requireCount("envs", envIds.length, body.envs.length);
      for (const [i, values] of body.envs.entries()) {
        const missing = names.find((name) => !Object.hasOwn(values, name));
        if (missing !== undefined)
          reader.refuse("envs", `environment ${envIds[i]} does not say its ${missing}`);
      }
      return body.envs;
    },
    async write(envIds, values) {
      checkEnvIds(spec, envIds);
      await channel.request({ kind: "writeProperties", envIds, values }).catch(rethrow);
    },
  };
}

function farState(channel: Channel, spec: EnvSpec, reader: ReplyReader): NonNullable<Simulator["state"]> {
  return {
    async get(envIds) {
      checkEnvIds(spec, envIds);
      const reply = await channel.request({ kind: "getState", envIds }).catch(rethrow);
      reader.requireSame(envIds, reply.body.envIds);
      reader.requireCount("tensors", envIds.length, reply.tensors.length);
      return reply.tensors.map(({ dtype, shape, data }) =>
        dtype === "uint8" && shape.length === 1
          ? (data as Uint8Array)
          : reader.refuse("tensors", `expected bytes uint8 [n], got ${dtype} [${shape.join(", ")}]`),
      );
    },
    async set(envIds, states) {
      checkEnvIds(spec, envIds);
      const tensors = states.map(bytesTensor);
      const reply = await channel.request({ kind: "setState", envIds }, { tensors }).catch(rethrow);
      return reader.reset(envIds, reply);
    },
  };
}

function farLinearize(
  channel: Channel,
  spec: EnvSpec,
  reader: ReplyReader,
  sizes: Sizes,
): NonNullable<Simulator["linearize"]> {
  const codec = batchCodec(spec.actionSpace, "action", (what) => {
    throw new InvalidRequest(what);
  });
  return async (request) => {
    checkStep(spec, request);
    const { envIds, actions } = request;
    reader.requireRunning(envIds);
    const tensors = codec.toTensors(envIds.length, actions);
    const reply = await channel.request({ kind: "linearize", envIds }, { tensors }).catch(rethrow);
    reader.requireSame(envIds, reply.body.envIds);
    return linearizationsIn(reply.tensors, envIds.length, sizes, (what) => reader.refuse("tensors", what));
  };
}

function rethrow(error: unknown): never {
  throw fromFault(error);
}
