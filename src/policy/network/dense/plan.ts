/**
 * Where the numbers of a network lie in the memory of the kernels: addresses in bytes, fixed for its lifetime. Behind the plan's end
 * stand the rows of the last forward pass, as many as there were.
 */
import { type Layer, parameterCountOf } from "./layers.ts";

/** Rows that go through all layers together: they stay in the nearest cache, and are what a gradient sums in float32. */
export const BLOCK_ROWS = 64;

export interface PlacedLayer extends Layer {
  /** Bytes of a row of outputs, padded to whole vectors. */
  readonly stride: number;
  /** Bytes of a row of inputs as the network holds it: padded, but for the first layer. */
  readonly inputStride: number;
  /** Bytes of a padded row of inputs. */
  readonly transposedStride: number;
  /** W [inputs × stride], then b [stride]. */
  readonly affine: Affine;
  /** The same of the direction that a tangent goes along. */
  readonly direction: Affine;
  /** Wᵀ [outputs padded to 4 × transposedStride]. */
  readonly transposed: number;
  /** Σ xᵀg in float64 [inputs padded to 4 × 2 stride], and Σ g behind it. */
  readonly totals: Affine;
}

/** The addresses of a matrix and of the row behind it. */
export interface Affine {
  readonly w: number;
  readonly b: number;
}

export interface Plan {
  readonly layers: readonly PlacedLayer[];
  /** θ, a direction or a gradient as they come and go, in float64. */
  readonly raw: number;
  /** A row of zeros, as long as the longest. */
  readonly zeros: number;
  /** A block of rows of inputs. */
  readonly inputs: number;
  /** Two blocks of the longest rows, read and written in turn. */
  readonly blocks: readonly [number, number];
  readonly end: number;
}

/** `count` numbers of float32 in bytes, padded to whole vectors of 4. */
export function paddedBytes(count: number): number {
  return 16 * Math.ceil(count / 4);
}

export function planOf(layers: readonly Layer[]): Plan {
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end += bytes;
    return at;
  };
  const matrix = (rows: number, stride: number): Affine => ({ w: take(rows * stride), b: take(stride) });
  const longest = Math.max(...layers.map(({ inputs, outputs }) => paddedBytes(Math.max(inputs, outputs))));
  // The kernels read up to three numbers behind the last, and write one.
  const raw = take(16 * Math.ceil(parameterCountOf(layers) / 2) + 32);
  const zeros = take(longest);
  const placed = layers.map((layer, l) => {
    const [stride, transposedStride] = [paddedBytes(layer.outputs), paddedBytes(layer.inputs)];
    return {
      ...layer,
      stride,
      inputStride: l === 0 ? 4 * layer.inputs : transposedStride,
      transposedStride,
      affine: matrix(layer.inputs, stride),
      direction: matrix(layer.inputs, stride),
      transposed: take((stride / 4) * transposedStride),
      totals: matrix(transposedStride / 4, 2 * stride),
    };
  });
  const block = () => take(BLOCK_ROWS * longest);
  return { layers: placed, raw, zeros, inputs: block(), blocks: [block(), block()], end };
}

/** Where the inputs and the activity of each layer stand when there is room for `rows` of them, and where that ends. */
export function activityOf({ layers, end }: Plan, rows: number): { places: number[]; end: number } {
  const places: number[] = [];
  let at = end;
  for (const { inputStride } of layers) {
    places.push(at);
    // Behind the last row the kernels read up to three numbers, and activations overwrite up to twelve.
    at += 16 * Math.ceil((rows * inputStride) / 16) + 64;
  }
  places.push(at);
  return { places, end: at + rows * (layers.at(-1) as PlacedLayer).stride };
}
