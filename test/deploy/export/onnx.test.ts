/** The exported ONNX model is valid to onnx, gives the policy's actions under onnxruntime, and carries the manifest without loss. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goldenAt } from "../../../src/deploy/export/golden.ts";
import { inferenceOf } from "../../../src/deploy/export/inference.ts";
import { onnxModel } from "../../../src/deploy/export/onnx/onnx.ts";
import { runOnnx } from "../../support/onnx-peer.ts";
import { pythonTest } from "../../support/python.ts";
import { observationSize, observations, subjects, trained } from "./subjects.ts";

const manifest = {
  format: "gaitway-policy",
  controlPeriod: 0.1 + 0.2,
  normalizer: { mean: [1 / 3, 1e-300] },
};

pythonTest(
  "onnxruntime gives the actions of every policy within 1e-5, and the metadata is the manifest",
  async (context) => {
    const folder = await mkdtemp(join(tmpdir(), "gaitway-onnx-"));
    context.after(() => rm(folder, { recursive: true }));
    const rows = Float32Array.from(observations(1000, observationSize, 5));
    const policies = Object.entries(subjects).map(([name, subject]) => [name, trained(subject)] as const);
    const models = policies.map(([name, policy]) => {
      return [name, { model: onnxModel(inferenceOf(policy), manifest), rows }] as const;
    });
    const answers = await runOnnx(folder, Object.fromEntries(models));
    for (const [name, policy] of policies) {
      const { actions, metadata } = answers[name] ?? assert.fail(name);
      const expected = Array.from({ length: 1000 }, (_, k) => {
        const row = rows.subarray(k * observationSize, (k + 1) * observationSize);
        return goldenAt(policy, Float64Array.from(row)).action;
      }).flat();
      assert.equal(actions.length, expected.length, name);
      const worst = expected.reduce(
        (most, value, i) => Math.max(most, apart(value, actions[i] as number)),
        0,
      );
      assert.ok(worst < 1e-5, `${name}: ${worst}`);
      assert.equal(metadata.format, "gaitway-policy");
      assert.equal(Number(metadata.controlPeriod), 0.1 + 0.2);
      assert.deepEqual(JSON.parse(metadata.normalizer ?? ""), manifest.normalizer);
    }
  },
);

/** Absolute up to 1, relative beyond: an open element of a policy without normalizer reaches 1e30. */
function apart(wanted: number, got: number): number {
  return Math.abs(got - wanted) / Math.max(1, Math.abs(wanted));
}
