import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { packageVersion } from "../../src/transport/package-version.ts";

// dist/test/transport → the root of the clone.
const root = fileURLToPath(new URL("../../../", import.meta.url));

test("the committed protobuf code is what proto/ says", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-test-"));
  try {
    execFileSync(process.execPath, [join(root, ".ci", "proto.mjs"), folder], { stdio: "pipe" });
    for (const name of readdirSync(folder)) {
      const committed = readFileSync(join(root, "src", "transport", "generated", name));
      const made = readFileSync(join(folder, name));
      assert.ok(made.equals(committed), `src/transport/generated/${name} is stale: run "npm run proto"`);
    }
    assert.deepEqual(readdirSync(folder).sort(), ["gaitway.d.ts", "gaitway.js"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the handshake tells the version of package.json", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  assert.ok(packageVersion.startsWith(`gaitway ${version},`), packageVersion);
});
