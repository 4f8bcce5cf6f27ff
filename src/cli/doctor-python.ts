/** What `gaitway doctor` looks at of Python: the managed environment, a real server in it, and a GL for pictures. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { connect } from "../env/connect.ts";
import { managedPython } from "../env/python/managed.ts";
import { spaceSize } from "../env/space.ts";
import { messageOf } from "../transport/errors.ts";
import type { Check } from "./doctor-check.ts";

const onlyAibo = "aibo and whatever listens elsewhere, but not gym:, mujoco:, python: and toy:";

export const pythonChecks: readonly Check[] = [
  {
    name: "Python",
    remedy: "do what the line above says",
    without: onlyAibo,
    run: async () => {
      const python = await managedPython();
      const packages = ["gymnasium", "mujoco", "numpy", "pyzmq", "protobuf"];
      return `${python}: ${await inPython(python, versionsOf(packages))}`;
    },
  },
  {
    name: "simulators in Python",
    needs: "Python",
    remedy: "remove .venv and run gaitway doctor again; if it stays, report the line above",
    without: onlyAibo,
    run: stepOnce,
  },
  {
    name: "pictures",
    needs: "Python",
    remedy:
      "install a GL that draws without a screen (Debian, Ubuntu: apt install libegl1), or set MUJOCO_GL",
    without: "everything but pictures of MuJoCo simulators",
    run: async () => await inPython(await managedPython(), drawing),
  },
];

/** A toy with a known answer, through the real server in Python. */
async function stepOnce(): Promise<string> {
  await using env = await connect("toy:identity");
  await env.reset({ envIds: [0], seeds: [1] });
  const actions = new Float64Array(spaceSize(env.spec.actionSpace)).fill(0.5);
  const begin = performance.now();
  const { observations } = await env.step({ envIds: [0], actions });
  const ms = performance.now() - begin;
  if (!observations.every((value) => value === 0.5))
    throw new Error(`toy:identity answered ${observations}, expected ${actions}`);
  return `a step of toy:identity in ${ms.toFixed(1)} ms`;
}

const versionsOf = (packages: readonly string[]): string =>
  `import importlib.metadata as m, sys; print("Python", sys.version.split()[0] + ",", ", ".join(f"{n} {m.version(n)}" for n in ${JSON.stringify(packages)}))`;

const drawing = `
import mujoco, os
model = mujoco.MjModel.from_xml_string("<mujoco/>")
with mujoco.Renderer(model, 8, 8) as renderer:
    renderer.update_scene(mujoco.MjData(model))
    renderer.render()
print("MuJoCo draws, MUJOCO_GL", os.environ.get("MUJOCO_GL", "not set"))`;

/** What a script prints; rejects with the last line of its error. */
async function inPython(python: string, script: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(python, ["-c", script], { timeout: 60_000 });
    return stdout.trim();
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split("\n").at(-1);
    throw new Error(said || messageOf(error), { cause: error });
  }
}
