// Writes src/transport/generated/recording-schema.js: the schema that a recording carries, made by protoc of grpcio-tools.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const python = process.env.GAITWAY_PYTHON ?? join(root, ".venv", "bin", "python");
const scratch = mkdtempSync(join(tmpdir(), "gaitway-proto-"));
try {
  const set = join(scratch, "set");
  const output = [`--descriptor_set_out=${set}`, "--include_imports"];
  const args = ["-m", "grpc_tools.protoc", "-Iproto", ...output, "gaitway/v1/recording.proto"];
  const { status } = spawnSync(python, args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error("protoc failed: it needs a Python (GAITWAY_PYTHON) with grpcio-tools");
  const text = `// Made by \`npm run proto:recording\` from proto/; change the files there, not this one.
/** A FileDescriptorSet, base64. */
export const recordingSchema =
  "${readFileSync(set).toString("base64")}";
`;
  const folder = join(root, "src", "transport", "generated");
  writeFileSync(join(folder, "recording-schema.js"), text);
  writeFileSync(join(folder, "recording-schema.d.ts"), "export const recordingSchema: string;\n");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
