/** Imports point one way through the rooms, and the top level holds nothing but what the design names. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { packageRoot } from "./support/package-root.ts";

/** In reading order: a room may import itself and the rooms before it. */
const rooms = [
  "math",
  "transport",
  "env",
  "conformance",
  "policy",
  "rollout",
  "estimator",
  "optimizer",
  "train",
  "deploy",
  "observe",
  "cli",
  "examples",
] as const;

interface Import {
  readonly file: string;
  readonly target: string;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(packageRoot, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(packageRoot, join(entry.parentPath ?? entry.path, entry.name)));
}

function relativeImports(file: string): Import[] {
  const text = readFileSync(join(packageRoot, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  return specifiers.map((specifier) => ({
    file,
    target: relative(packageRoot, resolve(packageRoot, dirname(file), specifier)),
  }));
}

function roomOf(path: string): string {
  const [top = "", room = ""] = path.split("/");
  return top === "src" && path.split("/").length > 2 ? room : top;
}

test("every room of src is in the reading order", () => {
  const found = new Set(
    sourcesBelow("src")
      .filter((file) => file.split("/").length > 2)
      .map(roomOf),
  );
  assert.deepEqual(
    [...found].filter((room) => !(rooms as readonly string[]).includes(room)),
    [],
  );
});

test("imports within src only point upwards in the reading order", () => {
  const rank = (room: string): number => (rooms as readonly string[]).indexOf(room);
  const wrong = sourcesBelow("src")
    .filter((file) => file !== "src/index.ts")
    .flatMap(relativeImports)
    .filter(({ target }) => target.startsWith("src/") && target !== "src/index.ts")
    .filter(({ file, target }) => rank(roomOf(target)) > rank(roomOf(file)) || rank(roomOf(target)) < 0);
  assert.deepEqual(wrong, []);
});

test("the public API is imported by the examples alone: within src each room names the file it means", () => {
  const wrong = sourcesBelow("src")
    .flatMap(relativeImports)
    .filter(({ file, target }) => target === "src/index.ts" && roomOf(file) !== "examples");
  assert.deepEqual(wrong, []);
});

test("only the command line imports the environments, and nothing imports the tests but the benchmarks of the command line", () => {
  const imports = [...sourcesBelow("src"), ...sourcesBelow("envs")].flatMap(relativeImports);
  const wrong = imports.filter(({ file, target }) => {
    const from = roomOf(file);
    if (target.startsWith("envs/")) return from !== "cli" && from !== "examples" && from !== "envs";
    if (target.startsWith("test/")) return !(from === "cli" && target.startsWith("test/bench/"));
    return false;
  });
  assert.deepEqual(wrong, []);
});

test("the environments import nothing of src beyond math, transport and env, but what makes one a robot to deploy on", () => {
  const robots = ["envs/aibo/robot.ts", "envs/aibo/cycle.ts"];
  const isRobot = (file: string) => robots.includes(file) || file.startsWith("envs/aibo/real-time/");
  const wrong = sourcesBelow("envs")
    .flatMap(relativeImports)
    .filter(
      ({ file, target }) =>
        target.startsWith("src/") &&
        !["math", "transport", "env"].includes(roomOf(target)) &&
        !(isRobot(file) && roomOf(target) === "deploy"),
    );
  assert.deepEqual(wrong, []);
});

test("the generated code is seen by the codec alone", () => {
  const wrong = [...sourcesBelow("src"), ...sourcesBelow("envs")]
    .flatMap(relativeImports)
    .filter(
      ({ file, target }) =>
        target.includes("/generated/") && !/^src\/transport\/codec(-[a-z]+)?\.ts$/.test(file),
    );
  assert.deepEqual(wrong, []);
});

test("the top level holds what the design names and nothing else", () => {
  const allowed = new Set([
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "biome.json",
    "proto",
    "src",
    "envs",
    "test",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "node_modules",
    "dist",
    "runs",
    // MuJoCo writes its warnings to a file in the folder it runs in.
    "MUJOCO_LOG.TXT",
  ]);
  const extra = readdirSync(packageRoot).filter((name) => !name.startsWith(".") && !allowed.has(name));
  assert.deepEqual(extra, []);
});
