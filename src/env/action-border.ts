/**
 * Actions against their space: the right arrays, of the right length, every element finite and (unless they are going to
 * be clipped) inside. Throws `InvalidRequest` naming the environment, the leaf, the element, its range and its value.
 */
import { arrayClass, rowSize } from "./batch.ts";
import { InvalidRequest } from "./env.ts";
import type { LeafBatch } from "./leaves.ts";
import { flatten, leaves } from "./leaves.ts";
import type { BoxSpace, LeafSpace, Space, TextSpace } from "./space.ts";

/** What numbers have to be. Text has to be in its space either way: there is no nearest one. */
type Demand = "inside" | "finite";

export function checkActions(
  space: Space,
  envIds: readonly number[],
  actions: unknown,
  demand: Demand = "inside",
): void {
  if (space.type !== "dict" && space.type !== "tuple") {
    checkLeaf("action", space, envIds, actions, demand);
    return;
  }
  const batches = flatten(space, actions);
  leaves(space, "action").forEach((leaf, i) => {
    checkLeaf(leaf.path, leaf.space, envIds, batches[i], demand);
  });
}

function checkLeaf(
  path: string,
  space: LeafSpace,
  envIds: readonly number[],
  batch: unknown,
  demand: Demand,
): void {
  requireLength(path, space, envIds.length, requireArray(path, space, batch));
  if (space.type === "text") checkText(path, space, envIds, batch as readonly string[]);
  else if (isFloatBox(space)) checkFloats(path, space, envIds, batch as Float64Array, demand);
  else if (demand === "inside") checkIntegers(path, space, envIds, batch as Int32Array);
}

function isFloatBox(space: LeafSpace): space is BoxSpace {
  return space.type === "box" && (space.dtype === "float64" || space.dtype === "float32");
}

function requireArray(path: string, space: LeafSpace, batch: unknown): LeafBatch {
  if (space.type === "text") {
    if (Array.isArray(batch) && batch.every((text) => typeof text === "string")) return batch;
    throw new InvalidRequest(
      `${path}: expected an array of strings, got ${nameOf(batch)}; nothing was applied`,
    );
  }
  const Expected = arrayClass(space);
  if (batch instanceof Expected) return batch;
  throw new InvalidRequest(`${path}: expected a ${Expected.name}, got ${nameOf(batch)}; nothing was applied`);
}

function nameOf(value: unknown): string {
  return value === null || value === undefined ? "nothing" : `a ${value.constructor?.name ?? typeof value}`;
}

function requireLength(path: string, space: LeafSpace, count: number, { length }: LeafBatch): void {
  const size = rowSize(space);
  if (length === count * size) return;
  const numbers = space.type === "text" ? "texts" : `actions of ${size} numbers, ${count * size} in all`;
  const where = path === "action" ? "" : `${path}: `;
  throw new InvalidRequest(`${where}expected ${count} ${numbers}, got ${length}`);
}

function checkFloats(
  path: string,
  space: BoxSpace,
  envIds: readonly number[],
  actions: Float64Array,
  demand: Demand,
): void {
  const size = rowSize(space);
  const { low, high } = space;
  for (let i = 0, element = 0; i < actions.length; i++, element = element + 1 === size ? 0 : element + 1) {
    const value = actions[i] as number;
    if (value >= (low[element] as number) && value <= (high[element] as number) && Number.isFinite(value))
      continue;
    if (demand === "finite" && Number.isFinite(value)) continue;
    throw outside(path, space, envIds[Math.floor(i / size)], element, value, "a number");
  }
}

/** Whole numbers cannot be anything but finite: their arrays hold nothing else. */
function checkIntegers(
  path: string,
  space: Exclude<LeafSpace, TextSpace>,
  envIds: readonly number[],
  actions: Int32Array,
): void {
  const size = rowSize(space);
  for (let i = 0; i < actions.length; i++) {
    const [low, high] = rangeOf(space, i % size);
    const value = Number(actions[i]);
    if (value >= low && value <= high) continue;
    throw outside(path, space, envIds[Math.floor(i / size)], i % size, value, "a whole number");
  }
}

/** The smallest and the largest number that may stand at this element. */
export function rangeOf(space: Exclude<LeafSpace, TextSpace>, element: number): [number, number] {
  switch (space.type) {
    case "box":
      return [space.low[element] as number, space.high[element] as number];
    case "discrete":
      return [space.start, space.start + space.count - 1];
    case "multiDiscrete": {
      const start = space.starts[element] ?? 0;
      return [start, start + (space.counts[element] as number) - 1];
    }
    case "multiBinary":
      return [0, 1];
  }
}

function outside(
  path: string,
  space: Exclude<LeafSpace, TextSpace>,
  envId: number | undefined,
  element: number,
  value: number,
  what: string,
): InvalidRequest {
  const [low, high] = rangeOf(space, element);
  // The names of a discrete space are those of its choices.
  const name = space.type === "discrete" ? undefined : space.names[element];
  const unit = space.type === "box" ? space.units[element] : undefined;
  const which = space.type === "discrete" ? "" : `, element ${element}${name ? ` "${name}"` : ""}`;
  const range = `from ${low} to ${high}${unit && unit !== "1" ? ` ${unit}` : ""}`;
  return new InvalidRequest(
    `${path} of environment ${envId}${which}: expected ${what} ${range}, got ${value}; nothing was applied`,
  );
}

function checkText(
  path: string,
  { minLength, maxLength, charset }: TextSpace,
  envIds: readonly number[],
  texts: readonly string[],
): void {
  const allowed = new Set(charset);
  texts.forEach((text, i) => {
    const characters = [...text];
    const refuse = (expected: string, got: string): never => {
      throw new InvalidRequest(
        `${path} of environment ${envIds[i]}: expected ${expected}, got ${got}; nothing was applied`,
      );
    };
    if (characters.length < minLength || characters.length > maxLength)
      refuse(`${minLength} to ${maxLength} characters`, `${characters.length}`);
    // A zero ends the text on the wire, and half a surrogate pair is no character.
    const bad = characters.find(
      (one) => (charset !== "" && !allowed.has(one)) || one === "\0" || /\p{Surrogate}/u.test(one),
    );
    if (bad !== undefined)
      refuse(
        charset === "" ? "characters of Unicode other than zero" : `characters of "${charset}"`,
        JSON.stringify(bad),
      );
  });
}
