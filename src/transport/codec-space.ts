/** What the environment is — spaces, options — between the generated shapes and the records of message.ts. */
import { MalformedMessage } from "./errors.ts";
import type { gaitway } from "./generated/gaitway.js";
import type { OptionValue, WireSpace, WireSpec } from "./spec-message.ts";
import { autoresetModes, outOfBoundsPolicies } from "./spec-message.ts";
import { dtypeCode, dtypeOf, elementCount } from "./tensor.ts";

type BoxSpace = Extract<WireSpace, { readonly type: "box" }>;
type MultiDiscreteSpace = Extract<WireSpace, { readonly type: "multiDiscrete" }>;

/** Gymnasium's spaces stay far below; a shape beyond it is a fault or an attack. */
const MAX_ELEMENTS = 2 ** 31 - 1;

export function requireThat(holds: boolean, expected: string, requestId: number): asserts holds {
  if (!holds) throw new MalformedMessage(`expected ${expected}`, requestId);
}

export function writeValue(value: OptionValue): object {
  if (typeof value === "number") return { number: value };
  return typeof value === "string" ? { text: value } : { flag: value };
}

export function readValue(
  value: gaitway.v1.Value.$Properties | null | undefined,
  requestId: number,
): OptionValue {
  const read = value?.kind && value[value.kind];
  requireThat(read !== undefined && read !== null, "an option to be a number, a text or a flag", requestId);
  return read;
}

export function writeSpec(spec: WireSpec): object {
  return {
    ...spec,
    observationSpace: writeSpace(spec.observationSpace),
    actionSpace: writeSpace(spec.actionSpace),
    autoresetMode: autoresetModes.indexOf(spec.autoresetMode) + 1,
    options: spec.options.map((option) => ({ ...option, defaultValue: writeValue(option.default) })),
    properties: spec.properties.map((property) => ({
      ...property,
      defaultValue: writeValue(property.default),
    })),
    outOfBounds: outOfBoundsPolicies.indexOf(spec.outOfBounds),
  };
}

export function readSpec(
  message: gaitway.v1.Spec.$Properties | null | undefined,
  requestId: number,
): WireSpec {
  requireThat(message !== undefined && message !== null, "a handshake with a spec", requestId);
  const spec = message as gaitway.v1.Spec;
  const autoresetMode = autoresetModes[spec.autoresetMode - 1];
  requireThat(autoresetMode !== undefined, "an autoreset mode", requestId);
  const outOfBounds = outOfBoundsPolicies[spec.outOfBounds];
  requireThat(outOfBounds !== undefined, "a policy for actions out of bounds", requestId);
  requireThat(spec.envCount > 0, "at least one environment", requestId);
  requireThat(spec.controlPeriod >= 0, "a control period of 0 or more seconds", requestId);
  return {
    name: spec.name,
    version: spec.version,
    observationSpace: readSpace(spec.observationSpace, requestId),
    actionSpace: readSpace(spec.actionSpace, requestId),
    envCount: spec.envCount,
    controlPeriod: spec.controlPeriod,
    autoresetMode,
    renderModes: spec.renderModes,
    options: spec.options.map((option) => ({
      name: option.name ?? "",
      description: option.description ?? "",
      default: readValue(option.defaultValue, requestId),
    })),
    properties: spec.properties.map((property) => ({
      name: property.name ?? "",
      description: property.description ?? "",
      unit: property.unit ?? "",
      writable: property.writable ?? false,
      default: readValue(property.defaultValue, requestId),
    })),
    outOfBounds,
  };
}

function writeSpace(space: WireSpace): object {
  switch (space.type) {
    case "box":
      return { box: writeBox(space) };
    case "dict":
      return {
        dict: { entries: space.entries.map(({ key, space }) => ({ key, space: writeSpace(space) })) },
      };
    case "tuple":
      return { tuple: { spaces: space.spaces.map(writeSpace) } };
    default:
      return { [space.type]: space };
  }
}

function writeBox(box: BoxSpace): object {
  return { ...box, dtype: dtypeCode(box.dtype), low: boundBytes(box.low), high: boundBytes(box.high) };
}

