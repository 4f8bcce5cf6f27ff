/** Every fault of test/end-to-end/deploy, tried one after another as it is shipped: no time is given beyond the defaults. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../../src/transport/errors.ts";
import { busFaults } from "../../end-to-end/deploy/bus-faults.ts";
import { hostFaults } from "../../end-to-end/deploy/host-faults.ts";
import { Scene } from "../../end-to-end/deploy/scene.ts";
import { simulatedFaults, trySimulated } from "../../end-to-end/deploy/simulated-faults.ts";
import { badStarts } from "../../end-to-end/deploy/start-faults.ts";
import { type Trial, tryFault, tryStart } from "../../end-to-end/deploy/trial.ts";
import { tryWire, wireFaults } from "../../end-to-end/deploy/wire-faults.ts";

/** `onTrial` is called as each is over. */
export async function measureFaults(onTrial: (trial: Trial) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-faults-"));
  try {
    await using scene = await Scene.open(folder, 1);
    for (const fault of [...busFaults, ...hostFaults])
      onTrial(await tried(fault.name, () => tryFault(scene, fault)));
    for (const start of badStarts) onTrial(await tried(start.name, () => tryStart(scene, start)));
    for (const fault of simulatedFaults)
      onTrial(await tried(fault.name, () => trySimulated(fault, folder, 1)));
    for (const fault of wireFaults) onTrial(await tried(fault.name, () => tryWire(fault, folder, 1)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One that cannot be tried is a row like the others. */
async function tried(name: string, trial: () => Promise<Trial>): Promise<Trial> {
  try {
    return await trial();
  } catch (error) {
    const wrong = messageOf(error).split("\n")[0] ?? "";
    return { name, reason: "", timeToSafe: Infinity, last: "", bound: 0, wrong };
  }
}
