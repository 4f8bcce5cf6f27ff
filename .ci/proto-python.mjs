// Writes the Python protobuf code of envs/gaitway_envs/generated from proto/; another folder as first argument writes there.
// The compiler is older than what runs the code: what it writes asks for no newer protobuf than 4.25 and runs on 7 as well.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const compiler = ["grpcio-tools==1.62.3", "protobuf==4.25.8", "setuptools<81"];
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = resolve(process.argv[2] ?? join(root, "envs", "gaitway_envs", "generated"));

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status === 0) return;
  const why = error?.message ?? "the lines above say why";
  throw new Error(`${command} ${args.join(" ")} failed: ${why} (${compiler[0]} needs Python 3.8 to 3.12)`);
}

mkdirSync(folder, { recursive: true });
const scratch = mkdtempSync(join(tmpdir(), "gaitway-proto-"));
try {
  run(process.env.GAITWAY_PYTHON ?? "python3", "-m", "venv", scratch);
  const python = join(scratch, "bin", "python");
  run(python, "-m", "pip", "install", "--quiet", ...compiler);
  const outputs = [`--python_out=${folder}`, `--pyi_out=${folder}`];
  run(python, "-m", "grpc_tools.protoc", "-Iproto", ...outputs, "gaitway/v1/gaitway.proto");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
