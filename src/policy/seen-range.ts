/** What a policy has seen of each element of its observations: whoever runs it later can tell when it sees something else. */
import { z } from "zod";
import { mean } from "../math/statistics.ts";

const numbers = z.array(z.number());

/** One number an element; SI units of the observation, before any normalization. */
export const seenRangeSchema = z.object({
  /** Rows it was taken from. */
  count: z.number(),
  low: numbers,
  high: numbers,
  mean: numbers,
  /** Of the population: √(Σ(x − x̄)²/n). */
  std: numbers,
});

export type SeenRange = Readonly<z.infer<typeof seenRangeSchema>>;

/** Of rows of the same length; at least one. */
export function seenRange(rows: readonly Float64Array[]): SeenRange {
  const size = rows[0]?.length ?? 0;
  const columns = Array.from({ length: size }, (_, j) => rows.map((row) => row[j] as number));
  const means = columns.map(mean);
  return {
    count: rows.length,
    low: columns.map((column) => column.reduce((a, b) => Math.min(a, b), Infinity)),
    high: columns.map((column) => column.reduce((a, b) => Math.max(a, b), -Infinity)),
    mean: means,
    std: columns.map((column, j) =>
      Math.sqrt(mean(column.map((value) => square(value - (means[j] as number))))),
    ),
  };
}

function square(value: number): number {
  return value * value;
}
