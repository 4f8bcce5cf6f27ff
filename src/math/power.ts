/** baseⁿ for a whole n ≥ 0 by repeated squaring: `**` may differ in the last bit from one platform to the next, × may not. */
export function integerPower(base: number, n: number): number {
  let result = 1;
  let square = base;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
