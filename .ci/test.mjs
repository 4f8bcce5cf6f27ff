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
    skipped.push(
      ...readFileSync(list, "utf8")
        .split("\n")
        .filter((line) => line.includes(" # Python:")),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function runPython() {
  if (missing !== undefined) {
    skipped.push(`ruff check, ruff format --check, pytest test/envs/gaitway_envs # Python: ${missing}`);
    return;
  }
  const settings = ["--config", join("envs", "pyproject.toml"), "envs", "test/envs"];
  run(interpreter, ["-m", "ruff", "check", "--quiet", ...settings]);
  run(interpreter, ["-m", "ruff", "format", "--check", "--quiet", ...settings]);
  const options = ["-q", "-rs", "-p", "no:cacheprovider", "test/envs/gaitway_envs"];
  const output = run(interpreter, ["-m", "pytest", ...options], { PYTHONPATH: join(root, "envs") }, "pipe");
  process.stdout.write(output);
  skipped.push(...output.split("\n").filter((line) => line.startsWith("SKIPPED")));
}

function report() {
  if (skipped.length === 0) return;
  console.log(`\nskipped, ${skipped.length}:\n  ${skipped.join("\n  ")}`);
  if (process.env.CI !== "true") return;
  console.log("CI=true: nothing may be skipped for want of Python or its packages");
  failed = true;
}

function run(command, args, environment = {}, stdout = "inherit") {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["inherit", stdout, "inherit"],
    encoding: "utf8",
    maxBuffer: 64 * 2 ** 20,
  });
  if (result.error) console.error(`gaitway: ${command}: ${result.error.message}`);
  if (result.status !== 0) failed = true;
  return result.stdout ?? "";
}

function compiledTests() {
  return readdirSync(join(root, "dist", "test"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".test.js"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
