/**
 * The kind of space a caller expects, as a literal that TypeScript can read: `expect: { observation: "box", action: "discrete" }`.
 *
 * What a server offers is known only at run time, what a program does with it is fixed before. The literal ties the two: the
 * types of batches follow from it, and a server that offers something else is refused with the literal that would fit.
 */
import { SpecMismatch } from "../transport/errors.ts";
import type { Dtype } from "../transport/tensor.ts";
import type { EnvSpec } from "./env.ts";
import type {
  BoxSpace,
  DictSpace,
  DiscreteSpace,
  MultiBinarySpace,
  MultiDiscreteSpace,
  Space,
  TextSpace,
  TupleSpace,
} from "./space.ts";

type Float = "float64" | "float32";

/** "box" is a box of floats, "box:uint8" one of bytes; a dict is an object of words, a tuple an array of them. */
export type SpaceWord =
  | "box"
  | `box:${Exclude<Dtype, Float>}`
  | "discrete"
  | "multiDiscrete"
  | "multiBinary"
  | "text"
  | { readonly [key: string]: SpaceWord }
  | readonly SpaceWord[];

interface LeafOf {
  readonly box: BoxSpace;
  readonly discrete: DiscreteSpace;
  readonly multiDiscrete: MultiDiscreteSpace;
  readonly multiBinary: MultiBinarySpace;
  readonly text: TextSpace;
}

/** The space a word stands for. */
export type SpaceOf<W> = W extends keyof LeafOf
  ? LeafOf[W]
  : W extends `box:${infer D extends Exclude<Dtype, Float>}`
    ? BoxSpace<D>
    : W extends readonly unknown[]
      ? TupleSpace<{ readonly [K in keyof W]: SpaceOf<W[K]> }>
      : W extends object
        ? DictSpace<{ readonly [K in keyof W]: SpaceOf<W[K]> }>
        : never;

/** What is not named is expected to be a box of floats; "any" takes whatever comes and leaves its type open. */
export type Expectation = "any" | { readonly observation?: SpaceWord; readonly action?: SpaceWord };
export type BoxesOfFloats = { readonly observation: "box"; readonly action: "box" };

export type ObservationOf<E> = SpaceExpected<E, "observation">;
export type ActionOf<E> = SpaceExpected<E, "action">;
type SpaceExpected<E, K extends keyof BoxesOfFloats> = E extends "any"
  ? Space
  : E extends { readonly [P in K]: infer W }
    ? SpaceOf<W>
    : BoxSpace;

/** Throws `SpecMismatch` when the environment at `endpoint` is not of the kind expected. */
export function requireExpected(endpoint: string, spec: EnvSpec<Space, Space>, expect: Expectation): void {
  if (expect === "any") return;
  const found = { observation: wordOf(spec.observationSpace), action: wordOf(spec.actionSpace) };
  for (const part of ["observation", "action"] as const) {
    const expected = literal(expect[part] ?? "box");
    if (expected === literal(found[part])) continue;
    throw new SpecMismatch(
      `${spec.name} at ${endpoint}: expected the ${part} to be ${expected}, got ${literal(found[part])}`,
      `write connect(uri, { expect: { observation: ${literal(found.observation)}, action: ${literal(found.action)} } })`,
    );
  }
}

/** The word for a space. */
function wordOf(space: Space): SpaceWord {
  switch (space.type) {
    case "box":
      return space.dtype === "float64" || space.dtype === "float32" ? "box" : `box:${space.dtype}`;
    case "dict":
      return Object.fromEntries(Object.entries(space.spaces).map(([key, member]) => [key, wordOf(member)]));
    case "tuple":
      return space.spaces.map(wordOf);
    default:
      return space.type;
  }
}

/** As one writes it in a program; equal words have equal literals, in whatever order their keys are. */
function literal(word: SpaceWord): string {
  if (typeof word === "string") return JSON.stringify(word);
  if (Array.isArray(word)) return `[${word.map(literal).join(", ")}]`;
  const entries = Object.entries(word).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "{}";
  return `{ ${entries.map(([key, member]) => `${keyLiteral(key)}: ${literal(member)}`).join(", ")} }`;
}

function keyLiteral(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
