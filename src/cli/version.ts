import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** The version in package.json. */
export const version = (
  JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }
).version;

/** The version of MuJoCo that the simulators here run. */
export const simulatorVersion = `MuJoCo ${
  (
    JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    }
  ).dependencies["@mujoco/mujoco"]
} (WASM)`;
