/**
 * A saved network policy as one readable document: every number that acting takes, to the last digit, in the order it is used, with
 * names and units, and vectors to try a reader of it with.
 */
import { type Cycle, cycleGolden } from "./cycle.ts";
import type { Golden } from "./golden.ts";
import type { Inference, InferenceLayer, Output } from "./inference.ts";

const format = "gaitway-export";
const version = 1;

export function policyDocument(inference: Inference, golden: readonly Golden[]): string {
  const { environment, model, controlPeriod, observation, normalizer, layers, activation, output } =
    inference;
  return text({
    format,
    version,
    kind: "network",
    environment,
    model,
    controlPeriod,
    arithmetic: [
      "normalizer: z = (x - mean) / deviation in float64, held in -clip ... clip, rounded to float32",
      "layer, float32, no fused multiply-add: z[j] = biases[j], then z[j] = z[j] + x[i] * weights[i][j] for i = 0, 1, ...",
      "activation on the z of every layer but the last",
      rules[output.kind],
    ],
    observation: observation.map(finite),
    normalizer: normalizer && {
      mean: Array.from(normalizer.mean),
      deviation: Array.from(normalizer.deviation),
      clip: normalizer.clip,
    },
    activation,
    layers: layers.map(plainLayer),
    output: output.kind === "box" ? { ...output, elements: output.elements.map(finite) } : output,
    golden: golden.map(({ observation: row, action }) => ({ observation: Array.from(row), action })),
  });
}

export function cycleDocument(cycle: Cycle): string {
  const { environment, controlPeriod, plan, targets } = cycle;
  return text({
    format,
    version,
    kind: "cycle",
    environment,
    controlPeriod,
    arithmetic: [
      "s = count * fraction(time / period) in float64, k = floor(s), share = s - k",
      "targets = (1 - share) * samples[k] + share * samples[k + 1], rows modulo their count",
    ],
    period: plan.period,
    targets: targets.map(finite),
    samples: plan.samples,
    golden: cycleGolden(cycle),
  });
}

const rules: Readonly<Record<Output["kind"], string>> = {
  box: "output u, float64, tanh first where squashed: between two bounds low * (1 - t) + high * t with t = (u + 1) / 2 held in 0 ... 1, else u; rounded to float32 where rounded; held in low ... high",
  choices:
    "output: of each choice the index of its greatest number, the first where several are, plus its start",
  bits: "output: 1 where the number is above 0, else 0",
};

function plainLayer({ inputs, outputs, weights, biases }: InferenceLayer) {
  return {
    inputs,
    outputs,
    weights: Array.from({ length: inputs }, (_, i) =>
      Array.from(weights.subarray(i * outputs, (i + 1) * outputs)),
    ),
    biases: Array.from(biases),
  };
}

/** JSON has no infinity: a bound that is not there is null. */
function finite<T extends { readonly low: number; readonly high: number }>(element: T) {
  const bound = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { ...element, low: bound(element.low), high: bound(element.high) };
}

/** Two spaces an indent, but a row of numbers on one line. */
function text(value: unknown): string {
  const rows = /\[\s+(?:-?[\d.][^[\]{}"]*?)\s+\]/g;
  return `${JSON.stringify(value, null, 2).replace(rows, (row) => row.replace(/\s+/g, " "))}\n`;
}
