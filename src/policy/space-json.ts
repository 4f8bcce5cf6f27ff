/** Spaces as plain JSON and back. JSON has no infinity: a bound that is not there is null. */
import { z } from "zod";
import type { Space } from "../env/space.ts";

const names = z.array(z.string());
const shape = z.array(z.number().int().nonnegative());
const dtypes = [
  "float64",
  "float32",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "bool",
] as const;
const bounds = (missing: number) =>
  z
    .array(z.number().nullable())
    .transform((values) => Float64Array.from(values, (value) => value ?? missing));

const leaf = [
  z.object({
    type: z.literal("box"),
    dtype: z.enum(dtypes),
    shape,
    low: bounds(-Infinity),
    high: bounds(Infinity),
    names,
    units: names,
  }),
  z.object({ type: z.literal("discrete"), count: z.number().int(), start: z.number().int(), names }),
  z.object({
    type: z.literal("multiDiscrete"),
    shape,
    counts: z.array(z.number().int()),
    starts: z.array(z.number().int()),
    names,
  }),
  z.object({ type: z.literal("multiBinary"), shape, names }),
  z.object({
    type: z.literal("text"),
    minLength: z.number().int(),
    maxLength: z.number().int(),
    charset: z.string(),
  }),
] as const;

/** Checks and reads what `spaceToJson` wrote. */
export const spaceSchema: z.ZodType<Space, unknown> = z.lazy(() =>
  z.union([
    ...leaf,
    z.object({ type: z.literal("dict"), spaces: z.record(z.string(), spaceSchema) }),
    z.object({ type: z.literal("tuple"), spaces: z.array(spaceSchema) }),
  ]),
) as z.ZodType<Space, unknown>;

export function spaceToJson(space: Space): unknown {
  switch (space.type) {
    case "box":
      return { ...space, low: finite(space.low), high: finite(space.high) };
    case "dict":
      return {
        type: "dict",
        spaces: Object.fromEntries(
          Object.entries(space.spaces).map(([key, member]) => [key, spaceToJson(member)]),
        ),
      };
    case "tuple":
      return { type: "tuple", spaces: space.spaces.map(spaceToJson) };
    default:
      return space;
  }
}

function finite(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}
