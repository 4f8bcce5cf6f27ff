/** A fingerprint of the compiled files that decide what a run computes: another build of the same version has another. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** What `src/cli` and `src/observe` show of a run changes no bit of it. */
const rooms = [
  ...["math", "env", "policy", "rollout", "estimator", "optimizer", "train"].map((room) => `src/${room}`),
  "envs",
];

/** SHA-256 of the paths and contents of all JavaScript in these folders of `compiled`, as hexadecimal digits; some 20 ms. */
export function codeFingerprint(
  compiled = join(packageRoot, "dist"),
  folders: readonly string[] = rooms,
): string {
  const hash = createHash("sha256");
  for (const path of folders.flatMap((folder) => scripts(compiled, folder)).sort()) {
    const content = readFileSync(join(compiled, path));
    hash.update(`${path}\n${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Walked here: `readdirSync` with `recursive` takes ten times as long in Node 20. */
function scripts(compiled: string, folder: string): string[] {
  return readdirSync(join(compiled, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return scripts(compiled, path);
    return path.endsWith(".js") ? [path] : [];
  });
}
