// Runs every test: Node's (dist/test/**/*.test.js), then ruff and pytest on envs; or the compiled tests named on the command line.
// Where Python cannot be had it ends with the list of what was skipped and why, which with CI=true is a failure.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { managedPython } from "../dist/src/env/python/managed.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const named = process.argv.slice(2);
/** What stands between the name and the reason of a test that needs Python (test/support/python.ts). */
const reasonMark = " # Python: ";
const skipped = [];
let failed = false;

const { interpreter, missing } = await managedPython({ extras: ["dev"] }).then(
  (path) => ({ interpreter: path }),
  (error) => ({ missing: error.message }),
);
runNode();
if (named.length === 0) runPython();
report();
process.exit(failed ? 1 : 0);

function runNode() {
  const scratch = mkdtempSync(join(tmpdir(), "gaitway-skipped-"));
  try {
    const list = join(scratch, "list");
    const reporters = [
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${join(root, ".ci", "skipped.mjs")}`,
      `--test-reporter-destination=${list}`,
    ];
    const files = named.length > 0 ? named : compiledTests();
    const python = missing === undefined ? {} : { GAITWAY_NO_PYTHON: missing.split("\n")[0] };
    run(
      process.execPath,
      ["--enable-source-maps", "--test", "--test-concurrency=2", ...reporters, ...files],
      python,
    );
    const lines = readFileSync(list, "utf8").split("\n");
    skipped.push(
      ...lines.filter((line) => line.includes(reasonMark)).map((line) => line.split(reasonMark)[0]),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function runPython() {
  if (missing !== undefined) {
    skipped.push("ruff check", "ruff format --check", "pytest test/envs/gaitway_envs");
    return;
  }
  const settings = ["--quiet", "--config", join("envs", "pyproject.toml"), "envs", "test/envs"];
  run(interpreter, ["-m", "ruff", "check", ...settings]);
  run(interpreter, ["-m", "ruff", "format", "--check", ...settings]);
  // In a folder of its own: MuJoCo leaves a log where it runs.
  const scratch = mkdtempSync(join(tmpdir(), "gaitway-pytest-"));
  const ini = ["-c", join(root, "envs", "pyproject.toml"), "--rootdir", root];
  const options = [...ini, "-rs", "-p", "no:cacheprovider", join(root, "test", "envs", "gaitway_envs")];
  run(interpreter, ["-m", "pytest", ...options], { PYTHONPATH: join(root, "envs") }, scratch);
  rmSync(scratch, { recursive: true, force: true });
}

function report() {
  if (skipped.length === 0) return;
  console.log(
    `\nwithout Python, ${skipped.length} were skipped:\n  ${skipped.join("\n  ")}\nbecause: ${missing}`,
  );
  if (process.env.CI !== "true") return;
  console.log("CI=true: that is a failure");
  failed = true;
}

function run(command, args, environment = {}, cwd = root) {
  const env = { ...process.env, ...environment };
  const result = spawnSync(command, args, { cwd, env, stdio: "inherit" });
  if (result.error) console.error(`gaitway: ${command}: ${result.error.message}`);
  if (result.status !== 0) failed = true;
}

function compiledTests() {
  return readdirSync(join(root, "dist", "test"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.js"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
