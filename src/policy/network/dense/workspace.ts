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
    this.#doubles.set(params, this.plan.raw / 8);
    for (const layer of this.plan.layers) this.#narrow(layer, layer.affine);
    this.#params = params;
    this.#transposed = false;
  }

  /** Has Wᵀ of the θ that was loaded. */
  transpose(): void {
    if (this.#transposed) return;
    for (const { affine, stride, transposed, transposedStride } of this.plan.layers)
      this.kernels.transpose(affine.w, stride, transposedStride / 4, transposed);
    this.#transposed = true;
  }

  /** Takes a direction in θ in. */
  direct(direction: Float64Array): void {
    this.#doubles.set(direction, this.plan.raw / 8);
    for (const layer of this.plan.layers) this.#narrow(layer, layer.direction);
  }

  /** Numbers without gaps between them. */
  copy(source: Float32Array, at: number): void {
    this.#floats.set(source, at / 4);
  }

  /** Rows of `width` numbers from `source[from]` on, to rows of `stride` bytes. */
  put(source: Float32Array, from: number, width: number, at: number, stride: number, rows: number) {
    const floats = this.#floats;
    const step = stride >>> 2;
    for (let n = 0, to = at >>> 2; n < rows; n++, to += step)
      for (let j = 0; j < width; j++) floats[to + j] = source[from++] as number;
  }

  /** Rows of `stride` bytes to rows of `width` numbers, from `target[to]` on. */
  take(target: Float32Array, to: number, width: number, at: number, stride: number, rows: number): void {
    const floats = this.#floats;
    const step = stride >>> 2;
    for (let n = 0, from = at >>> 2; n < rows; n++, from += step)
      for (let j = 0; j < width; j++) target[to++] = floats[from + j] as number;
  }

  clearTotals(): void {
    for (const { totals, stride } of this.plan.layers)
      this.#doubles.fill(0, totals.w / 8, (totals.b + 2 * stride) / 8);
  }

  /** The totals of all layers, laid out as θ is. */
  takeTotals(target: Float64Array): void {
    let to = this.plan.raw;
    for (const { inputs, outputs, totals, stride } of this.plan.layers) {
      this.kernels.pack(totals.w, 2 * stride, inputs, to, outputs);
      to += 8 * inputs * outputs;
      this.kernels.pack(totals.b, 2 * stride, 1, to, outputs);
      to += 8 * outputs;
    }
    target.set(this.#doubles.subarray(this.plan.raw / 8, to / 8));
  }

  #narrow({ inputs, outputs, weights, stride }: PlacedLayer, { w }: Affine): void {
    this.kernels.narrow(this.plan.raw + 8 * weights, outputs, inputs + 1, w, stride);
  }

  #reserve(bytes: number): void {
    const { memory } = this.kernels;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.#floats = new Float32Array(memory.buffer);
    this.#doubles = new Float64Array(memory.buffer);
  }
}
