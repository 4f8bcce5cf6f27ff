/** One version, wherever it is written. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { packageVersion } from "../src/transport/package-version.ts";
import { packageRoot } from "./support/package-root.ts";

const read = (file: string): string => readFileSync(join(packageRoot, file), "utf8");

test("package.json, both handshakes and the newest entry of the changelog name the same version", () => {
  const { version } = JSON.parse(read("package.json")) as { version: string };
  assert.equal(packageVersion, `gaitway ${version}, node ${process.version}`);
  assert.equal(/^__version__ = "(.*)"$/m.exec(read("envs/gaitway_envs/__init__.py"))?.[1], version);
  assert.equal(/^## (\S+)/m.exec(read("CHANGELOG.md"))?.[1], version);
});
