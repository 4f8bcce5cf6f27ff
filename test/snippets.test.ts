/** What the READMEs of src show as programs, word for word: compiled and run where the package is installed, as a user's would be. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as given from "./snippets/estimator.ts";
import { Folder } from "./support/command.ts";
import { packageRoot } from "./support/package-root.ts";

/** A README of src, what its snippet takes as given (test/snippets), and what of it is looked at. */
const snippets = {
  estimator: { given: ["experience", "model", "params"], shows: ["weights", "gradient", "critic"] },
  train: { given: ["evaluation", "learner", "store"], shows: [] },
};

let folder: Folder;

before(async () => {
  folder = await Folder.create();
  await mkdir(folder.file("node_modules"));
  // As `npm install ../gaitway` leaves it.
  await symlink(packageRoot, folder.file("node_modules", "gaitway"));
  for (const name of ["rxjs", "@types"])
    await symlink(join(packageRoot, "node_modules", name), folder.file("node_modules", name));
  await writeFile(folder.file("package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    types: ["node"],
    strict: true,
    skipLibCheck: true,
  };
  await writeFile(folder.file("tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  for (const [room, { given, shows }] of Object.entries(snippets)) {
    const from = join(packageRoot, "dist", "test", "snippets", `${room}.js`);
    const head = `import { ${given.join(", ")} } from ${JSON.stringify(from)};\n`;
    await writeFile(
      folder.file(`${room}.ts`),
      `${head}${await snippetOf(room)}export { ${shows.join(", ")} };\n`,
    );
  }
});

after(() => folder[Symbol.asyncDispose]());

/** The one snippet of its README that imports the package. */
async function snippetOf(room: string): Promise<string> {
  const readme = await readFile(join(packageRoot, "src", room, "README.md"), "utf8");
  const found = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
  const [code, ...others] = found.filter((snippet) => snippet.includes('from "gaitway"'));
  assert.deepEqual(others, []);
  return code!;
}

function node(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder.path,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test("they compile, strictly, by the types the package comes with", () => {
  node(join(packageRoot, "node_modules", "typescript", "bin", "tsc"));
});

test("the estimator put together by hand gives what its formulas say", async () => {
  const { weights, gradient, critic } = await import(pathToFileURL(folder.file("estimator.js")).href);
  const { params, experience } = given;
  const [actorWeights, actorBiases, criticWeights] = [
    params.slice(0, 4),
    params.slice(4, 6),
    params.slice(6, 8),
  ];
  const value = ([x, y]: readonly number[]) => x! * criticWeights[0]! + y! * criticWeights[1]! + params[8]!;
  // A_t = Σ_l (γλ)^l (r_(t+l) + γ V(s_(t+l+1)) − V(s_(t+l))), V = 0 behind what terminated.
  const rows = experience.stretches.flatMap(({ length, observations, actions, rewards, end, next }) => {
    const seen = Array.from({ length }, (_, t) => [...observations.subarray(2 * t, 2 * t + 2)]);
    const values = [...seen.map(value), end === "terminated" ? 0 : value([...next])];
    const deltas = [...rewards].map((reward, t) => reward + 0.99 * values[t + 1]! - values[t]!);
    return seen.map((observed, t) => ({
      inputs: [...observed, 1],
      action: actions[t]!,
      advantage: deltas.slice(t).reduce((sum, delta, l) => sum + (0.99 * 0.95) ** l * delta, 0),
    }));
  });
  const n = rows.length;
  const mean = rows.reduce((sum, { advantage }) => sum + advantage, 0) / n;
  const variance = rows.reduce((sum, { advantage }) => sum + (advantage - mean) ** 2, 0) / (n - 1);
  const standard = rows.map(({ advantage }) => (advantage - mean) / Math.sqrt(variance));
  assertClose(weights, standard);

  // ∂/∂z_k of w log π(a) + β H = w (1[a = k] − π_k) − β π_k (log π_k + H); z is linear in what was seen and in 1. The critic's part is 0.
  const expected = new Array<number>(9).fill(0);
  // ∂/∂φ of −½ (target − V)² = (target − V) ∇V, and the target of λ is A + V.
  const fitted = new Array<number>(9).fill(0);
  for (const [row, { inputs, action, advantage }] of rows.entries()) {
    const powers = [0, 1].map((k) =>
      Math.exp(inputs[0]! * actorWeights[k]! + inputs[1]! * actorWeights[2 + k]! + actorBiases[k]!),
    );
    const policy = powers.map((power) => power / (powers[0]! + powers[1]!));
    const entropy = -policy.reduce((sum, p) => sum + p * Math.log(p), 0);
    for (const [j, input] of inputs.entries()) {
      for (const [k, p] of policy.entries()) {
        const slope = standard[row]! * ((action === k ? 1 : 0) - p) - 0.01 * p * (Math.log(p) + entropy);
        expected[2 * j + k]! += (slope * input) / n;
      }
      fitted[6 + j]! += (advantage * input) / n;
    }
  }
  assertClose(gradient, expected);
  assertClose(critic, fitted);
});

test("the callbacks of a run print the best, how far it is and how it goes, until it is good enough", () => {
  const lines = node(folder.file("train.js")).trim().split("\n");
  const best = lines.flatMap((line) => /^best so far: (.+)$/.exec(line)?.[1] ?? []).map(Number);
  const steps = lines.flatMap((line) => /^after (\d+) steps: \d/.exec(line)?.[1] ?? []).map(Number);
  const smoothed = lines.map(Number).filter((number) => !Number.isNaN(number));
  assert.equal(best.length + steps.length + smoothed.length, lines.length);
  // Untrained, it gives one answer of three to everything it sees in a row; it ends where 475 of 500 are right.
  assert.ok(best[0]! < 475 && best.at(-1)! >= 475, `${best}`);
  assert.deepEqual(
    best,
    [...best].sort((a, b) => a - b),
  );
  assert.equal(lines.at(-1), `best so far: ${best.at(-1)}`);
  // Four episodes of 500 steps an iteration: every fifth is at a multiple of 10 000, and it ended before all 100 000.
  assert.deepEqual(
    steps,
    steps.map((_, i) => 10_000 * (i + 1)),
  );
  assert.ok(steps.length >= 1 && steps.length < 10, `${steps}`);
  assert.ok(smoothed.length >= 5 * steps.length && smoothed.length < 50, `${smoothed.length}`);
});

/** float32 keeps 2⁻²⁴ of a number; some of order 1 are summed. */
function assertClose(actual: Float64Array, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [j, number] of expected.entries())
    assert.ok(Math.abs(actual[j]! - number) <= 1e-6, `element ${j}: ${actual[j]}, expected ${number}`);
}
