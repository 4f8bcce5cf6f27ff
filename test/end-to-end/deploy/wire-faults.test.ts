/** A robot on the wire is limp in time, whether it is the robot that fails or who commands it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { pythonTest } from "../../support/python.ts";
import { check, named, slack } from "./faults-tested.ts";
import { tryWire, wireFaults } from "./wire-faults.ts";

const folder = mkdtempSync(join(tmpdir(), "gaitway-faults-"));
after(() => rmSync(folder, { recursive: true }));

for (const fault of named(wireFaults, ["tcp: a reading is NaN", "tcp: SIGKILL of everything on this side"]))
  pythonTest(fault.name, async () => check(await tryWire(fault, folder, slack)));
