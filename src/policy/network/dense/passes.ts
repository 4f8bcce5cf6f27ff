/** The ways through the layers, a block of rows at a time: values, and products with the Jacobian from either side. */
import type { Activation } from "./layers.ts";
import { BLOCK_ROWS, type PlacedLayer } from "./plan.ts";
import type { Workspace } from "./workspace.ts";

export class Passes {
  readonly #space: Workspace;
  readonly #layers: readonly PlacedLayer[];
  readonly #last: number;
  readonly #first: PlacedLayer;
  readonly #final: PlacedLayer;
  readonly #activate: (at: number, end: number) => void;
  readonly #slope: (a: number, g: number, end: number) => void;

  constructor(space: Workspace, activation: Activation) {
    const { layers } = space.plan;
    this.#space = space;
    this.#layers = layers;
    this.#last = layers.length - 1;
    this.#first = layers[0] as PlacedLayer;
    this.#final = layers[this.#last] as PlacedLayer;
    this.#activate = space.kernels[activation];
    this.#slope = space.kernels[`${activation}Slope`];
  }

  /** f(θ, x) of `count` rows; nothing is remembered. */
  infer(inputs: Float32Array, outputs: Float32Array, count: number): void {
    const [space, first, final] = [this.#space, this.#first, this.#final];
    const { plan } = space;
    for (let row = 0; row < count; row += BLOCK_ROWS) {
      const rows = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
      space.put(inputs, row * first.inputs, first.inputs, plan.inputs, first.inputStride, rows);
      let x = plan.inputs;
      for (let l = 0; l <= this.#last; l++) {
        const y = plan.blocks[l & 1] as number;
        this.#apply(l, x, y, rows);
        x = y;
      }
      space.take(outputs, row * final.outputs, final.outputs, x, final.stride, rows);
    }
  }

  /** The same, with the activity of every layer kept; there has to be room for it. */
  forward(inputs: Float32Array, outputs: Float32Array, count: number): void {
    const [space, final] = [this.#space, this.#final];
    space.copy(inputs, this.#placeOf(0, 0));
    for (let row = 0; row < count; row += BLOCK_ROWS) {
      const rows = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
      for (let l = 0; l <= this.#last; l++)
        this.#apply(l, this.#placeOf(l, row), this.#placeOf(l + 1, row), rows);
    }
    space.take(outputs, 0, final.outputs, this.#placeOf(this.#last + 1, 0), final.stride, count);
  }

  /** Writes Jᵀw into `gradient`. */
  backward(weights: Float32Array, count: number, gradient: Float64Array): void {
    const space = this.#space;
    space.transpose();
    space.clearTotals();
    for (let row = 0; row < count; row += BLOCK_ROWS) {
      const rows = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
      let [g, other] = this.#putWeights(weights, row, rows);
      for (let l = this.#last; l >= 0; l--) {
        this.#addToTotals(l, row, g, rows);
        if (l > 0) this.#back(l, row, g, other, rows);
        [g, other] = [other, g];
      }
    }
    space.takeTotals(gradient);
  }

  /** ∂/∂x of w · f. */
  inputGradient(weights: Float32Array, gradient: Float32Array, count: number): void {
    const [space, first] = [this.#space, this.#first];
    space.transpose();
    for (let row = 0; row < count; row += BLOCK_ROWS) {
      const rows = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
      let [g, other] = this.#putWeights(weights, row, rows);
      for (let l = this.#last; l >= 0; l--) {
        this.#back(l, row, g, other, rows);
        [g, other] = [other, g];
      }
      space.take(gradient, row * first.inputs, first.inputs, g, first.transposedStride, rows);
    }
  }

  /** Jv along the direction that was taken in. The inputs of the network do not move. */
  tangent(change: Float32Array, count: number): void {
    const [space, final] = [this.#space, this.#final];
    for (let row = 0; row < count; row += BLOCK_ROWS) {
      const rows = count - row < BLOCK_ROWS ? count - row : BLOCK_ROWS;
      let [dz, dx] = space.plan.blocks;
      for (let l = 0; l <= this.#last; l++) {
        this.#move(l, row, dx, dz, rows);
        [dz, dx] = [dx, dz];
      }
      space.take(change, row * final.outputs, final.outputs, dx, final.stride, rows);
    }
  }

  /** z = x W + b, and σ(z) but for the last layer. */
  #apply(l: number, x: number, y: number, rows: number): void {
    const { inputs, inputStride, stride, affine } = this.#layers[l] as PlacedLayer;
    this.#space.kernels.multiply(x, inputStride, affine.w, affine.b, 0, y, stride, rows, inputs);
    if (l < this.#last) this.#activate(y, y + rows * stride);
  }

  /** Σ xᵀg and Σ g of a block. */
  #addToTotals(l: number, row: number, g: number, rows: number): void {
    const { inputStride, transposedStride, stride, totals } = this.#layers[l] as PlacedLayer;
    const { addProducts, addColumnSums } = this.#space.kernels;
    addProducts(this.#placeOf(l, row), inputStride, transposedStride / 4, g, stride, rows, totals.w);
    addColumnSums(g, stride, rows, totals.b);
  }

  /** From g = ∂/∂z of this layer to that of the layer before, g Wᵀ ⊙ σ′; to ∂/∂x at the first. */
  #back(l: number, row: number, g: number, to: number, rows: number): void {
    const { kernels, plan } = this.#space;
    const { outputs, stride, transposed, transposedStride } = this.#layers[l] as PlacedLayer;
    kernels.multiply(g, stride, transposed, plan.zeros, 0, to, transposedStride, rows, outputs);
    if (l > 0) this.#slope(this.#placeOf(l, row), to, to + rows * transposedStride);
  }

  /** dz = x dW + db + dx W, and dz ⊙ σ′ but for the last layer. */
  #move(l: number, row: number, dx: number, dz: number, rows: number): void {
    const { multiply } = this.#space.kernels;
    const { inputs, inputStride, stride, affine, direction } = this.#layers[l] as PlacedLayer;
    multiply(this.#placeOf(l, row), inputStride, direction.w, direction.b, 0, dz, stride, rows, inputs);
    if (l > 0) multiply(dx, inputStride, affine.w, dz, stride, dz, stride, rows, inputs);
    if (l < this.#last) this.#slope(this.#placeOf(l + 1, row), dz, dz + rows * stride);
  }

  /** Where the inputs of layer l stand, from row `row` on; behind the last layer, its outputs. */
  #placeOf(l: number, row: number): number {
    const stride = l > this.#last ? this.#final.stride : (this.#layers[l] as PlacedLayer).inputStride;
    return (this.#space.places[l] as number) + row * stride;
  }

  /** The block that rows of weights were put into, and the other. */
  #putWeights(weights: Float32Array, row: number, rows: number): readonly [number, number] {
    const { outputs, stride } = this.#final;
    const { blocks } = this.#space.plan;
    this.#space.put(weights, row * outputs, outputs, blocks[0], stride, rows);
    return blocks;
  }
}
