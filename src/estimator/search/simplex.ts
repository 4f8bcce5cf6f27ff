/** The simplex of nelder-mead.ts: which points its phase asks for, and what follows from their returns. */
import { mean } from "../../math/statistics.ts";
import { ranked, type SearchState, type Tried } from "./search.ts";

/** What is tried next. */
export type Phase = "simplex" | "reflection" | "expansion" | "outside" | "inside" | "shrink";

export interface Simplex {
  readonly phase: Phase;
  /** n + 1 points, best first once they were tried. */
  readonly vertices: readonly (readonly number[])[];
  /** Their mean returns; empty before they were tried. */
  readonly returns: readonly number[];
  /** xᵣ, where expansion or contraction is tried. */
  readonly reflection: Tried | null;
}

export interface NelderMeadState extends SearchState, Simplex {}

export interface Coefficients {
  /** α */
  readonly reflect: number;
  /** β */
  readonly expand: number;
  /** γ */
  readonly contract: number;
  /** δ */
  readonly shrink: number;
}

export const standard: Coefficients = { reflect: 1, expand: 2, contract: 0.5, shrink: 0.5 };

/** Gao & Han (2012), Implementing the Nelder-Mead Simplex Algorithm with Adaptive Parameters, equation 4.1; n ≥ 2. */
export function adaptive(n: number): Coefficients {
  return { reflect: 1, expand: 1 + 2 / n, contract: 0.75 - 1 / (2 * n), shrink: 1 - 1 / n };
}

/** The points of the phase. */
export function pointsOf({ phase, vertices, reflection }: Simplex, c: Coefficients): (readonly number[])[] {
  const [best, worst] = [vertices[0] as readonly number[], vertices.at(-1) as readonly number[]];
  const center = best.map((_, j) => mean(vertices.slice(0, -1).map((vertex) => vertex[j] as number)));
  const reflected = reflection?.params ?? worst;
  switch (phase) {
    case "simplex":
      return [...vertices];
    case "reflection":
      return [beyond(center, worst, -c.reflect)];
    case "expansion":
      return [beyond(center, reflected, c.expand)];
    case "outside":
      return [beyond(center, reflected, c.contract)];
    case "inside":
      return [beyond(center, reflected, -c.contract)];
    case "shrink":
      return vertices.slice(1).map((vertex) => beyond(best, vertex, c.shrink));
  }
}

/** from + factor (to − from) */
function beyond(from: readonly number[], to: readonly number[], factor: number): number[] {
  return from.map((value, j) => value + factor * ((to[j] as number) - value));
}

/** The simplex after its phase was tried; see the head of nelder-mead.ts. */
export function nextPhase(simplex: Simplex, tried: readonly Tried[]): Simplex {
  const [point] = tried as [Tried];
  const reflection = simplex.reflection as Tried;
  switch (simplex.phase) {
    case "simplex":
      return sorted(tried);
    case "shrink":
      return sorted([vertex(simplex, 0), ...tried]);
    case "reflection":
      return afterReflection(simplex, point);
    case "expansion":
      return replaced(simplex, point.meanReturn > reflection.meanReturn ? point : reflection);
    case "outside":
      return point.meanReturn >= reflection.meanReturn
        ? replaced(simplex, point)
        : { ...simplex, phase: "shrink" };
    case "inside":
      return point.meanReturn > (simplex.returns.at(-1) as number)
        ? replaced(simplex, point)
        : { ...simplex, phase: "shrink" };
  }
}

function afterReflection(simplex: Simplex, point: Tried): Simplex {
  const { returns } = simplex;
  const better = (than: number) => point.meanReturn > (returns.at(than) as number);
  if (better(0)) return { ...simplex, phase: "expansion", reflection: point };
  if (better(-2)) return replaced(simplex, point);
  return { ...simplex, phase: better(-1) ? "outside" : "inside", reflection: point };
}

/** The worst vertex gives way. Of equal vertices the older stands before the newer. */
function replaced(simplex: Simplex, point: Tried): Simplex {
  const kept = Array.from({ length: simplex.vertices.length - 1 }, (_, i) => vertex(simplex, i));
  return sorted([...kept, point]);
}

function vertex({ vertices, returns }: Simplex, i: number): Tried {
  return { params: vertices[i] as readonly number[], meanReturn: returns[i] as number };
}

function sorted(tried: readonly Tried[]): Simplex {
  const order = ranked(tried);
  return {
    phase: "reflection",
    vertices: order.map(({ params }) => params),
    returns: order.map(({ meanReturn }) => meanReturn),
    reflection: null,
  };
}
