import type { Rng } from "../../../math/random.ts";

/**
 * A random matrix [rows × columns] whose shorter side is orthonormal, times `gain`: Saxe, McClelland & Ganguli (2014). Gram–Schmidt, twice
 * for accuracy, on vectors of standard normal numbers.
 */
export function orthogonal(rows: number, columns: number, gain: number, rng: Rng): Float64Array {
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const basis: Float64Array[] = [];
  while (basis.length < count) {
    const v = Float64Array.from({ length }, () => rng.normal());
    for (let pass = 0; pass < 2; pass++) for (const u of basis) subtractProjection(v, u);
    const size = Math.sqrt(dot(v, v));
    // A vector that lay in the span of the others leaves nothing to normalize: draw again.
    if (size > 1e-9) basis.push(v.map((x) => x / size));
  }
  const matrix = new Float64Array(rows * columns);
  for (const [k, vector] of basis.entries())
    for (const [i, x] of vector.entries())
      matrix[rows < columns ? k * columns + i : i * columns + k] = gain * x;
  return matrix;
}

/** v ← v − (v·u) u */
function subtractProjection(v: Float64Array, u: Float64Array): void {
  const along = dot(v, u);
  for (let i = 0; i < v.length; i++) v[i] = (v[i] as number) - along * (u[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
