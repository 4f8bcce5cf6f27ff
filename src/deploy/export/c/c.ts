/**
 * A saved network policy as one file of C99 and its header: no allocation, no libm, no state but what the caller holds.
 *
 *     NAME_act(observation, action)    the deterministic action, bit for bit that of the saved policy
 *     NAME_selftest()                  0, or the number of the first golden vector that came out otherwise
 *
 * Flows in: what a policy computes, and golden vectors. Flows out: the text of two files. Imports: policy.
 */
import type { Golden } from "../golden.ts";
import { actionCount, type Inference, NotExportable, type Output } from "../inference.ts";
import { type CFiles, prologue } from "./files.ts";
import { double, remark } from "./literals.ts";
import { actionType, policyInC } from "./policy.ts";
import { selftestInC } from "./selftest.ts";

/** `name` begins all identifiers. Throws NotExportable without a golden vector to test with. */
export function policyFiles(name: string, inference: Inference, golden: readonly Golden[]): CFiles {
  if (golden.length === 0)
    throw new NotExportable(
      "the saved policy has no golden vectors, so the export could not test itself; save it with some",
    );
  return {
    header: headerOf(name, inference),
    source: `${prologue(name, describe(inference))}
${policyInC(name, inference)}

${selftestInC(name, inference, golden)}
`,
  };
}

function headerOf(name: string, inference: Inference): string {
  const { observation, output, controlPeriod } = inference;
  const big = name.toUpperCase();
  return `/*
 * ${remark(describe(inference))}
 * Written by gaitway export.
 */
#ifndef ${big}_H
#define ${big}_H

#include <stdint.h>

#define ${big}_OBSERVATIONS ${observation.length}
#define ${big}_ACTIONS ${actionCount(output)}
/* Seconds between two actions. */
#define ${big}_CONTROL_PERIOD ${double(controlPeriod)} /* ${controlPeriod} */

/*
 * The deterministic action. Returns 0; 1 where a number on the way is not finite: then do not send the action.
 *
 * observation, as the sensors give it (scaling is inside):
${listed(observation.map((element) => `${element.name}, ${element.unit}`))}
 *
 * action${output.kind === "box" ? ", inside its bounds" : ""}:
${listed(actionNames(output))}
 */
int ${name}_act(const double observation[${big}_OBSERVATIONS], ${actionType(output)} action[${big}_ACTIONS]);

/* Run it at every start: 0, or the number of the first golden vector that does not come out to the last bit. */
int ${name}_selftest(void);

#endif
`;
}

function describe({ environment, model }: Inference): string {
  return `A policy for ${environment.name} ${environment.version}: ${model}.`;
}

function listed(lines: readonly string[]): string {
  return lines.map((line, j) => ` *   [${j}] ${remark(line)}`).join("\n");
}

function actionNames(output: Output): string[] {
  switch (output.kind) {
    case "box":
      return output.elements.map(({ name, unit, low, high }) => `${name}, ${unit}, ${low} to ${high}`);
    case "bits":
      return Array.from({ length: output.count }, (_, j) => `${output.names[j] ?? j}, 0 or 1`);
    case "choices":
      return output.counts.map((count, j) => {
        const start = output.starts[j] ?? 0;
        return `${output.names[j] ?? "choice"}, ${start} to ${start + count - 1}`;
      });
  }
}
