/** A linear layer of a graph, x W + b, and what constant factors and summands behind it make of it. */
import type { Stage } from "./operations.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

export type ImportedLayer = Extract<Stage, { kind: "linear" }>;

/** (x W + b) · gain + offset, as one layer. */
export function moved(
  layer: ImportedLayer,
  { gain, offset, node }: Pick<Extract<Stage, { kind: "affine" }>, "gain" | "offset" | "node">,
): ImportedLayer {
  const { outputs, weights, biases } = layer;
  const [g, o] = [spread(gain, outputs, node), spread(offset, outputs, node)];
  return {
    ...layer,
    weights: weights.map((w, i) => w * (g[i % outputs] as number)),
    biases: biases.map((b, j) => b * (g[j] as number) + (o[j] as number)),
  };
}

/** One number an element. */
export function spread(values: Float64Array, size: number, node: string): Float64Array {
  if (values.length === size) return values;
  if (values.length === 1) return new Float64Array(size).fill(values[0] as number);
  throw new UnsupportedGraph(`node "${node}" has ${values.length} numbers for rows of ${size}`);
}
