/** The managed Python is whole or not there, and everything that keeps it from being made has its own words. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { install, isInstalled, pythonOf } from "../../../src/env/python/install.ts";
import { findInterpreter, PythonUnavailable } from "../../../src/env/python/interpreter.ts";
import { managedPython } from "../../../src/env/python/managed.ts";
import type { InstallStep } from "../../../src/env/python/progress.ts";
import { childrenOf, Folder, isAlive } from "../../support/command.ts";
import { packageRoot } from "../../support/package-root.ts";
import { pythonTest } from "../../support/python.ts";
import { until } from "../../support/wait.ts";

const installer = join(packageRoot, "envs", "install.py");
const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});

/** A folder on PATH, alone, with a script of that name. */
async function onlyOnPath(folder: Folder, name?: string, script = ""): Promise<void> {
  const bin = folder.file("bin");
  await mkdir(bin, { recursive: true });
  process.env.PATH = bin;
  if (name === undefined) return;
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

/** An index where nobody listens, and nothing else to install from. */
function withoutIndex(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("PIP_")) delete process.env[name];
  Object.assign(process.env, {
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: "http://127.0.0.1:9",
    PIP_NO_CACHE_DIR: "1",
    PIP_RETRIES: "1",
  });
}

async function requirements(folder: Folder, text: string): Promise<string> {
  await writeFile(folder.file("requirements.txt"), text);
  return folder.file("requirements.txt");
}

const make = async (folder: Folder, file: string, steps: InstallStep[] = [], signal?: AbortSignal) =>
  await install(installer, folder.file("venv"), [file], { onProgress: (step) => steps.push(step), signal });

const unavailable = (says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof PythonUnavailable, String(error));
  assert.match(error.message, says);
  return true;
};

test("a machine without Python is told to install one", async () => {
  await using folder = await Folder.create();
  await onlyOnPath(folder);
  await assert.rejects(
    findInterpreter(),
    unavailable(/expected Python 3\.10 or newer, found no python3 on PATH; install .*GAITWAY_PYTHON/),
  );
});

test("a Python that is too old is named with its version", async () => {
  await using folder = await Folder.create();
  await onlyOnPath(folder, "python3", "echo /usr/bin/python3; echo 3.9.18");
  await assert.rejects(findInterpreter(), unavailable(/found only older: python3 is 3\.9\.18/));
});

test("where python3 is too old, a newer one beside it is taken", async () => {
  await using folder = await Folder.create();
  await onlyOnPath(folder, "python3", "echo /usr/bin/python3; echo 3.9.18");
  await onlyOnPath(folder, "python3.12", "echo /opt/python3.12; echo 3.12.0");
  assert.equal(await findInterpreter(), "/opt/python3.12");
});

test("an interpreter of the user's own has to run", async () => {
  process.env.GAITWAY_PYTHON = "/nowhere/python";
  await assert.rejects(
    managedPython(),
    unavailable(/GAITWAY_PYTHON is "\/nowhere\/python", which is no Python/),
  );
});

pythonTest("an interpreter of the user's own that lacks modules is told which", async () => {
  await using folder = await Folder.create();
  // An empty environment lacks all of them, whatever the machine's own Python has.
  await make(folder, await requirements(folder, ""));
  process.env.GAITWAY_PYTHON = pythonOf(folder.file("venv"));
  await assert.rejects(
    managedPython(),
    unavailable(
      /lacks the modules gymnasium google\.protobuf numpy zmq; install them \(.*requirements\.txt\)/,
    ),
  );
});

pythonTest("what is made is whole, says what it did, and is not made twice", async () => {
  await using folder = await Folder.create();
  const file = await requirements(folder, "# nothing\n");
  assert.ok(!(await isInstalled(folder.file("venv"), [file])));
  const steps: InstallStep[] = [];
  await make(folder, file, steps);
  assert.deepEqual(
    steps.map(({ step, steps: of, doing }) => `${step}/${of} ${doing}`),
    ["1/2 an empty environment"],
  );
  assert.ok(await isInstalled(folder.file("venv"), [file]));
  await make(folder, file, steps);
  assert.equal(steps.length, 1);
  await requirements(folder, "# something else\n");
  assert.ok(!(await isInstalled(folder.file("venv"), [file])));
});