/** A bound that is the same for every element is sent once. */
function boundBytes(bound: Float64Array): Uint8Array {
  const same = bound.every((value) => value === bound[0]);
  const sent = same ? bound.subarray(0, 1) : bound;
  return new Uint8Array(sent.buffer, sent.byteOffset, sent.byteLength);
}

function readSpace(message: gaitway.v1.Space.$Properties | null | undefined, requestId: number): WireSpace {
  const space = message as gaitway.v1.Space | null | undefined;
  switch (space?.kind) {
    case "box":
      return readBox(space.box as gaitway.v1.Box, requestId);
    case "discrete": {
      const { count, start, names } = space.discrete as gaitway.v1.Discrete;
      requireThat(count > 0, "a discrete space with something in it", requestId);
      requireThat(names.length === 0 || names.length === count, "one name a choice, or none", requestId);
      return { type: "discrete", count, start, names };
    }
    case "multiDiscrete":
      return readMultiDiscrete(space.multiDiscrete as gaitway.v1.MultiDiscrete, requestId);
    case "multiBinary": {
      const { shape, names } = space.multiBinary as gaitway.v1.MultiBinary;
      requireNames(names, sizeOf(shape, requestId), requestId);
      return { type: "multiBinary", shape, names };
    }
    case "dict": {
      const entries = (space.dict as gaitway.v1.Dict).entries;
      return {
        type: "dict",
        entries: entries.map(({ key, space }) => ({ key: key ?? "", space: readSpace(space, requestId) })),
      };
    }
    case "tuple": {
      const spaces = (space.tuple as gaitway.v1.Tuple).spaces;
      return { type: "tuple", spaces: spaces.map((member) => readSpace(member, requestId)) };
    }
    case "text": {
      const { minLength, maxLength, charset } = space.text as gaitway.v1.Text;
      requireThat(minLength <= maxLength, "a text space whose shortest is not above its longest", requestId);
      return { type: "text", minLength, maxLength, charset };
    }
    default:
      throw new MalformedMessage("a space of no kind that this version knows", requestId);
  }
}

function sizeOf(shape: readonly number[], requestId: number): number {
  const size = elementCount(shape);
  requireThat(size <= MAX_ELEMENTS, `a space of at most ${MAX_ELEMENTS} elements`, requestId);
  return size;
}

function requireNames(names: readonly string[], size: number, requestId: number): void {
  requireThat(names.length === 0 || names.length === size, "one name an element, or none", requestId);
}

function readBox(box: gaitway.v1.Box, requestId: number): BoxSpace {
  const { shape, names, units } = box;
  const dtype = dtypeOf(box.dtype)?.name;
  requireThat(dtype !== undefined, "a box with an element type", requestId);
  const size = sizeOf(shape, requestId);
  requireNames(names, size, requestId);
  requireNames(units, size, requestId);
  const [low, high] = [readBound(box.low, size, requestId), readBound(box.high, size, requestId)];
  for (let i = 0; i < Math.max(low.length, high.length); i++) {
    const ordered = (low[i] ?? low[0] ?? 0) <= (high[i] ?? high[0] ?? 0);
    requireThat(ordered, `a box whose lower bound ${i} is not above its upper one`, requestId);
  }
  return { type: "box", dtype, shape, low, high, names, units };
}

/** One bound, or one an element. The size is what was sent, never what the shape promises. */
function readBound(bytes: Uint8Array, size: number, requestId: number): Float64Array {
  const count = bytes.length / 8;
  requireThat(count === 1 || count === size, `1 or ${size} bounds of 8 bytes`, requestId);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function readMultiDiscrete(space: gaitway.v1.MultiDiscrete, requestId: number): MultiDiscreteSpace {
  const { shape, counts, starts, names } = space;
  const size = sizeOf(shape, requestId);
  requireThat(counts.length === size, "one count an element", requestId);
  requireThat(starts.length === 0 || starts.length === size, "one start an element, or none", requestId);
  requireNames(names, size, requestId);
  return { type: "multiDiscrete", shape, counts, starts, names };
}
