/** Golden vectors in C, as bits, and the function that runs them on the target. */
import type { Golden } from "../golden.ts";
import { actionCount, type Inference } from "../inference.ts";
import { bits, table } from "./literals.ts";
import { actionType } from "./policy.ts";

export function selftestInC(
  name: string,
  { observation, output }: Inference,
  golden: readonly Golden[],
): string {
  const isBox = output.kind === "box";
  const [rows, count] = [observation.length, actionCount(output)];
  const [type, literal] = isBox ? ["uint64_t", bits] : [actionType(output), String];
  return `/* What Gaitway computed: bits of doubles${isBox ? "" : ", and the actions"}. */
static const uint64_t golden_observations[${golden.length}][${rows}] = {
${rowsInC(
  golden.map((vector) => vector.observation),
  bits,
)}
};

static const ${type} golden_actions[${golden.length}][${count}] = {
${rowsInC(
  golden.map(({ action }) => action),
  literal as (x: number) => string,
)}
};

int ${name}_selftest(void) {
  double observation[${rows}];
  ${actionType(output)} action[${count}];
  int k, j;
  for (k = 0; k < ${golden.length}; k++) {
    memcpy(observation, golden_observations[k], sizeof observation);
    if (${name}_act(observation, action) != 0) return k + 1;
    for (j = 0; j < ${count}; j++) {
${
  isBox
    ? `      uint64_t word;
      memcpy(&word, &action[j], sizeof word);
      if (word != golden_actions[k][j]) return k + 1;`
    : "      if (action[j] != golden_actions[k][j]) return k + 1;"
}
    }
  }
  return 0;
}`;
}

function rowsInC(rows: readonly ArrayLike<number>[], literal: (x: number) => string): string {
  return rows
    .map(
      (row) =>
        `{\n${table(
          Array.from(row, (x) => literal(x)),
          4,
        )}\n}`,
    )
    .join(",\n");
}
