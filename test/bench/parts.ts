/** Names of parts on the command line of a benchmark. */
import { UsageError } from "../../src/cli/errors.ts";
import { legalChoices } from "../../src/env/suggest.ts";

/** Throws UsageError at the first name that is not one of `known`. */
export function requirePart(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`part "${unknown}" is not known. ${legalChoices(unknown, known)}`);
}
