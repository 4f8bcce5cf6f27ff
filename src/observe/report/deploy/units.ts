/** Numbers of a deployment as its page shows them. */
import { decimalsFor, fixed, withUnit } from "../numbers.ts";

/** ° in a rad. */
export const degrees = 180 / Math.PI;

/** "12.5 %"; what is not zero is never shown as zero. */
export function percent(share: number): string {
  const value = share * 100;
  const text = value > 0 && value < 0.05 ? `<${fixed(0.1, 1)}` : fixed(value, value >= 10 ? 0 : 1);
  return withUnit(text, "%");
}

/** rad as degrees with one decimal: "3.4°". */
export function angle(radians: number): string {
  return Number.isFinite(radians) ? `${fixed(radians * degrees, 1)}°` : "–";
}

export function milliseconds(value: number): string {
  return withUnit(fixed(value, Math.min(3, decimalsFor(value, 2))), "ms");
}

export function seconds(value: number): string {
  return withUnit(fixed(value, value >= 100 ? 0 : 2), "s");
}

export function times(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
