/** Products and solutions with a lower triangular matrix, [k × k] row after row, in place of their argument. Imports nothing. */

/** x ← L x */
export function multiply(factor: Float64Array, x: Float64Array, k: number): void {
  for (let i = k - 1; i >= 0; i--) {
    let sum = 0;
    for (let j = 0; j <= i; j++) sum += (factor[i * k + j] as number) * (x[j] as number);
    x[i] = sum;
  }
}

/** x ← L⁻¹ x, from the first element on. */
export function solve(factor: Float64Array, x: Float64Array, k: number): void {
  for (let i = 0; i < k; i++) {
    let left = x[i] as number;
    for (let j = 0; j < i; j++) left -= (factor[i * k + j] as number) * (x[j] as number);
    x[i] = left / (factor[i * k + i] as number);
  }
}

/** x ← L⁻ᵀ x, from the last element on. */
export function solveTransposed(factor: Float64Array, x: Float64Array, k: number): void {
  for (let i = k - 1; i >= 0; i--) {
    let left = x[i] as number;
    for (let j = i + 1; j < k; j++) left -= (factor[j * k + i] as number) * (x[j] as number);
    x[i] = left / (factor[i * k + i] as number);
  }
}
