/** The conformance kit against an endpoint, and what it found in words. */
import type { Check, CheckResult } from "../../src/conformance/check.ts";
import { type RunOptions, runChecks } from "../../src/conformance/run.ts";

export async function resultsOf(
  endpoint: string,
  checks: readonly Check[],
  options?: RunOptions,
): Promise<CheckResult[]> {
  const results = [];
  for await (const result of runChecks(endpoint, checks, options)) results.push(result);
  return results;
}

/** Every failure in words; none for a server that is right. */
export function failuresOf(results: readonly CheckResult[]): string[] {
  return results.flatMap((result) => {
    if (result.status !== "failed") return [];
    const { check, expected, seen, cause } = result;
    return [`${check.group}: ${check.name}: expected ${expected}, saw ${seen} (${cause})`];
  });
}
