/**
 * Building the addon of @tensorflow/tfjs-node where its own download is refused, from package registries alone: its sources and
 * the headers of Node's stable interface come from npm, TensorFlow's libraries and headers from the tensorflow-cpu wheel.
 *
 * All is made in a folder beside and renamed when a computation on it was right: there is a whole backend or none.
 */
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findInterpreter } from "../../../../env/python/interpreter.ts";
import { addonFolder } from "./place.ts";

/** What is combined; the first is that of the other @tensorflow packages in package.json. */
export const versions = { tfjs: "4.22.0", tensorflow: "2.21.0", headers: "1.9.0" } as const;

/** A step of the installation failed; what was there before is untouched. */
export class BackendInstallFailed extends Error {
  override readonly name = "BackendInstallFailed";
}

export interface BackendStep {
  /** From 1. */
  readonly step: number;
  readonly steps: number;
  readonly doing: string;
}

export interface InstallBackendOptions {
  readonly onStep?: ((step: BackendStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether a whole backend of these versions is there. */
export async function isBackendInstalled(): Promise<boolean> {
  const found = await readFile(join(addonFolder, "versions.json"), "utf8").catch(() => "");
  return found === JSON.stringify(versions);
}

interface Place {
  readonly folder: string;
  /** The package of tfjs-node within it. */
  readonly addon: string;
  readonly signal: AbortSignal | undefined;
}

/** Does nothing where it is done. Throws BackendInstallFailed with what was expected, what is there and what to do. */
export async function installBackend({ onStep, signal }: InstallBackendOptions = {}): Promise<void> {
  if (await isBackendInstalled()) return;
  const folder = `${addonFolder}.${process.pid}`;
  const place = { folder, addon: join(folder, "node_modules", "@tensorflow", "tfjs-node"), signal };
  try {
    await mkdir(folder, { recursive: true });
    for (const [k, { doing, run }] of steps.entries()) {
      onStep?.({ step: k + 1, steps: steps.length, doing });
      await run(place);
    }
    await writeFile(join(folder, "versions.json"), JSON.stringify(versions));
    await rm(addonFolder, { recursive: true, force: true });
    await rename(folder, addonFolder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const steps: readonly { readonly doing: string; readonly run: (place: Place) => Promise<void> }[] = [
  { doing: "looking for a compiler and a Python", run: requireTools },
  { doing: `@tensorflow/tfjs-node ${versions.tfjs} from npm`, run: fetchSources },
  { doing: `tensorflow-cpu ${versions.tensorflow} from PyPI (about 260 MB)`, run: fetchTensorflow },
  { doing: "unpacking TensorFlow's libraries", run: unpack },
  { doing: "compiling the addon", run: compile },
  { doing: "computing with it", run: prove },
];

const compiler = process.env.CXX || "g++";

async function requireTools({ signal }: Place): Promise<void> {
  if (process.platform !== "linux")
    throw new BackendInstallFailed(
      `expected Linux, this is ${process.platform}, which has no tensorflow-cpu; npm install --no-save @tensorflow/tfjs-node@${versions.tfjs} where downloads are allowed, or stay on WASM`,
    );
  await run(compiler, ["--version"], {
    signal,
    remedy: "install a C++ compiler (Debian, Ubuntu: apt install g++), or name one in CXX",
  });
  await run(await findInterpreter(), ["-m", "pip", "--version"], {
    signal,
    remedy: "install pip (Debian, Ubuntu: apt install python3-pip)",
  });
}

async function fetchSources({ folder, signal }: Place): Promise<void> {
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  const packages = [`@tensorflow/tfjs-node@${versions.tfjs}`, `node-api-headers@${versions.headers}`];
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder];
  await run("npm", ["install", ...options, ...packages], {
    signal,
    remedy: "check the network, the proxy and the registry that npm is set to",
  });
}

/** Only libraries and headers are used of the wheel, so that of any Python will do: this one's may be too new to have one. */
async function fetchTensorflow({ folder, signal }: Place): Promise<void> {
  const options = [
    "--no-deps",
    "--only-binary",
    ":all:",
    "--python-version",
    "3.11",
    "--progress-bar",
    "off",
  ];
  const wheel = ["--dest", folder, `tensorflow-cpu==${versions.tensorflow}`];
  await run(await findInterpreter(), ["-m", "pip", "download", ...options, ...wheel], {
    signal,
    remedy:
      "check the network, the proxy and PIP_INDEX_URL; there are wheels for Linux on x86-64 and arm64 only",
  });
}

const unpacking = `
import sys, zipfile
wheel, folder = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    wanted = ("tensorflow/include/", "tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2")
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(wanted)])
`;

async function unpack({ folder, addon, signal }: Place): Promise<void> {
  const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (wheel === undefined) throw new BackendInstallFailed(`expected a wheel in ${folder}, pip left none`);
  await run(await findInterpreter(), ["-I", "-c", unpacking, join(folder, wheel), folder], {
    signal,
    remedy: "make room on the disk: about 2 GB while it is made, 1.2 GB afterwards",
  });
  await rm(join(folder, wheel));
  await mkdir(join(addon, "deps"));
  const unpacked = join(folder, "tensorflow");
  await rename(join(unpacked, "include"), join(addon, "deps", "include"));
  await rename(unpacked, join(addon, "deps", "lib"));
}

async function compile({ folder, addon, signal }: Place): Promise<void> {
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(addon, "binding", name));
  const headers = [
    addon,
    join(addon, "deps", "include"),
    join(folder, "node_modules", "node-api-headers", "include"),
  ];
  const target = join(addon, "lib", "napi-v8");
  await mkdir(target, { recursive: true });
  const options = ["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8"];
  const libraries = ["cc", "framework"].map((name) => `-l:libtensorflow_${name}.so.2`);
  const args = [
    ...options,
    ...headers.map((path) => `-I${path}`),
    ...sources,
    ...["-o", join(target, "tfjs_binding.node")],
    `-L${join(addon, "deps", "lib")}`,
    ...libraries,
    // Found from where the addon is, wherever that folder is moved.
    "-Wl,-rpath,$ORIGIN/../../deps/lib",
  ];
  await run(compiler, args, { signal, remedy: "use g++ 9 or newer (name it in CXX)" });
  await rm(join(addon, "deps", "include"), { recursive: true });
}

async function prove({ folder, signal }: Place): Promise<void> {
  const script = `const tf = require("@tensorflow/tfjs-node");
    console.log(tf.getBackend(), tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);`;
  const { stdout } = await run(process.execPath, ["-e", script], {
    signal,
    cwd: folder,
    remedy: "report the lines above; until then WASM is used",
  });
  // 1 · 3 + 2 · 4 = 11
  if (stdout.trim().split("\n").at(-1) !== "tensorflow 11")
    throw new BackendInstallFailed(`expected "tensorflow 11" of the addon, got "${stdout.trim()}"`);
}

interface RunOptions {
  readonly remedy: string;
  readonly signal: AbortSignal | undefined;
  readonly cwd?: string;
}

async function run(command: string, args: readonly string[], { remedy, signal, cwd }: RunOptions) {
  try {
    return await promisify(execFile)(command, args, { signal, cwd, maxBuffer: 1 << 26 });
  } catch (error) {
    signal?.throwIfAborted();
    const { stderr = "", message } = error as Error & { stderr?: string };
    const said =
      stderr.trim() === "" ? message.split("\n")[0] : stderr.trim().split("\n").slice(-12).join("\n");
    throw new BackendInstallFailed(`${[command, ...args.slice(0, 3)].join(" ")} failed: ${said}\n${remedy}`, {
      cause: error,
    });
  }
}
