/** Rows of a table of faults as tests. Times are bounded roughly here: `gaitway bench deploy faults` measures them. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { pythonTest } from "../../support/python.ts";
import type { BadStart, Fault } from "./fault.ts";
import { Scene } from "./scene.ts";
import { type Trial, tryFault, tryStart } from "./trial.ts";

/** So many times longer than by default everything may take, however busy the machine is. */
export const slack = 10;

/** Those of a table that every run of the tests tries, one a mechanism: each takes seconds. `gaitway bench deploy faults` tries all. */
export function named<F extends { readonly name: string }>(
  faults: readonly F[],
  names: readonly string[],
): F[] {
  return names.map((name) => {
    const found = faults.find((fault) => fault.name === name);
    if (found === undefined) throw new Error(`no fault is called "${name}"`);
    return found;
  });
}

/** One emulator serves them all. */
export function testFaults(faults: readonly Fault[], starts: readonly BadStart[] = []): void {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-faults-"));
  let scene: Scene | undefined;
  before(async () => {
    scene = await Scene.open(folder, slack);
  });
  after(async () => {
    await scene?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  for (const fault of faults)
    pythonTest(fault.name, async () => check(await tryFault(scene as Scene, fault)));
  for (const start of starts)
    pythonTest(start.name, async () => check(await tryStart(scene as Scene, start)));
}

export function check({ wrong, timeToSafe, bound }: Trial): void {
  assert.equal(wrong, "");
  // The plan waits errors out for as long as it may; what the machine takes comes on top.
  const most = 2 * slack * bound;
  // Where it goes on there is no such time.
  assert.ok(!(timeToSafe > most), `${timeToSafe} s, expected at most ${most}`);
}
