/** On TensorFlow itself, where `gaitway backend install` has built the addon; GAITWAY_BACKEND_INSTALL=1 builds it first. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTfjs } from "../../../src/policy/network/tfjs/backend.ts";
import { installBackend, isBackendInstalled } from "../../../src/policy/network/tfjs/native/install.ts";
import { tfjsSuite } from "./tfjs-suite.ts";

const wanted = process.env.GAITWAY_BACKEND_INSTALL === "1";
if (wanted) await installBackend();

if (await isBackendInstalled()) {
  const tfjs = await startTfjs({ backend: "tensorflow" });
  tfjsSuite(tfjs, {
    "gives a row the same bits alone and among others, wherever it stands":
      "TensorFlow chooses its kernels by the size of the batch: rows differ in their last bit",
  });
  test("an installed backend is the one that is chosen, and installing again does nothing", async () => {
    assert.equal(tfjs.reason, undefined);
    const steps: string[] = [];
    await installBackend({ onStep: ({ doing }) => steps.push(doing) });
    assert.deepEqual(steps, []);
  });
} else {
  test("networks of tfjs on tensorflow", {
    skip: "the native backend is not installed; gaitway backend install, or GAITWAY_BACKEND_INSTALL=1",
  });
}
