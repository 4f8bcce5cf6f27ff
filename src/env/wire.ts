/** What an environment is, in the words of the wire and back. */
import { SpecMismatch } from "../transport/errors.ts";
import type { WireSpace, WireSpec } from "../transport/spec-message.ts";
import { elementCount } from "../transport/tensor.ts";
import type { EnvSpec } from "./env.ts";
import type { Space } from "./space.ts";

export function toWireSpec(spec: EnvSpec<Space, Space>): WireSpec {
  const { autoresetMode = "disabled", renderModes = [], properties = [], outOfBounds = "refuse" } = spec;
  const observationSpace = toWireSpace(spec.observationSpace);
  const actionSpace = toWireSpace(spec.actionSpace);
  return { ...spec, observationSpace, actionSpace, autoresetMode, renderModes, properties, outOfBounds };
}

/** Throws `SpecMismatch` for an environment that cannot be used from here. What is absent by default stays absent. */
export function fromWireSpec(spec: WireSpec): EnvSpec<Space, Space> {
  const { name, version, envCount, controlPeriod, options } = spec;
  const { autoresetMode, renderModes, properties, outOfBounds } = spec;
  return {
    name,
    version,
    observationSpace: fromWireSpace(spec.observationSpace, `observation of ${name}`),
    actionSpace: fromWireSpace(spec.actionSpace, `action of ${name}`),
    envCount,
    controlPeriod,
    options,
    ...(autoresetMode === "disabled" ? {} : { autoresetMode }),
    ...(renderModes.length === 0 ? {} : { renderModes }),
    ...(properties.length === 0 ? {} : { properties }),
    ...(outOfBounds === "refuse" ? {} : { outOfBounds }),
  };
}

function toWireSpace(space: Space): WireSpace {
  if (space.type === "tuple") return { type: "tuple", spaces: space.spaces.map(toWireSpace) };
  if (space.type !== "dict") return space;
  const entries = Object.entries(space.spaces).map(([key, member]) => ({ key, space: toWireSpace(member) }));
  return { type: "dict", entries };
}

function fromWireSpace(space: WireSpace, whose: string): Space {
  switch (space.type) {
    case "box": {
      const size = elementCount(space.shape);
      return { ...space, low: perElement(space.low, size), high: perElement(space.high, size) };
    }
    case "discrete":
      requireInt32(space.start, space.start + space.count - 1, whose);
      return space;
    case "multiDiscrete":
      space.counts.forEach((count, i) => {
        const start = space.starts[i] ?? 0;
        requireInt32(start, start + count - 1, whose);
      });
      return space;
    case "dict":
      return { type: "dict", spaces: fromEntries(space.entries, whose) };
    case "tuple":
      return {
        type: "tuple",
        spaces: space.spaces.map((member, i) => fromWireSpace(member, `${whose}.${i}`)),
      };
    default:
      return space;
  }
}

function perElement(bound: Float64Array, size: number): Float64Array {
  return bound.length === size ? bound : new Float64Array(size).fill(bound[0] as number);
}

function requireInt32(low: number, high: number, whose: string): void {
  if (low >= -(2 ** 31) && high < 2 ** 31) return;
  throw new SpecMismatch(
    `the ${whose} reaches from ${low} to ${high}, beyond whole numbers of 32 bits`,
    "use a smaller space in the server",
  );
}

type Entries = Extract<WireSpace, { readonly type: "dict" }>["entries"];

function fromEntries(entries: Entries, whose: string): { readonly [key: string]: Space } {
  const spaces = Object.fromEntries(
    entries.map(({ key, space }) => [key, fromWireSpace(space, `${whose}.${key}`)]),
  );
  // Two equal keys become one, and a JavaScript object puts keys that are whole numbers first.
  const kept = Object.keys(spaces);
  if (kept.length === entries.length && entries.every(({ key }, i) => key === kept[i])) return spaces;
  throw new SpecMismatch(
    `the ${whose} has the keys ${entries.map(({ key }) => JSON.stringify(key)).join(", ")}, of which JavaScript keeps ` +
      `${kept.map((key) => JSON.stringify(key)).join(", ")}`,
    "name them with letters, each once, in the server",
  );
}
