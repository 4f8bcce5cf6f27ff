// Runs every test: Node's (dist/test/**/*.test.js), then ruff and pytest on envs; or the compiled tests named on the command line.
// Where Python cannot be had it ends with the list of what was skipped and why, which with CI=true is a failure.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { managedPython } from "../dist/src/env/python/managed.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const named = process.argv.slice(2);
/** What stands between the name and the reason of a test that needs Python (test/support/python.ts). */
const reasonMark = " # Python: ";
/** Where robots and servers have to keep time, on a machine that others keep busy; the rest mostly waits for processes to start. */
const keepsTime = /[\\/]test[\\/](conformance|deploy|end-to-end[\\/]deploy|transport)[\\/]/;
const skipped = [];
let failed = false;

const { interpreter, missing } = await managedPython({ extras: ["dev"] }).then(
  (path) => ({ interpreter: path }),
  (error) => ({ missing: error.message }),
);
runNode();
if (named.length === 0) await runPython();
report();
process.exit(failed ? 1 : 0);

function runNode() {
  if (named.length > 0) return runFiles(named, 2);
  const files = compiledTests();
  runFiles(
    files.filter((file) => !keepsTime.test(file)),
    3,
  );
  runFiles(
    files.filter((file) => keepsTime.test(file)),
    2,
  );
}

function runFiles(files, sideBySide) {
  const scratch = mkdtempSync(join(tmpdir(), "gaitway-skipped-"));
  try {
    const list = join(scratch, "list");
    const reporters = [
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${join(root, ".ci", "skipped.mjs")}`,
      `--test-reporter-destination=${list}`,
    ];
    const python = missing === undefined ? {} : { GAITWAY_NO_PYTHON: missing.split("\n")[0] };
    run(
      process.execPath,
      ["--enable-source-maps", "--test", `--test-concurrency=${sideBySide}`, ...reporters, ...files],
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

async function runPython() {
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
  const options = [...ini, "-rs", "-p", "no:cacheprovider"];
  await Promise.all(halvesOf(pythonTests()).map((files) => runPytest([...options, ...files], scratch)));
  rmSync(scratch, { recursive: true, force: true });
}

function pythonTests() {
  const folder = join(root, "test", "envs", "gaitway_envs");
  return readdirSync(folder)
    .filter((name) => /^test_.*\.py$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/** Long files take long: each goes, the longest first, to the half that has less. */
function halvesOf(files) {
  const halves = [[], []];
  const sizes = [0, 0];
  const bySize = files.map((file) => ({ file, size: statSync(file).size })).sort((a, b) => b.size - a.size);
  for (const { file, size } of bySize) {
    const half = sizes[0] <= sizes[1] ? 0 : 1;
    halves[half].push(file);
    sizes[half] += size;
  }
  return halves;
}

/** Most of these tests wait for processes they start; what it says comes as a whole, so that two do not mix. */
async function runPytest(args, cwd) {
  const child = spawn(interpreter, ["-m", "pytest", ...args], {
    cwd,
    env: { ...process.env, PYTHONPATH: join(root, "envs") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(data));
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", resolve);
  });
  process.stdout.write(Buffer.concat(said));
  if (code !== 0) failed = true;
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
