/** Arithmetic on `Float64Array`; a result is a new array, or `into` where it is given, which may be an argument too. */

/** a + b, element by element. */
export function add(a: Float64Array, b: Float64Array, into?: Float64Array): Float64Array {
  const sum = into ?? new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = (a[i] as number) + (b[i] as number);
  return sum;
}

/** factor · a. */
export function scale(a: Float64Array, factor: number, into?: Float64Array): Float64Array {
  const scaled = into ?? new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) scaled[i] = (a[i] as number) * factor;
  return scaled;
}

/** aᵀb = Σ aᵢ bᵢ. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** M a, M row-major with rows as long as a. */
export function times(matrix: Float64Array, a: Float64Array): Float64Array {
  const width = a.length;
  return Float64Array.from({ length: matrix.length / width }, (_, i) =>
    dot(matrix.subarray(i * width, (i + 1) * width), a),
  );
}

/** Mᵀ a, M row-major with as many rows as a has elements. */
export function transposedTimes(matrix: Float64Array, a: Float64Array): Float64Array {
  const width = matrix.length / a.length;
  const result = new Float64Array(width);
  for (const [i, value] of a.entries())
    for (let j = 0; j < width; j++)
      result[j] = (result[j] as number) + (matrix[i * width + j] as number) * value;
  return result;
}

/** ‖a‖ = √Σ aᵢ², without overflow or underflow on the way. */
export function norm(a: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] as number));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const share = (a[i] as number) / largest;
    sum += share * share;
  }
  return largest * Math.sqrt(sum);
}

/** ‖a − b‖, as `norm` has it. */
export function distance(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const share = ((a[i] as number) - (b[i] as number)) / largest;
    sum += share * share;
  }
  return largest * Math.sqrt(sum);
}

/** The first element that is not a finite number, as an index, or −1. */
export function firstNonFinite(a: Float64Array | Float32Array): number {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i])) return i;
  return -1;
}

/** Same length and same numbers (NaN equals nothing). */
export function equal(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
