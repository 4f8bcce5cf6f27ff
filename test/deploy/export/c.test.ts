/** The exported C and the saved policy are one function, to the last bit, whatever the activation and the head. */
import assert from "node:assert/strict";
import { policyFiles } from "../../../src/deploy/export/c/c.ts";
import type { CFiles } from "../../../src/deploy/export/c/files.ts";
import { actionType } from "../../../src/deploy/export/c/policy.ts";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { actionCount, inferenceOf } from "../../../src/deploy/export/inference.ts";
import { modelActor } from "../../../src/policy/network-policy.ts";
import { rowsSeen } from "../../../src/policy/normalized.ts";
import type { LoadedNetworkPolicy } from "../../../src/policy/saved-network.ts";
import { compiled, cTest } from "../../support/c-compiler.ts";
import { observationSize, observations, subjects, type Trained, trained } from "./subjects.ts";

const count = 10_000;
for (const [name, subject] of Object.entries(subjects))
  cTest(`C with ${name}: the bits of ${count} actions are those of the policy`, async (context) => {
    const policy = trained(subject);
    const rows = observations(count, observationSize, 3);
    const program = await compiled(context, exported(policy), loop(policy));
    const actions = program(new Uint8Array(rows.buffer));
    assert.equal(firstDifference(actions, expected(policy, rows)), undefined);
  });

function exported(policy: LoadedNetworkPolicy): CFiles {
  const rows = [1, 2, 3].map((seed) => observations(1, observationSize, seed));
  const golden = rows.map((row) => goldenAt(policy, row));
  return policyFiles("policy", inferenceOf(policy), golden);
}

/** Reads rows, writes actions; the self-test comes first. */
function loop(policy: LoadedNetworkPolicy): string {
  return `#include <stdio.h>
#include "policy.h"
int main(void) {
  double observation[POLICY_OBSERVATIONS];
  ${actionType(inferenceOf(policy).output)} action[POLICY_ACTIONS];
  if (policy_selftest() != 0) return 2;
  while (fread(observation, sizeof observation, 1, stdin) == 1) {
    policy_act(observation, action);
    fwrite(action, sizeof action, 1, stdout);
  }
  return 0;
}
`;
}

function expected({ model, params, normalizer }: LoadedNetworkPolicy, rows: Float64Array): Buffer {
  const actor = modelActor(model, params, "deterministic");
  const actions = actor.toEnv(actor.act(rowsSeen(normalizer, rows), [])) as Float64Array;
  return Buffer.from(actions.buffer, actions.byteOffset, actions.byteLength);
}

/** In words, for ten thousand rows are too much to print. */
function firstDifference(got: Buffer, wanted: Buffer): string | undefined {
  if (got.length !== wanted.length) return `${got.length} bytes instead of ${wanted.length}`;
  const at = got.findIndex((byte, i) => byte !== wanted[i]);
  return at < 0 ? undefined : `byte ${at} of ${got.length}`;
}

cTest("the self-test names the first golden vector that does not come out", async (context) => {
  const { source, header } = exported(trained(subjects.tanh as Trained));
  const golden = source.indexOf("golden_actions[3]");
  const lines = source.slice(golden).split("\n");
  // Two rows of four literals, each in braces of their own lines: the line after the second "{".
  const second = lines.findIndex((line, i) => i > 0 && line === "{" && lines.slice(0, i).includes("{"));
  lines[second + 1] = (lines[second + 1] as string).replace(/[0-9a-f]\)/, (digit) =>
    digit === "0)" ? "1)" : "0)",
  );
  const altered = source.slice(0, golden) + lines.join("\n");
  const main = `#include <stdio.h>
#include "policy.h"
int main(void) { printf("%d", policy_selftest()); return 0; }
`;
  const program = await compiled(context, { source: altered, header }, main);
  assert.equal(program(new Uint8Array()).toString(), "2");
});

cTest("an observation that is no number is said so, and the action is not to be sent", async (context) => {
  const policy = trained(subjects.tanh as Trained);
  const main = `#include <stdio.h>
#include "policy.h"
int main(void) {
  double observation[POLICY_OBSERVATIONS] = {0};
  double action[POLICY_ACTIONS];
  printf("%d", policy_act(observation, action));
  observation[3] = observation[3] / observation[2];
  printf("%d", policy_act(observation, action));
  return 0;
}
`;
  const program = await compiled(context, exported(policy), main);
  assert.equal(program(new Uint8Array()).toString(), "01");
  assert.equal(actionCount(inferenceOf(policy).output), 4);
});
