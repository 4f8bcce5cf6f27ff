/** The exported limits send what the position and rate stages of the command path send, to the last bit, over thousands of ticks. */
import assert from "node:assert/strict";
import { position } from "../../../src/deploy/command-path.ts";
import { policyFiles } from "../../../src/deploy/export/c/c.ts";
import { withLimiter } from "../../../src/deploy/export/c/limiter.ts";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { inferenceOf } from "../../../src/deploy/export/inference.ts";
import { Rate, type RateLimits } from "../../../src/deploy/rate.ts";
import { createRng } from "../../../src/math/random.ts";
import { compiled, cTest } from "../../support/c-compiler.ts";
import { observationSize, observations, subjects, trained } from "./subjects.ts";

const ticks = 10_000;
const limits: RateLimits = {
  low: Float64Array.of(-1, -0.5, -2, 0),
  high: Float64Array.of(1, 0.5, 0.25, 3),
  maxSpeed: Float64Array.of(3, 1, 8, 0.5),
  maxAcceleration: Float64Array.of(40, 100, 15, 7),
  period: 0.02,
};

const main = `#include <stdio.h>
#include "policy.h"
int main(void) {
  double action[POLICY_ACTIONS];
  policy_limiter limiter;
  if (fread(action, sizeof action, 1, stdin) != 1) return 2;
  policy_rest_at(&limiter, action);
  while (fread(action, sizeof action, 1, stdin) == 1) {
    if (policy_limit(&limiter, action) != 0) return 3;
    fwrite(limiter.sent, sizeof limiter.sent, 1, stdout);
  }
  action[1] = (action[1] + 1.0) / 0.0;
  return policy_limit(&limiter, action) == 1 ? 0 : 4;
}
`;

cTest(
  `${ticks} ticks of position and rate limits in C have the bits of the command path`,
  async (context) => {
    const policy = trained(subjects.linear ?? assert.fail());
    const golden = [goldenAt(policy, observations(1, observationSize, 1))];
    const files = withLimiter(policyFiles("policy", inferenceOf(policy), golden), "policy", limits);
    const program = await compiled(context, files, main, ["-lm"]);
    const rng = createRng(11);
    // It begins outside its limits; targets stand, leap beyond the limits, or drift.
    const rows = [[1.5, -0.7, 0, 0]];
    for (let k = 0; k < ticks; k++)
      rows.push(
        (rows.at(-1) as number[]).map((x) => {
          const u = rng.uniform();
          return u < 0.5 ? x : u < 0.6 ? 0 : u < 0.9 ? x + 0.01 * rng.normal() : 2 * rng.normal();
        }),
      );
    const got = program(new Uint8Array(Float64Array.from(rows.flat()).buffer));
    const expected = Buffer.from(sent(rows).buffer);
    assert.equal(got.length, expected.length);
    assert.equal(got.findIndex((byte, i) => byte !== expected[i]), -1); // biome-ignore format: one line
  },
);

function sent(rows: readonly (readonly number[])[]): Float64Array {
  const rate = new Rate(limits);
  const [pose = [], ...actions] = rows;
  rate.restAt(Float64Array.from(pose));
  const [positioned, flags] = [new Float64Array(4), new Float64Array(4)];
  const commands = new Float64Array(4 * actions.length);
  for (const [k, action] of actions.entries()) {
    position(Float64Array.from(action), limits, positioned, flags);
    rate.follow(positioned, flags);
    commands.set(rate.sent, 4 * k);
  }
  return commands;
}
