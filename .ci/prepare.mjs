// Makes a clone ready to run: installs what the lock file names, compiles what changed. Does nothing, fast, when nothing is missing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(
    `Gaitway needs Node 20 or newer; this is Node ${process.versions.node}. Install Node 20 and run the command again.`,
  );
  process.exit(1);
}

function run(command, args, purpose) {
  const begin = Date.now();
  process.stderr.write(`gaitway: ${purpose} …\n`);
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    console.error(
      `gaitway: ${purpose} failed (${command} ${args.join(" ")}). The lines above say why; mend it and run the command again.`,
    );
    process.exit(1);
  }
  process.stderr.write(`gaitway: ${purpose} took ${((Date.now() - begin) / 1000).toFixed(0)} s\n`);
}

/** The stamp of the last success, or "" when there is none. */
function stamp(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(process.version)
  .digest("hex");
const installed = join(root, "node_modules", ".gaitway-lock");
if (stamp(installed) !== lock) {
  run(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    "installing the packages of package-lock.json",
  );
  writeFileSync(installed, lock);
}

function sources(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

const files = ["src", "envs", "test"].flatMap(sources).sort();
const digest = createHash("sha256")
  .update(lock)
  .update(readFileSync(join(root, "tsconfig.json")));
for (const file of files)
  digest
    .update(file.slice(root.length))
    .update(String(statSync(file).mtimeMs))
    .update(String(statSync(file).size));
const compiled = join(root, "dist", ".gaitway-sources");
const wanted = digest.digest("hex");
if (stamp(compiled) !== wanted) {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  run(process.execPath, [join(root, "node_modules", "typescript", "bin", "tsc")], "compiling");
  // npx runs the file of the "bin" entry itself, and the compiler writes files that nobody may execute.
  chmodSync(join(root, "dist", "src", "cli", "main.js"), 0o755);
  writeFileSync(compiled, wanted);
}
