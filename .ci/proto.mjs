// Writes the static protobuf code of src/transport/generated from proto/; another folder as first argument writes there.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = resolve(process.argv[2] ?? join(root, "src", "transport", "generated"));
const source = "proto/gaitway/v1/gaitway.proto";
const banner = `// Made by \`npm run proto\` from ${source}; change that file, not this one.\n`;

function run(tool, ...args) {
  const bin = join(root, "node_modules", "protobufjs-cli", "bin", tool);
  const result = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (result.status !== 0) throw new Error(`${tool} failed; the lines above say why`);
}

// Encode and decode only: no reflection, no conversion, nothing that makes code from data at run time.
const shape = [
  "--target=static-module",
  "--wrap=esm",
  "--dependency=protobufjs/minimal.js",
  "--force-number",
  ...["create", "verify", "convert", "delimited", "typeurl", "service"].map((part) => `--no-${part}`),
];

mkdirSync(folder, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), "gaitway-proto-"));
try {
  const script = join(scratch, "gaitway.js");
  const commented = join(scratch, "commented.js");
  const types = join(scratch, "gaitway.d.ts");
  run("pbjs", ...shape, "--no-comments", "--out", script, source);
  run("pbjs", ...shape, "--out", commented, source); // the types are read from the comments
  run("pbts", "--out", types, commented);
  for (const [from, name] of [
    [script, "gaitway.js"],
    [types, "gaitway.d.ts"],
  ]) {
    const text = readFileSync(from, "utf8")
      .replace('import Long = require("long");\n', "")
      // Deletes the other kinds of a oneof, one by one, in every message decoded; the codec takes the one it finds.
      .replaceAll(/^ +message\.kind = "\w+";\n/gm, "")
      // In proto3 the prototype's defaults are what is not sent anyway, so whose property it is does not matter.
      .replaceAll(/ && \$Object\.hasOwnProperty\.call\(message, "\w+"\)/g, "")
      // The namespace is at hand; the way to it from the root is three look-ups for every nested message.
      .replaceAll("$root.gaitway.v1.", "v1.");
    writeFileSync(join(folder, name), banner + text);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
