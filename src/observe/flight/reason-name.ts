/** Why a state was entered, in words; a number that a newer version recorded stays a number. */
import { reasonNames, reasonOf } from "../../deploy/reasons.ts";

export function reasonName(code: number): string {
  return reasonNames[code] ?? `reason ${code}`;
}

/** What it means and what to do; "" where that is not known. */
export function reasonText(code: number): string {
  return reasonNames[code] === undefined ? "" : reasonOf(code).text;
}
