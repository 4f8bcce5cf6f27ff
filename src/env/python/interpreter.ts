/** Finding a Python that is new enough, and saying precisely why there is none. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Python, or what has to be installed into it, cannot be had here. */
export class PythonUnavailable extends Error {
  override readonly name = "PythonUnavailable";
  readonly what: string;
  readonly remedy: string;
  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}; ${remedy}`, options);
    this.what = what;
    this.remedy = remedy;
  }
}

const oldest = { major: 3, minor: 10 };
const wanted = `Python ${oldest.major}.${oldest.minor} or newer`;
const install = `install ${wanted} (https://www.python.org/downloads), or name an interpreter in GAITWAY_PYTHON`;
/** The first that is new enough is taken; where `python3` is old, a newer one often has its version in its name. */
const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const probeTimeoutMs = 20_000;

/** The path of an interpreter on PATH. Throws PythonUnavailable when there is none, or none that is new enough. */
export async function findInterpreter(): Promise<string> {
  const old: string[] = [];
  for (const name of names) {
    const found = await probe(name);
    if (found === undefined) continue;
    if (isNewEnough(found.version)) return found.path;
    old.push(`${name} is ${found.version}`);
  }
  if (old.length === 0) throw new PythonUnavailable(`expected ${wanted}, found no python3 on PATH`, install);
  throw new PythonUnavailable(`expected ${wanted}, found only older: ${old.join(", ")}`, install);
}

/** Checks the interpreter that GAITWAY_PYTHON names. Throws PythonUnavailable: it does not run, is too old, or lacks modules. */
export async function checkInterpreter(path: string): Promise<void> {
  const found = await probe(path);
  if (found === undefined) {
    throw new PythonUnavailable(
      `GAITWAY_PYTHON is "${path}", which is no Python that runs`,
      "name the path of an interpreter, or unset it",
    );
  }
  if (!isNewEnough(found.version)) {
    throw new PythonUnavailable(
      `GAITWAY_PYTHON is "${path}", Python ${found.version}; expected ${wanted}`,
      "name a newer one, or unset it",
    );
  }
  const missing = await missingModules(path);
  if (missing === "") return;
  throw new PythonUnavailable(
    `GAITWAY_PYTHON is "${path}", which lacks the modules ${missing}`,
    `install them (${path} -m pip install -r envs/requirements.txt), or unset it`,
  );
}

/** Of what the server itself imports; an environment may need more, and says so when it is made. */
async function missingModules(path: string): Promise<string> {
  const script = `import importlib.util as u; print(*[n for n in ("gymnasium", "google.protobuf", "numpy", "zmq") if not (u.find_spec(n.split(".")[0]) and u.find_spec(n))])`;
  const { stdout } = await promisify(execFile)(path, ["-c", script], { timeout: probeTimeoutMs });
  return stdout.trim();
}

async function probe(command: string): Promise<{ path: string; version: string } | undefined> {
  const script = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", script], { timeout: probeTimeoutMs });
    const [path, version] = stdout.trim().split("\n");
    return path && version ? { path, version } : undefined;
  } catch {
    // A name that is not there, or a shim without an interpreter behind it: the next name is tried.
    return undefined;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
