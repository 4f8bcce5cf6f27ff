// Compiles the AssemblyScript of src/policy/network/dense/kernels into kernels.wasm.ts beside it; another file as first argument is written instead.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = "src/policy/network/dense/kernels";
const target = resolve(process.argv[2] ?? join(root, `${source}.wasm.ts`));

const scratch = mkdtempSync(join(tmpdir(), "gaitway-kernels-"));
try {
  const file = join(scratch, "kernels.wasm");
  const compiler = join(root, "node_modules", "assemblyscript", "bin", "asc.js");
  // Nothing is allocated and nothing thrown inside: no runtime, no imports, one exported memory that may grow.
  const flags = ["-O3", "--enable", "simd", "--runtime", "stub", "--noAssert"];
  const args = [compiler, `${source}/index.ts`, "--outFile", file, ...flags];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error("asc failed; the lines above say why");
  const text = `// Made by \`npm run kernels\` from ${source}; change the files there, not this one.
/** A WebAssembly module, base64. */
export const kernelModule =
  "${readFileSync(file).toString("base64")}";
`;
  writeFileSync(target, text);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
