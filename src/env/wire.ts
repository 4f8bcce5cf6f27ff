/** What an `Env` says, in the words of the wire and back: its spec, its numbers, its errors. */
import type { Fault } from "../transport/errors.ts";
import { RemoteError, SpecMismatch } from "../transport/errors.ts";
import type { WireSpace, WireSpec } from "../transport/message.ts";
import type { Tensor } from "../transport/tensor.ts";
import { elementCount } from "../transport/tensor.ts";
import type { EnvSpec } from "./env.ts";
import { EpisodeLost, InvalidRequest, ResetNeeded } from "./env.ts";
import type { BoxSpace } from "./space.ts";

export function toWireSpec(spec: EnvSpec): WireSpec {
  const { autoresetMode = "disabled", renderModes = [], properties = [], outOfBounds = "refuse" } = spec;
  return { ...spec, autoresetMode, renderModes, properties, outOfBounds };
}

/** Throws `SpecMismatch` for an environment that this version cannot use. */
export function fromWireSpec(spec: WireSpec): EnvSpec {
  const { name, version, envCount, controlPeriod, options } = spec;
  if (spec.autoresetMode !== "disabled") {
    throw new SpecMismatch(
      `${name} resets itself (mode ${spec.autoresetMode}); this version expects environments that are reset by the agent`,
      "serve it with automatic reset disabled",
    );
  }
  const observationSpace = boxOf(spec.observationSpace, `the observations of ${name}`);
  const actionSpace = boxOf(spec.actionSpace, `the actions of ${name}`);
  return { name, version, observationSpace, actionSpace, envCount, controlPeriod, options };
}

function boxOf(space: WireSpace, whose: string): BoxSpace {
  if (space.type !== "box" || (space.dtype !== "float64" && space.dtype !== "float32")) {
    const got = space.type === "box" ? `a box of ${space.dtype}` : `a ${space.type} space`;
    throw new SpecMismatch(
      `${whose} are ${got}; this version uses boxes of float32 or float64`,
      "flatten the space in the server",
    );
  }
  const { type, dtype, shape, names, units } = space;
  const size = elementCount(shape);
  return {
    type,
    dtype,
    shape,
    names,
    units,
    low: perElement(space.low, size),
    high: perElement(space.high, size),
  };
}

function perElement(bound: Float64Array, size: number): Float64Array {
  return bound.length === size ? bound : new Float64Array(size).fill(bound[0] as number);
}

/** Rows of a space as one tensor, `rows` borrowed unless they have to be narrowed to float32. */
export function toTensor(space: BoxSpace, count: number, rows: Float64Array): Tensor {
  const data = space.dtype === "float32" ? Float32Array.from(rows) : rows;
  return { dtype: space.dtype, shape: [count, ...space.shape], data };
}

/** The rows in a tensor, or undefined when it is not `count` rows of the space. */
export function fromTensor(
  space: BoxSpace,
  count: number,
  tensor: Tensor | undefined,
): Float64Array | undefined {
  if (tensor === undefined || tensor.dtype !== space.dtype || tensor.shape.length !== space.shape.length + 1)
    return undefined;
  if (tensor.shape[0] !== count) return undefined;
  for (let i = 0; i < space.shape.length; i++) if (tensor.shape[i + 1] !== space.shape[i]) return undefined;
  return tensor.data instanceof Float64Array ? tensor.data : Float64Array.from(tensor.data as Float32Array);
}

/** What an environment threw, for the wire. Undefined for what is a fault of the server rather than an answer. */
export function toFault(error: unknown): Fault | undefined {
  if (error instanceof ResetNeeded) {
    return fault("resetNeeded", error.message, "reset it first", [error.envId]);
  }
  if (error instanceof InvalidRequest) return fault("invalidRequest", error.message, "mend the request", []);
  if (error instanceof EpisodeLost) {
    return fault("episodeLost", error.reason, "reset it and repeat the episode", error.envIds);
  }
  return undefined;
}

function fault(code: Fault["code"], message: string, remedy: string, envIds: readonly number[]): Fault {
  return { code, message, remedy, envIds, sessionUsable: true };
}

/** The class that the environment at the far end threw, where it is one of `Env`'s; else the error itself. */
export function fromFault(error: unknown): unknown {
  if (!(error instanceof RemoteError)) return error;
  const { code, message, envIds } = error.fault;
  if (code === "resetNeeded" && envIds[0] !== undefined) return new ResetNeeded(envIds[0]);
  if (code === "invalidRequest") return new InvalidRequest(message, { cause: error });
  if (code === "episodeLost") return new EpisodeLost(envIds, message, { cause: error });
  return error;
}
