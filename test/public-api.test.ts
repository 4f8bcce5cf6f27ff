/** The public API holds the parts that methods are made of, so that a user can make one the way `src/train` does. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { packageRoot } from "./support/package-root.ts";

const source = join(packageRoot, "src");

/** What is imported from, or exported of, files of src: "file name". */
function namesIn(file: string, word: "import" | "export"): string[] {
  const lists = readFileSync(join(source, file), "utf8").matchAll(
    new RegExp(`^${word} (?:type )?\\{([^}]*)\\} from "(\\.[^"]+)"`, "gm"),
  );
  return [...lists].flatMap(([, names = "", from = ""]) => {
    const target = relative(source, resolve(source, dirname(file), from));
    return [...names.matchAll(/(?:^|,)\s*(?:type )?(\w+)/g)].map(([, name]) => `${target} ${name}`);
  });
}

test("what methods of learning take from rollout, estimator and optimizer is public, but for what no method is made of", () => {
  const ownUse = [
    "estimator/action-values.ts requireActionValues",
    "estimator/given.ts given",
    "rollout/observed.ts joined",
    "rollout/simulated.ts Simulated",
    "rollout/whole-episodes.ts groupCount",
  ];
  const files = readdirSync(join(source, "train"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join("train", name));
  const taken = files
    .flatMap((file) => namesIn(file, "import"))
    .filter((name) => /^(rollout|estimator|optimizer)\//.test(name));
  assert.ok(taken.includes("estimator/weights.ts gaeAdvantages"));
  const exported = new Set(namesIn("index.ts", "export"));
  const missing = new Set(taken.filter((name) => !exported.has(name)));
  assert.deepEqual([...missing].sort(), ownUse);
});
