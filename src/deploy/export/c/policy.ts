/** The function of a network policy in C: observation, layers, action. */
import type { Inference, InferenceLayer, Output } from "../inference.ts";
import { actionCount } from "../inference.ts";
import { activationInC, squashInC } from "./arithmetic.ts";
import { double, single, table } from "./literals.ts";

/** What an action's numbers are in C. */
export function actionType({ kind }: Output): string {
  return kind === "box" ? "double" : kind === "bits" ? "uint8_t" : "int32_t";
}

/** `int NAME_act(const double observation[], TYPE action[])` and all it needs. */
export function policyInC(name: string, inference: Inference): string {
  const { layers, activation, output, observation } = inference;
  return [
    ...layers.map(weights),
    scaling(inference),
    bounds(output),
    layers.length > 1 ? activationInC[activation] : "",
    output.kind === "box" && output.squashed ? squashInC : "",
    output.kind === "box" ? boxInC(output) : "",
    `int ${name}_act(const double observation[${observation.length}], ${actionType(output)} action[${actionCount(output)}]) {
${body(inference)}
}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function weights({ inputs, outputs, weights: w, biases }: InferenceLayer, l: number): string {
  return `static const float weights${l}[${inputs}][${outputs}] = {
${Array.from({ length: inputs }, (_, i) => `{\n${table(Array.from(w.subarray(i * outputs, (i + 1) * outputs), single))}\n}`).join(",\n")}
};

static const float biases${l}[${outputs}] = {
${table(Array.from(biases, single))}
};`;
}

function scaling({ normalizer }: Inference): string {
  if (normalizer === null) return "";
  return [doubles("mean", normalizer.mean), doubles("deviation", normalizer.deviation)].join("\n\n");
}

function bounds(output: Output): string {
  if (output.kind !== "box") return "";
  const { elements } = output;
  return [
    doubles(
      "least",
      elements.map(({ low }) => low),
    ),
    doubles(
      "most",
      elements.map(({ high }) => high),
    ),
  ].join("\n\n");
}

export function doubles(name: string, values: ArrayLike<number>): string {
  return `static const double ${name}[${values.length}] = {\n${table(Array.from(values, double))}\n};`;
}

/** head/action-box.ts: zeros keep the sign that the greater and the lesser of two zeros have in ECMAScript. */
function boxInC({ rounded }: Extract<Output, { kind: "box" }>): string {
  const rounding = rounded ? "  free = (double)(float)free;\n" : "";
  return `static int finite(double x) {
  return x - x == 0.0;
}

/* -1 ... 1 is the whole range between two bounds; any other element goes through, up to the bound there is. */
static double boxed(double u, double low, double high) {
  double free = u;
  if (finite(low) && finite(high)) {
    const double half = (u + 1.0) / 2.0;
    const double t = half < 0.0 ? 0.0 : half > 1.0 ? 1.0 : half;
    free = low * (1.0 - t) + high * t;
  }
${rounding}  if (free == 0.0 && low == 0.0) free = free + low;
  free = free < low ? low : free;
  if (free == 0.0 && high == 0.0) free = -(-free + -high);
  return free > high ? high : free;
}`;
}

function body({ observation, normalizer, layers, output }: Inference): string {
  const sizes = [observation.length, ...layers.map(({ outputs }) => outputs)];
  const declared = sizes.map((size, l) => `x${l}[${size}]`).join(", ");
  const [count, last] = [observation.length, layers.length];
  const z = normalizer && `(x - mean[i]) / deviation[i]`;
  const c = normalizer && double(normalizer.clip);
  const seen =
    z === null
      ? "    x0[i] = (float)x;"
      : `    const double z = ${z};
    x0[i] = (float)(x - x != 0.0 ? x : z < -${c} ? -${c} : z > ${c} ? ${c} : z);`;
  return `  float ${declared};
  int i, j, sound = 1;
  for (i = 0; i < ${count}; i++) {
    const double x = observation[i];
${seen}
    if (x - x != 0.0) sound = 0;
  }
${layers.map((layer, l) => layerInC(layer, l, l === last - 1)).join("\n")}
${actionInC(output, `x${last}`)}
  return sound ? 0 : 1;`;
}

/** Each output from its bias on, one product after the other: README.md of policy/network. */
function layerInC({ inputs, outputs }: InferenceLayer, l: number, isLast: boolean): string {
  const [from, to] = [`x${l}`, `x${l + 1}`];
  return `  for (j = 0; j < ${outputs}; j++) ${to}[j] = biases${l}[j];
  for (i = 0; i < ${inputs}; i++)
    for (j = 0; j < ${outputs}; j++) ${to}[j] += ${from}[i] * weights${l}[i][j];${
      isLast ? "" : `\n  for (j = 0; j < ${outputs}; j++) ${to}[j] = activation(${to}[j]);`
    }`;
}

function actionInC(output: Output, x: string): string {
  switch (output.kind) {
    case "box":
      return `  for (j = 0; j < ${output.elements.length}; j++) {
    const double u = (double)${x}[j];
    action[j] = boxed(${output.squashed ? "squash(u)" : "u"}, least[j], most[j]);
    if (!finite(u) || !finite(action[j])) sound = 0;
  }`;
    case "bits":
      return `  for (j = 0; j < ${output.count}; j++) {
    if (${x}[j] - ${x}[j] != 0.0f) sound = 0;
    action[j] = ${x}[j] > 0.0f ? 1 : 0;
  }`;
    case "choices":
      return choicesInC(output.counts, output.starts, x);
  }
}

function choicesInC(counts: readonly number[], starts: readonly number[], x: string): string {
  let from = 0;
  return counts
    .map((count, j) => {
      const at = from;
      from += count;
      return `  for (i = ${at}, j = ${at}; j < ${from}; j++) {
    if (${x}[j] - ${x}[j] != 0.0f) sound = 0;
    if (${x}[j] > ${x}[i]) i = j;
  }
  action[${j}] = i - ${at} + (${starts[j]});`;
    })
    .join("\n");
}
