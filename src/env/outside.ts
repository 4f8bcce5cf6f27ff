/**
 * What is wrong with a batch that is not in its space, in words: another kind of array, another length, an element that is
 * not finite or (unless it is going to be clipped) out of bounds. Undefined when nothing is. The words name the
 * environment, the leaf, the element, what it may be and what it is.
 */

import type { Dtype } from "../transport/tensor.ts";
import { arrayClass, rowSize } from "./batch.ts";
import { flatten, type LeafBatch, leaves } from "./leaves.ts";
import type { BoxSpace, LeafSpace, Space, TextSpace } from "./space.ts";

/** What numbers have to be. Text has to be in its space either way: there is no nearest one. */
export type Demand = "inside" | "finite";
type NumberSpace = Exclude<LeafSpace, TextSpace>;

/** `what` the batch is of: "action", "observation". */
export function outside(
  what: string,
  space: Space,
  envIds: readonly number[],
  batch: unknown,
  demand: Demand = "inside",
): string | undefined {
  if (space.type !== "dict" && space.type !== "tuple") return outsideLeaf(what, space, envIds, batch, demand);
  const batches = flatten(space, batch);
  for (const [i, leaf] of leaves(space, what).entries()) {
    const wrong = outsideLeaf(leaf.path, leaf.space, envIds, batches[i], demand);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function outsideLeaf(
  path: string,
  space: LeafSpace,
  envIds: readonly number[],
  batch: unknown,
  demand: Demand,
): string | undefined {
  const unfit = wrongArray(path, space, batch) ?? wrongLength(path, space, envIds.length, batch as LeafBatch);
  if (unfit !== undefined) return unfit;
  if (space.type === "text") return outsideTexts(path, space, envIds, batch as readonly string[]);
  if (isFloatBox(space)) return outsideFloats(path, space, envIds, batch as Float64Array, demand);
  // Whole numbers cannot be anything but finite: their arrays hold nothing else.
  return demand === "finite" ? undefined : outsideIntegers(path, space, envIds, batch as Int32Array);
}

function isFloatBox(space: LeafSpace): space is BoxSpace {
  return space.type === "box" && (space.dtype === "float64" || space.dtype === "float32");
}

function wrongArray(path: string, space: LeafSpace, batch: unknown): string | undefined {
  const got =
    batch === null || batch === undefined ? "nothing" : withArticle(batch.constructor?.name ?? typeof batch);
  if (space.type === "text") {
    if (Array.isArray(batch) && batch.every((text) => typeof text === "string")) return undefined;
    return `${path}: expected an array of strings, got ${got}`;
  }
  const Expected = arrayClass(space);
  return batch instanceof Expected
    ? undefined
    : `${path}: expected ${withArticle(Expected.name)}, got ${got}`;
}

/** "an Int32Array", but "a Uint8Array": that U is spoken as in "unit". */
function withArticle(name: string): string {
  return `${/^[AEIO]/i.test(name) ? "an" : "a"} ${name}`;
}

function wrongLength(path: string, space: LeafSpace, count: number, batch: LeafBatch): string | undefined {
  const size = rowSize(space);
  if (batch.length === count * size) return undefined;
  const numbers = space.type === "text" ? "texts" : `rows of ${size} numbers, ${count * size} in all`;
  return `${path}: expected ${count} ${numbers}, got ${batch.length}`;
}

function outsideFloats(
  path: string,
  space: BoxSpace,
  envIds: readonly number[],
  numbers: Float64Array,
  demand: Demand,
): string | undefined {
  const size = rowSize(space);
  const { low, high } = space;
  for (let i = 0, element = 0; i < numbers.length; i++, element = element + 1 === size ? 0 : element + 1) {
    const value = numbers[i] as number;
    // A NaN is neither above nor below: it has to be inside to pass.
    if (value >= (low[element] as number) && value <= (high[element] as number) && Number.isFinite(value))
      continue;
    if (demand === "finite" && Number.isFinite(value)) continue;
    if (space.dtype === "float32" && isRoundedBound(value, low[element] as number, high[element] as number))
      continue;
    return outOfRange(path, space, envIds[Math.floor(i / size)], element, value);
  }
  return undefined;
}

/** A bound of 0.1 has no float32: what stands at it is the nearest one there is, above or below. */
function isRoundedBound(value: number, low: number, high: number): boolean {
  return Number.isFinite(value) && (value === Math.fround(low) || value === Math.fround(high));
}

function outsideIntegers(
  path: string,
  space: NumberSpace,
  envIds: readonly number[],
  numbers: Int32Array,
): string | undefined {
  if (space.type === "box" && holdsWhole(space)) return undefined;
  const size = rowSize(space);
  for (let i = 0; i < numbers.length; i++) {
    const [low, high] = rangeOf(space, i % size);
    const value = Number(numbers[i]);
    if (value < low || value > high)
      return outOfRange(path, space, envIds[Math.floor(i / size)], i % size, value);
  }
  return undefined;
}

const whole = new WeakMap<BoxSpace<Dtype>, boolean>();

/** Whether all that bytes can be is inside, so that images need not be read to know it. */
function holdsWhole(space: BoxSpace<Dtype>): boolean {
  let known = whole.get(space);
  if (known === undefined) {
    known =
      space.dtype === "uint8" &&
      space.low.every((low) => low <= 0) &&
      space.high.every((high) => high >= 255);
    whole.set(space, known);
  }
  return known;
}

/** The smallest and the largest number that may stand at this element. */
export function rangeOf(space: NumberSpace, element: number): [number, number] {
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

function outOfRange(
  path: string,
  space: NumberSpace,
  envId: number | undefined,
  element: number,
  value: number,
): string {
  const [low, high] = rangeOf(space, element);
  // The names of a discrete space are those of its choices.
  const name = space.type === "discrete" ? undefined : space.names[element];
  const unit = space.type === "box" ? space.units[element] : undefined;
  const which = space.type === "discrete" ? "" : `, element ${element}${name ? ` "${name}"` : ""}`;
  const kind = isFloatBox(space) ? "a number" : "a whole number";
  const range = `from ${low} to ${high}${unit && unit !== "1" ? ` ${unit}` : ""}`;
  return `${path} of environment ${envId}${which}: expected ${kind} ${range}, got ${value}`;
}

function outsideTexts(
  path: string,
  { minLength, maxLength, charset }: TextSpace,
  envIds: readonly number[],
  texts: readonly string[],
): string | undefined {
  const allowed = new Set(charset);
  const any = charset === "";
  for (const [i, text] of texts.entries()) {
    const characters = [...text];
    const where = `${path} of environment ${envIds[i]}`;
    if (characters.length < minLength || characters.length > maxLength)
      return `${where}: expected ${minLength} to ${maxLength} characters, got ${characters.length}`;
    // A zero ends the text on the wire, and half a surrogate pair is no character.
    const bad = characters.find(
      (one) => !(any || allowed.has(one)) || one === "\0" || /\p{Surrogate}/u.test(one),
    );
    if (bad === undefined) continue;
    const expected = any ? "characters of Unicode other than zero" : `characters of "${charset}"`;
    return `${where}: expected ${expected}, got ${JSON.stringify(bad)}`;
  }
  return undefined;
}