pythonTest("two processes at once: one installs, the other waits with a word", async () => {
  await using folder = await Folder.create();
  const file = await requirements(folder, "");
  const steps: InstallStep[] = [];
  await Promise.all([make(folder, file, steps), make(folder, file, steps)]);
  assert.deepEqual(steps.map(({ doing }) => doing).sort(), [
    "an empty environment",
    "waiting for another process that prepares it",
  ]);
});

pythonTest("a Python without venv is told where to get it", async () => {
  await using folder = await Folder.create();
  const [file, real] = [await requirements(folder, ""), await findInterpreter()];
  const asItself = `import runpy, sys; sys.executable = sys.argv[1]; sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name="__main__")`;
  await onlyOnPath(
    folder,
    "python3",
    `case "$*" in
      *version_info*) echo "$0"; echo 3.11.0;;
      *install.py*) shift; exec "${real}" -c '${asItself}' "$0" "$@";;
      *) echo "No module named venv" >&2; exit 1;;
    esac`,
  );
  await assert.rejects(
    make(folder, file),
    unavailable(
      /cannot make a virtual environment:\nNo module named venv; install .*apt install python3-venv/,
    ),
  );
});

pythonTest(
  "an index out of reach is an error with the last lines of pip, and nothing looks finished",
  async () => {
    await using folder = await Folder.create();
    withoutIndex();
    const file = await requirements(folder, "a-package-for-gaitway==1\n");
    await assert.rejects(
      make(folder, file),
      unavailable(
        /pip could not install .*last lines:\n[\s\S]*a-package-for-gaitway[\s\S]*; the package index cannot be reached: .*PIP_INDEX_URL/,
      ),
    );
    assert.ok(existsSync(pythonOf(folder.file("venv"))));
    assert.ok(!(await isInstalled(folder.file("venv"), [file])));
    await make(folder, await requirements(folder, ""));
    assert.ok(await isInstalled(folder.file("venv"), [file]));
  },
);

pythonTest("a folder that cannot be written is an error of its own", async () => {
  await using folder = await Folder.create();
  await writeFile(folder.file("file"), "");
  const file = await requirements(folder, "");
  const made = install(installer, folder.file("file", "venv"), [file], { onProgress: () => undefined });
  await assert.rejects(made, unavailable(/file\/venv cannot be written: .*Not a directory/));
});

pythonTest("an environment that is not ours is not touched", async () => {
  await using folder = await Folder.create();
  await mkdir(folder.file("venv"));
  await writeFile(folder.file("venv", "mine"), "");
  const file = await requirements(folder, "");
  await assert.rejects(
    make(folder, file),
    unavailable(/was not made by Gaitway and is not touched; remove it/),
  );
  assert.ok(existsSync(folder.file("venv", "mine")));
});

pythonTest("stopping it leaves no process and nothing that looks finished", async () => {
  await using folder = await Folder.create();
  const file = await requirements(folder, "");
  const stop = new AbortController();
  const before = await childrenOf(process.pid);
  let installing: number[] = [];
  const made = install(installer, folder.file("venv"), [file], {
    signal: stop.signal,
    onProgress: () => {
      void childrenOf(process.pid).then((now) => {
        installing = now.filter((pid) => !before.includes(pid));
        stop.abort();
      });
    },
  });
  await assert.rejects(made, { name: "AbortError" });
  assert.ok(installing.length > 0);
  await until("the installer is gone", () => !installing.some(isAlive));
  assert.ok(!(await isInstalled(folder.file("venv"), [file])));
});

pythonTest("the installer ends when its parent is killed", async () => {
  await using folder = await Folder.create();
  const file = await requirements(folder, "");
  const module = join(packageRoot, "dist", "src", "env", "python", "install.js");
  const script = `import(${JSON.stringify(module)}).then(({ install }) => install(${JSON.stringify(installer)},
    ${JSON.stringify(folder.file("venv"))}, [${JSON.stringify(file)}], { onProgress: () => console.log("begun") }))`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  const installing = await childrenOf(parent.pid!);
  assert.equal(installing.length, 1);
  parent.kill("SIGKILL");
  await until("the installer is gone", () => !installing.some(isAlive));
  assert.ok(!(await isInstalled(folder.file("venv"), [file])));
});
