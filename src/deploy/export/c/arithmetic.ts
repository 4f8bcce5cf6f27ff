/**
 * The functions a network needs, in C: operation for operation those of policy/network/dense/float32.ts and of
 * math/elementary/exponential.ts, which say why they are as they are. No libm: C libraries differ in the last bit.
 */
import type { Activation } from "../../../policy/network/dense/layers.ts";
import { double, single } from "./literals.ts";

const f = (x: number): string => single(Math.fround(x));

/** Σ coefficientᵢ xⁱ by Horner's rule, from the highest. */
function horner(into: string, x: string, coefficients: readonly number[]): string {
  const [first, ...rest] = [...coefficients].reverse();
  return [
    `  ${into} = ${f(first as number)};`,
    ...rest.map((c) => `  ${into} = ${into} * ${x} + ${f(c)};`),
  ].join("\n");
}

const P = [1, 0.13383272290229797, 0.003498152829706669, 2.064730870188214e-5, 1.3400315523881545e-8];
const Q = [1, 0.46716591715812683, 0.025887003168463707, 0.0003289656015112996, 7.796783734194013e-7];
const E = [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040];

/** `static float activation(float z)` */
export const activationInC: Readonly<Record<Activation, string>> = {
  relu: `static float activation(float z) {
  return z < 0.0f ? 0.0f : z;
}`,
  tanh: `/* x P(x^2)/Q(x^2), x held where tanh has rounded to 1. */
static float activation(float z) {
  const float x = z > ${f(9.011)} ? ${f(9.011)} : z < ${f(-9.011)} ? ${f(-9.011)} : z;
  const float s = x * x;
  float p, q, y;
${horner("p", "s", P)}
${horner("q", "s", Q)}
  y = x * p / q;
  return y > 1.0f ? 1.0f : y < -1.0f ? -1.0f : y;
}`,
  elu: `/* z, or e^z - 1: z = k ln 2 + r, a series in r, and 2^k by its bits. */
static float activation(float z) {
  float x, whole, r, p, value, scale;
  int32_t k;
  uint32_t word;
  if (z > 0.0f || z != z) return z;
  x = z < -18.0f ? -18.0f : z;
  whole = x * ${f(Math.LOG2E)} + 0.5f;
  k = (int32_t)whole;
  if ((float)k > whole) k--;
  r = x - (float)k * ${f(0.693145751953125)};
  r = r - (float)k * ${f(1.428606820309417e-6)};
${horner("p", "r", E)}
  value = r + r * r * p;
  word = (uint32_t)(k + 127) << 23;
  memcpy(&scale, &word, sizeof scale);
  return scale * value + (scale - 1.0f);
}`,
};

const d = double;

/** `static double squash(double u)`: tanh of a squashed Gaussian's mean, in double. */
export const squashInC = `/* e^x for 1 < x <= 40, as Gaitway computes it. */
static double exponential(double x) {
  const int32_t k = (int32_t)(x * ${d(Math.LOG2E)} + 0.5);
  const double above = x - (double)k * ${d(0.6931471805592082)};
  const double below = (double)k * ${d(7.371002565167799e-13)};
  const double r = above - below;
  const double tail = above - r - below;
  const double w = 1.0 + r;
  const double lost = 1.0 - w + r;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double low = ${d(1 / 2)} + r * ${d(1 / 6)} + r2 * (${d(1 / 24)} + r * ${d(1 / 120)});
  const double middle = ${d(1 / 720)} + r * ${d(1 / 5040)} + r2 * (${d(1 / 40320)} + r * ${d(1 / 362880)});
  const double high = ${d(1 / 3628800)} + r * ${d(1 / 39916800)} + r2 * (${d(1 / 479001600)} + r * ${d(1 / 6227020800)});
  const double series = low + r4 * (middle + r4 * high);
  const uint64_t word = (uint64_t)(k + 1023) << 52;
  double scale;
  memcpy(&scale, &word, sizeof scale);
  return (w + (r * r * series + (tail + lost))) * scale;
}

/* tanh u: 1 - 2/(e^2|u| + 1), or u - u^3 G(u^2) near 0. */
static double squash(double u) {
  const double magnitude = u < 0.0 ? -u : u;
  double value;
  if (u != u) return u;
  if (magnitude <= ${d(0.65)}) {
    const double z = u * u;
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double low = ${d(0.3333333333333333)} + z * ${d(-0.13333333333333303)} + z2 * (${d(0.05396825396821423)} + z * ${d(-0.021869488534076168)});
    const double middle = ${d(0.00886323547325761)} + z * ${d(-0.0035921271155005155)} + z2 * (${d(0.0014558247379056523)} + z * ${d(-0.0005899593550967243)});
    const double high = ${d(0.0002387977321715801)} + z * ${d(-9.579417888875415e-5)} + z2 * (${d(3.666018371295301e-5)} + z * ${d(-1.17983555469962e-5)}) + z4 * ${d(2.2629737433667127e-6)};
    return u == 0.0 ? u : u - u * u * u * (low + z4 * (middle + z4 * high));
  }
  value = magnitude > 20.0 ? 1.0 : 1.0 - 2.0 / (exponential(2.0 * magnitude) + 1.0);
  return u < 0.0 ? -value : value;
}`;
