/** What follows the last linear layer: y = clip(tanh?(z) · gain + offset), or the index of the greatest. */
import { type ImportedLayer, moved, spread } from "./layer.ts";
import type { Stage } from "./operations.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

export class Tail {
  /** The last layer, with the factors and summands that came before any other stage. */
  layer: ImportedLayer;
  isSquashed = false;
  /** Of the squashed output, one number an element. */
  gain: Float64Array;
  offset: Float64Array;
  /** Infinite where the graph does not clip. */
  low: Float64Array;
  high: Float64Array;
  isIndex = false;
  #isClipped = false;
  #isRanked = false;

  constructor(layer: ImportedLayer) {
    const size = layer.outputs;
    this.layer = layer;
    this.gain = new Float64Array(size).fill(1);
    this.offset = new Float64Array(size);
    this.low = new Float64Array(size).fill(-Infinity);
    this.high = new Float64Array(size).fill(Infinity);
  }

  take(stage: Stage): void {
    const isFree = !this.isIndex && !this.#isRanked;
    if (stage.kind === "greatest" && !this.isIndex) this.isIndex = true;
    else if (stage.kind === "ranked" && !this.isIndex) this.#isRanked = true;
    else if (stage.kind === "affine" && isFree) this.#move(stage);
    else if (stage.kind === "clip" && isFree) this.#hold(stage);
    else if (this.#mayBeSquashedBy(stage) && isFree) this.isSquashed = true;
    else
      throw new UnsupportedGraph(
        `node "${stage.node}" (${stage.kind === "activation" ? stage.name : stage.kind}) stands behind the last layer; expected nothing, or tanh, factors and a clip, or softmax and ArgMax`,
      );
  }

  /** Preferences made probabilities are no action unless the greatest is taken. */
  requireWhole(): void {
    if (!this.#isRanked || this.isIndex) return;
    throw new UnsupportedGraph("the output is probabilities; expected preferences, or ArgMax behind them");
  }

  #mayBeSquashedBy(stage: Stage): boolean {
    return stage.kind === "activation" && stage.name === "tanh" && !this.isSquashed && !this.#isClipped;
  }

  #move(stage: Extract<Stage, { kind: "affine" }>): void {
    const size = this.layer.outputs;
    const [g, o] = [spread(stage.gain, size, stage.node), spread(stage.offset, size, stage.node)];
    if (this.isSquashed) {
      this.gain = this.gain.map((value, j) => value * (g[j] as number));
      this.offset = this.offset.map((value, j) => value * (g[j] as number) + (o[j] as number));
    } else this.layer = moved(this.layer, stage);
    const ends = [this.low, this.high].map((bounds) =>
      bounds.map((value, j) => value * (g[j] as number) + (o[j] as number)),
    ) as [Float64Array, Float64Array];
    this.low = ends[0].map((value, j) => Math.min(value, ends[1][j] as number));
    this.high = ends[1].map((value, j) => Math.max(value, ends[0][j] as number));
  }

  #hold({ low, high, node }: Extract<Stage, { kind: "clip" }>): void {
    const size = this.layer.outputs;
    const [l, h] = [spread(low, size, node), spread(high, size, node)];
    this.low = this.low.map((value, j) => Math.max(value, l[j] as number));
    this.high = this.high.map((value, j) => Math.min(value, h[j] as number));
    this.#isClipped = true;
  }
}
