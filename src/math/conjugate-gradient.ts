import { dot, norm } from "./vector.ts";

export interface ConjugateGradientOptions {
  /** Stop where ‖b − Ax‖ ≤ tolerance · ‖b‖. Default 1e-10. */
  readonly tolerance?: number;
  /** Products with A at most. Default: as many as unknowns, after which exact arithmetic has ended. */
  readonly iterationLimit?: number;
}

export interface ConjugateGradientResult {
  /** x, the best so far where the end is not "converged". */
  readonly solution: Float64Array;
  /** ‖b − Ax‖ as the recursion carries it. */
  readonly residual: number;
  readonly iterationCount: number;
  /** "curvature": some p has pᵀAp that is not positive, so A is not positive definite, or rounding says so. */
  readonly end: "converged" | "iterations" | "curvature";
}

/**
 * Solves Ax = b for a symmetric positive definite A that is known by its products alone (Hestenes & Stiefel 1952). From x = 0, r = p = b:
 *
 *     α = rᵀr / pᵀAp    x ← x + αp    r′ = r − αAp    p ← r′ + (r′ᵀr′ / rᵀr) p
 *
 * b = 0 gives x = 0 without a product.
 */
export function conjugateGradient(
  product: (vector: Float64Array) => Float64Array,
  b: Float64Array,
  { tolerance = 1e-10, iterationLimit = b.length }: ConjugateGradientOptions = {},
): ConjugateGradientResult {
  const solution = new Float64Array(b.length);
  const [r, p] = [b.slice(), b.slice()];
  const enough = tolerance * norm(b);
  let squared = dot(r, r);
  let iterationCount = 0;
  const result = (end: ConjugateGradientResult["end"]) => ({
    solution,
    residual: Math.sqrt(squared),
    iterationCount,
    end,
  });

  while (Math.sqrt(squared) > enough) {
    if (iterationCount === iterationLimit) return result("iterations");
    const moved = product(p);
    const curvature = dot(p, moved);
    iterationCount += 1;
    // Written so that NaN ends it too.
    if (!(curvature > 0)) return result("curvature");
    const step = squared / curvature;
    addScaled(solution, step, p);
    addScaled(r, -step, moved);
    const next = dot(r, r);
    // p ← r + (next / squared) p
    for (let i = 0; i < p.length; i++) p[i] = (r[i] as number) + (next / squared) * (p[i] as number);
    squared = next;
  }
  return result("converged");
}

/** a ← a + factor · b, in place: these are our own. */
function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + factor * (b[i] as number);
}
