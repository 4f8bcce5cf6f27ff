/** What goes wrong with the robot stops it for its own reason. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { check, named, slack } from "./faults-tested.ts";
import { simulatedFaults, trySimulated } from "./simulated-faults.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-faults-"));
after(() => rmSync(folder, { recursive: true }));

for (const fault of named(simulatedFaults, ["sim: a reading is NaN", "sim: thrown onto its side"]))
  test(fault.name, async () => check(await trySimulated(fault, folder, slack)));
