/** What a method cannot serve is refused before the first step, with what would work. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkTrainConfig, presetNames, readPreset } from "../../../src/cli/train-config.ts";
import type { AnyEnv } from "../../../src/env/env.ts";
import type { MethodName } from "../../../src/train/learn/config.ts";
import { identityEnv } from "../../support/identity-env.ts";
import { learnerIn, type Settings } from "../../support/learning.ts";
import { packageRoot } from "../../support/package-root.ts";

/** An environment that nothing may be asked of. */
function untouched(kind: "discrete" | "box", change: Partial<AnyEnv["spec"]> = {}): AnyEnv {
  const env = identityEnv({ kind });
  const refuse = () => assert.fail("a step was made");
  return { ...env, reset: refuse, step: refuse, spec: { ...env.spec, ...change } };
}

const text = { type: "text", minLength: 0, maxLength: 9, charset: "" } as const;

describe("before the first step", () => {
  for (const [what, env, method, settings, message] of [
    ["a softmax head on a box", untouched("box"), "ppo", { head: "softmax" }, /softmax head acts in.*discrete.*box.*expected gaussian/],
    ["a gaussian head on choices", untouched("discrete"), "reinforce", { head: "gaussian" }, /gaussian head acts in.*box.*discrete.*expected softmax/],
    ["a head that there is not", untouched("box"), "a2c", { head: "gausian" }, /no head is called "gausian"; there are .*gaussian/],
    ["a setting its head has not", untouched("discrete"), "a2c", { headSettings: { std: "fixed" } }, /softmax head has no setting "std"/],
    ["Q actor-critic on a box", untouched("box"), "q-actor-critic", {}, /discrete/],
    ["observations of text", untouched("box", { observationSpace: text }), "ppo", {}, /observation is text, which is no number: expected boxes, discrete or binary/],
    ["observations of text, for a search", untouched("box", { observationSpace: text }), "ars", {}, /observation is text/],
    ["actions of text", untouched("box", { actionSpace: text }), "ppo", {}, /no head draws actions of a text space/],
    ["pathwise without derivatives", untouched("box"), "pathwise", {}, /identity-box gives no derivatives.*toy:linear-quadratic, toy:pendulum, gym:.*methods that need none are reinforce/],
    ["pathwise on choices", untouched("discrete"), "pathwise", {}, /expected a box of floats for each observation.*discrete.*reinforce, a2c and ppo/],
    ["a σ that depends on the state, pathwise", { ...untouched("box"), linearize: async () => [] }, "pathwise", { head: "gaussian", headSettings: { std: "state-dependent" } }, /expected std "fixed" or "learned"/],
    ["an optimizer that there is not", untouched("box"), "ppo", { optimizer: "adamw" }, /no optimizer is called "adamw"; there are ascent/],
    ["a setting its optimizer has not", untouched("box"), "ppo", { optimizerSettings: { momentum: 0.9 } }, /momentum/],
    ["more kept directions than there are", untouched("box"), "ars", { directions: 2, keptDirections: 3 }, /keptDirections|kept/],
    ["a setting its search has not", untouched("box"), "nelder-mead", { searchSettings: { elites: 2 } }, /elites/],
  ] as [string, AnyEnv, MethodName, Settings, RegExp][]) // biome-ignore format: a table
    test(`${what} is refused`, () => {
      assert.throws(
        () => learnerIn(env, method, settings).initial(),
        (error) => error instanceof RangeError && message.test(error.message),
      );
    });
});

describe("settings", () => {
  const refused = (input: Settings, message: RegExp) =>
    assert.throws(() => checkTrainConfig({ env: "toy:identity", ...input }, "here"), message);

  test("name the methods there are where one is unknown or missing", () => {
    refused({ method: "pppo" }, /pppo.*ppo/s);
    refused({}, /which method\? Choose --method reinforce, q-actor-critic, a2c/);
  });

  test("that a method has not are refused with the methods that have it, and with what is like it", () => {
    refused({ method: "a2c", clipRange: 0.2 }, /here: "clipRange" is no setting of a2c \(it is one of ppo\)/);
    refused(
      { method: "trpo", critic: "shared" },
      /"critic" is no setting of trpo \(it is one of a2c, a3c, ppo\)/,
    );
    refused({ method: "ppo", learnngRate: 1 }, /"learnngRate" is no setting of ppo.*learningRate/s);
  });

  test("without effect are none: entropy in trust regions, statistics among workers", () => {
    refused({ method: "trpo", entropyBonus: 0.1 }, /"entropyBonus" is no setting of trpo/);
    refused({ method: "a3c", normalizeObservations: true }, /"normalizeObservations" is no setting of a3c/);
    refused({ method: "a3c", normalizeRewards: true }, /"normalizeRewards" is no setting of a3c/);
    refused({ method: "reinforce", valuePenalty: 2 }, /baseline: .*fitted by TD: expected state-td/);
  });

  test("out of range say which and why", () => {
    refused({ method: "ppo", discount: 1.5 }, /here: discount: .*1/);
    refused({ method: "ppo", clipRange: { from: 0.2 } }, /here: clipRange/);
    refused(
      { method: "nelder-mead", searchSettings: { adaptive: 1 } },
      /here: searchSettings\.adaptive: .*boolean/,
    );
  });

  test("of every preset are those of its method", async () => {
    const files = readdirSync(join(packageRoot, "src", "train", "presets"));
    assert.deepEqual(presetNames().map((name) => `${name}.yaml`), files.sort()); // biome-ignore format: one line
    for (const name of presetNames()) checkTrainConfig(await readPreset(name), name);
  });
});
