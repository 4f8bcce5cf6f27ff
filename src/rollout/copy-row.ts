/** A row into another place; loops beat `set(subarray)` for the short rows there are. */
export function copyRow<T extends Float32Array | Float64Array>(
  from: T,
  row: number,
  to: T,
  at: number,
  size: number,
): void {
  for (let j = 0; j < size; j++) to[at * size + j] = from[row * size + j] as number;
}
