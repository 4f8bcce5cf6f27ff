/**
 * Elementary functions whose results are the same bits on every machine.
 *
 * ECMAScript leaves `Math.exp`, `Math.log`, `Math.tanh`, `Math.sin` … to the platform, and platforms differ in the last bit; one bit
 * is enough to send two runs of the same seed apart. These use only what IEEE 754 fixes: + − × ÷, √, comparisons, rounding
 * to whole numbers, and the bit pattern of a number.
 *
 * The recipe is always the same: reduce the argument to a short interval without losing bits (constants in two or more
 * parts, the rounding error of a sum caught by TwoSum), sum a polynomial whose coefficients come from a series, add the
 * largest term last. Errors are in ulp, units in the last place of the result; test/math/elementary.test.ts measures them
 * against integer arithmetic of 400 bits.
 *
 * | function           | error        | argument                                              |
 * |--------------------|--------------|-------------------------------------------------------|
 * | exp, log           | < 1 ulp      | every number, subnormal results and arguments included |
 * | tanh               | < 2 ulp      | every number                                          |
 * | sin, cos           | < 1 ulp      | every finite number; beyond 1.6e6 exact but slow      |
 * | atan2, asin, acos  | < 3 ulp      | every number                                          |
 * | hypot              | < 2 ulp      | every number, no overflow on the way                  |
 */
export { cos, sin } from "./elementary/circular.ts";
export { exp, tanh } from "./elementary/exponential.ts";
export { acos, asin, atan2, hypot } from "./elementary/inverse-circular.ts";
export { log } from "./elementary/logarithm.ts";
