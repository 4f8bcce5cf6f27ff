/** The Python of the tests, which .ci/test.mjs prepares; where there is none, its tests are skipped by name, with the reason. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { packageRoot } from "./package-root.ts";

/** The interpreter, with the packages of envs/requirements.txt and requirements-dev.txt. */
export const python = process.env.GAITWAY_PYTHON ?? join(packageRoot, ".venv", "bin", "python");

const missing =
  process.env.GAITWAY_NO_PYTHON ??
  (existsSync(python) ? undefined : `${python} is not there; npm test makes it`);

/** A test that needs Python. */
export function pythonTest(name: string, body: (context: TestContext) => Promise<void> | void): void {
  // .ci/test.mjs knows by its first word that this is a skip which continuous integration must not accept.
  void test(name, { skip: missing === undefined ? false : `Python: ${missing}` }, body);
}
