/**
 * Stages of a graph, put in the one order that a network policy has:
 *
 *     x ─ (x − mean)/deviation, held in ±clip ─ linear ─ σ ─ … ─ linear ─ tanh? ─ · gain + offset ─ clip? ─▶ output
 *
 * Constant factors and summands behind a linear layer become part of it. Flows in: stages. Flows out: the parts, in double.
 */
import type { Activation } from "../../../policy/network/dense/layers.ts";
import { type ImportedLayer, moved, spread } from "./layer.ts";
import type { Stage } from "./operations.ts";
import { Tail } from "./tail.ts";
import { UnsupportedGraph } from "./unsupported-graph.ts";

export interface ImportedMlp {
  /** x · gain + offset, held in ±clip (Infinity for none); null where the first layer takes x as it is. */
  readonly scaling: {
    readonly gain: Float64Array;
    readonly offset: Float64Array;
    readonly clip: number;
  } | null;
  readonly layers: readonly ImportedLayer[];
  /** Between all layers; tanh where there is one layer only. */
  readonly activation: Activation;
  readonly tail: Tail;
}

export function mlpOf(stages: readonly Stage[]): ImportedMlp {
  const first = stages.findIndex(({ kind }) => kind === "linear");
  const last = stages.findLastIndex(({ kind }) => kind === "linear");
  if (first < 0)
    throw new UnsupportedGraph(
      "no linear layer lies between the observation and the output; expected Gemm or MatMul",
    );
  const layers: ImportedLayer[] = [];
  const between: Activation[] = [];
  for (const stage of stages.slice(first, last + 1)) inside(stage, layers, between);
  const end = layers.pop() as ImportedLayer;
  const tail = new Tail(end);
  for (const stage of stages.slice(last + 1)) tail.take(stage);
  const [activation = "tanh", ...rest] = between;
  const other = rest.find((name) => name !== activation);
  if (other !== undefined)
    throw new UnsupportedGraph(
      `hidden layers are ${activation} and ${other}; expected one activation in all of them`,
    );
  const { inputs } = layers[0] ?? end;
  return {
    scaling: scalingOf(stages.slice(0, first), inputs),
    layers: [...layers, tail.layer],
    activation,
    tail,
  };
}

/** From the first linear layer to the last: each but the last has its activation behind it. */
function inside(stage: Stage, layers: ImportedLayer[], between: Activation[]): void {
  const isOpen = layers.length > between.length;
  if (stage.kind === "linear" && !isOpen) layers.push(stage);
  else if (stage.kind === "activation" && isOpen) between.push(stage.name);
  else if (stage.kind === "affine" && isOpen) layers.push(moved(layers.pop() as ImportedLayer, stage));
  else
    throw new UnsupportedGraph(
      `node "${stage.node}" (${stage.kind}) stands between hidden layers; expected linear layers with tanh, relu or elu behind each but the last`,
    );
}

function scalingOf(stages: readonly Stage[], size: number): ImportedMlp["scaling"] {
  if (stages.length === 0) return null;
  let gain = new Float64Array(size).fill(1);
  let offset = new Float64Array(size);
  let clip = Infinity;
  for (const stage of stages) {
    if (stage.kind === "affine" && clip === Infinity) {
      const [g, o] = [spread(stage.gain, size, stage.node), spread(stage.offset, size, stage.node)];
      gain = gain.map((value, j) => value * (g[j] as number));
      offset = offset.map((value, j) => value * (g[j] as number) + (o[j] as number));
    } else if (stage.kind === "clip" && clip === Infinity) clip = symmetric(stage);
    else
      throw new UnsupportedGraph(
        `node "${stage.node}" (${stage.kind}) stands before the first layer; expected the observation less its mean, over its deviation, clipped at the end`,
      );
  }
  return { gain, offset, clip };
}

function symmetric({ low, high, node }: Extract<Stage, { kind: "clip" }>): number {
  const [bound = 0] = high;
  const isSame = high.every((x) => x === bound) && low.every((x) => x === -bound);
  if (isSame && bound > 0) return bound;
  throw new UnsupportedGraph(
    `node "${node}" clips observations to ${low[0]} … ${high[0]}; expected one bound, −c … c`,
  );
}
