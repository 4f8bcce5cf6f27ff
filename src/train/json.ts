/** Records with vectors as JSON: a vector is a list of its numbers in their shortest exact form, NaN is null. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    item instanceof Float64Array ? Array.from(item) : item,
  );
}

/** The vector of such a list. */
export function vectorOf(list: readonly (number | null)[]): Float64Array {
  return Float64Array.from(list, (value) => value ?? Number.NaN);
}
