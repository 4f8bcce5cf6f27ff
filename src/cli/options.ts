/** Parsers of option values that several commands take; each throws with what was expected. */
import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";

/** One simulator a core: physics is what takes the time, and it does not share a core well. */
export function defaultWorkers(): number {
  return Math.min(availableParallelism(), 8);
}

export function parseWorkers(text: string): number {
  return parseCount(text, 1, 64);
}

export function parseEnvs(text: string): number {
  return parseCount(text, 1, 4096);
}

export function parseCount(text: string, low = 1, high = 1_000_000): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidArgumentError(`Expected a whole number from ${low} to ${high}.`);
  }
  return value;
}

export function parseSeed(text: string): number {
  return parseCount(text, 0, Number.MAX_SAFE_INTEGER);
}

export function parsePositive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("Expected a number above 0.");
  return value;
}
