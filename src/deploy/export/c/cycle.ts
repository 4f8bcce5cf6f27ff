/** A gait in C: a table of joint targets over one period, and what lies between two rows of it. */
import { type Cycle, cycleGolden } from "../cycle.ts";
import { type CFiles, prologue } from "./files.ts";
import { bits, double, remark, table } from "./literals.ts";

/** `NAME_act(time, action)` and `NAME_selftest()`; `name` begins all identifiers. */
export function cycleFiles(name: string, cycle: Cycle): CFiles {
  const what = `A gait for ${cycle.environment.name} ${cycle.environment.version}: joint targets over time, open-loop.`;
  return {
    header: header(name, cycle, what),
    source: `${prologue(name, what)}
${tableInC(cycle)}

${actInC(name, cycle)}

${selftestInC(name, cycle)}
`,
  };
}

function header(name: string, { plan, controlPeriod, targets }: Cycle, what: string): string {
  const big = name.toUpperCase();
  const lines = targets.map(({ name: joint, unit, low, high }, j) =>
    remark(`[${j}] ${joint}, ${unit}, ${low} to ${high}`),
  );
  return `/*
 * ${remark(what)}
 * Written by gaitway export.
 */
#ifndef ${big}_H
#define ${big}_H

#include <stdint.h>

#define ${big}_ACTIONS ${targets.length}
/* Seconds between two actions, and of the whole cycle. */
#define ${big}_CONTROL_PERIOD ${double(controlPeriod)} /* ${controlPeriod} */
#define ${big}_PERIOD ${double(plan.period)} /* ${plan.period} */

/*
 * The targets at time, s since the motion began. Returns 0; 1 where time is negative, longer than any robot runs, or no number: then
 * action is as it was.
 *
${lines.map((line) => ` *   ${line}`).join("\n")}
 */
int ${name}_act(double time, double action[${big}_ACTIONS]);

/* Run it at every start: 0, or the number of the first golden vector that does not come out to the last bit. */
int ${name}_selftest(void);

#endif
`;
}

function tableInC({ plan, targets }: Cycle): string {
  const rows = plan.samples.map((row) => `{\n${table(row.map(double), 4)}\n}`);
  return `static const double samples[${plan.samples.length}][${targets.length}] = {\n${rows.join(",\n")}\n};`;
}

function actInC(name: string, { plan, targets }: Cycle): string {
  const count = plan.samples.length;
  return `int ${name}_act(double time, double action[${targets.length}]) {
  const double turns = time / ${double(plan.period)};
  double s, share;
  int32_t from, k, to;
  int j;
  if (!(time >= 0.0 && turns < 4503599627370496.0)) return 1;
  s = ${count}.0 * (turns - (double)(int64_t)turns);
  k = (int32_t)s;
  share = s - (double)k;
  from = k % ${count};
  to = (from + 1) % ${count};
  for (j = 0; j < ${targets.length}; j++) action[j] = (1.0 - share) * samples[from][j] + share * samples[to][j];
  return 0;
}`;
}

function selftestInC(name: string, cycle: Cycle): string {
  const golden = cycleGolden(cycle);
  const joints = cycle.targets.length;
  return `static const uint64_t golden_times[${golden.length}] = {
${table(
  golden.map(({ time }) => bits(time)),
  4,
)}
};

static const uint64_t golden_actions[${golden.length}][${joints}] = {
${golden.map(({ targets }) => `{\n${table(targets.map(bits), 4)}\n}`).join(",\n")}
};

int ${name}_selftest(void) {
  double time, action[${joints}];
  int k;
  for (k = 0; k < ${golden.length}; k++) {
    memcpy(&time, &golden_times[k], sizeof time);
    if (${name}_act(time, action) != 0) return k + 1;
    if (memcmp(action, golden_actions[k], sizeof action) != 0) return k + 1;
  }
  return 0;
}`;
}
