/** A gait in C sends what the same cycle does in Gaitway, to the last bit, at any time. */
import assert from "node:assert/strict";
import { aiboCycle } from "../../../envs/aibo/cycle.ts";
import { handTunedGait } from "../../../envs/aibo/gait.ts";
import { cycleFiles } from "../../../src/deploy/export/c/cycle.ts";
import { targetsAt } from "../../../src/deploy/export/cycle.ts";
import { createRng } from "../../../src/math/random.ts";
import { compiled, cTest } from "../../support/c-compiler.ts";

const main = `#include <stdio.h>
#include "policy.h"
int main(void) {
  double time, action[POLICY_ACTIONS];
  if (policy_selftest() != 0) return 2;
  while (fread(&time, sizeof time, 1, stdin) == 1) {
    if (policy_act(time, action) != 0) action[0] = -99;
    fwrite(action, sizeof action, 1, stdout);
  }
  return 0;
}
`;

cTest("10,000 moments of a gait in C have the bits of the cycle", async (context) => {
  const plan = aiboCycle(handTunedGait);
  const targets = (plan.samples[0] ?? []).map((_, j) => ({ name: `j${j}`, unit: "rad", low: -2, high: 2 }));
  const environment = { name: "aibo", version: "1" };
  const program = await compiled(
    context,
    cycleFiles("policy", { environment, controlPeriod: 0.008, plan, targets }),
    main,
  );
  const rng = createRng(3);
  const times = Float64Array.from({ length: 10_000 }, (_, i) => (i < 5000 ? i * 0.008 : 1e5 * rng.uniform()));
  const got = program(new Uint8Array(times.buffer));
  const expected = Float64Array.from(Array.from(times, (time) => targetsAt(plan, time)).flat());
  assert.ok(got.equals(new Uint8Array(expected.buffer)));
  const refused = program(new Uint8Array(Float64Array.of(-0.001, Number.NaN, Infinity).buffer));
  assert.deepEqual([0, 12, 24].map((j) => refused.readDoubleLE(8 * j)), [-99, -99, -99]); // biome-ignore format: one line
});
