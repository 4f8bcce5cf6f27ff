/** The same network as a person writes it in C: dot products, tanhf of libm, numbers in decimal. */
import type { Inference } from "../../../src/deploy/export/inference.ts";

/** `void plain_act(const double *, double *)`; for tanh, a normalizer and a box of finite bounds. */
export function plainNetwork({ layers, normalizer, output }: Inference): string {
  if (normalizer === null || output.kind !== "box") throw new RangeError("expected a normalizer and a box");
  const { mean, deviation, clip } = normalizer;
  const inverse = deviation.map((value) => 1 / value);
  const sizes = layers.map(({ inputs, outputs }) => ({ inputs, outputs }));
  const last = layers.length - 1;
  return `#include <math.h>
#include "plain.h"

static const float mean[] = {${floats(mean)}};
static const float inverse[] = {${floats(inverse)}};
static const float low[] = {${floats(output.elements.map((element) => element.low))}};
static const float high[] = {${floats(output.elements.map((element) => element.high))}};
${layers
  .map(
    ({ inputs, outputs, weights, biases }, l) =>
      `static const float w${l}[${outputs}][${inputs}] = {${floats(Array.from({ length: inputs * outputs }, (_, k) => weights[(k % inputs) * outputs + Math.floor(k / inputs)] as number))}};
static const float b${l}[${outputs}] = {${floats(biases)}};`,
  )
  .join("\n")}

static float held(float x, float least, float most) {
  return x < least ? least : x > most ? most : x;
}

void plain_act(const double *observation, double *action) {
  float x0[${sizes[0]?.inputs}], ${sizes.map(({ outputs }, l) => `x${l + 1}[${outputs}]`).join(", ")};
  for (int i = 0; i < ${sizes[0]?.inputs}; i++)
    x0[i] = held(((float)observation[i] - mean[i]) * inverse[i], -${clip}.0f, ${clip}.0f);
${sizes
  .map(
    ({ inputs, outputs }, l) => `  for (int j = 0; j < ${outputs}; j++) {
    float sum = b${l}[j];
    for (int i = 0; i < ${inputs}; i++) sum += w${l}[j][i] * x${l}[i];
    x${l + 1}[j] = ${l < last ? "tanhf(sum)" : "sum"};
  }`,
  )
  .join("\n")}
  for (int j = 0; j < ${output.elements.length}; j++)
    action[j] = low[j] + (high[j] - low[j]) * held((x${last + 1}[j] + 1.0f) / 2.0f, 0.0f, 1.0f);
}
`;
}

function floats(values: ArrayLike<number>): string {
  return Array.from(values, (value) => {
    const text = Math.fround(value).toPrecision(9);
    return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
  }).join(",");
}
