/** The memory of one network's kernels: θ in float32 as the kernels want it, and numbers going in and out. */
import { instantiate, type Kernels } from "./kernels.ts";
import type { Layer } from "./layers.ts";
import { type Affine, activityOf, type PlacedLayer, type Plan, planOf } from "./plan.ts";

const PAGE = 65536;

export class Workspace {
  readonly kernels: Kernels = instantiate();
  readonly plan: Plan;
  /** The addresses of inputs and activities of the last forward pass. */
  places: readonly number[] = [];
  #capacity = 0;
  #floats = new Float32Array(0);
  #doubles = new Float64Array(0);
  #params: Float64Array | undefined;
  #transposed = false;

  constructor(layers: readonly Layer[]) {
    this.plan = planOf(layers);
    this.#reserve(this.plan.end);
  }

  /** Makes room for the activities of that many rows. */
  hold(rows: number): void {
    if (rows <= this.#capacity) return;
    const { places, end } = activityOf(this.plan, rows);
    this.#reserve(end);
    this.places = places;
    this.#capacity = rows;
  }

  /** Takes θ in, unless it is the same array as the last time. */
  load(params: Float64Array): void {
    if (this.#params === params) return;
    for (const layer of this.plan.layers) this.#putAffine(params, layer, layer.affine);
    this.#params = params;
    this.#transposed = false;
  }

  /** Has Wᵀ of the θ that was loaded. */
  transpose(): void {
    const params = this.#params;
    if (this.#transposed || params === undefined) return;
    const floats = this.#floats;
    for (const { inputs, outputs, weights, transposed, transposedStride } of this.plan.layers)
      for (let j = 0, to = transposed / 4; j < outputs; j++, to += transposedStride / 4)
        for (let i = 0; i < inputs; i++) floats[to + i] = params[weights + i * outputs + j] as number;
    this.#transposed = true;
  }

  /** Takes a direction in θ in. */
  direct(direction: Float64Array): void {
    for (const layer of this.plan.layers) this.#putAffine(direction, layer, layer.direction);
  }

  /** Rows of `width` numbers from `source[from]` on, to rows of `stride` bytes. */
  put(
    source: Float32Array | Float64Array,
    from: number,
    width: number,
    at: number,
    stride: number,
    rows: number,
  ) {
    const floats = this.#floats;
    const step = stride >> 2;
    for (let n = 0, to = at / 4; n < rows; n++, to += step)
      for (let j = 0; j < width; j++) floats[to + j] = source[from++] as number;
  }

  /** Rows of `stride` bytes to rows of `width` numbers, from `target[to]` on. */
  take(target: Float32Array, to: number, width: number, at: number, stride: number, rows: number): void {
    const floats = this.#floats;
    for (let n = 0, from = at / 4; n < rows; n++, from += stride / 4)
      for (let j = 0; j < width; j++) target[to++] = floats[from + j] as number;
  }

  clearTotals(): void {
    for (const { totals, stride } of this.plan.layers)
      this.#doubles.fill(0, totals.w / 8, (totals.b + 2 * stride) / 8);
  }

  /** The totals of all layers, laid out as θ is. */
  takeTotals(gradient: Float64Array): void {
    const doubles = this.#doubles;
    for (const { inputs, outputs, weights, totals, stride } of this.plan.layers) {
      let to = weights;
      for (let i = 0; i <= inputs; i++) {
        const from = (i < inputs ? totals.w + 2 * i * stride : totals.b) / 8;
        for (let j = 0; j < outputs; j++) gradient[to++] = doubles[from + j] as number;
      }
    }
  }

  #putAffine(params: Float64Array, { inputs, outputs, weights, stride }: PlacedLayer, { w }: Affine): void {
    this.put(params, weights, outputs, w, stride, inputs + 1);
  }

  #reserve(bytes: number): void {
    const { memory } = this.kernels;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
  }
}
