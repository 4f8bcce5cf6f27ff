/** Every fault of test/end-to-end/deploy, tried one after another as it is shipped: no time is given beyond the defaults. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busFaults } from "../../end-to-end/deploy/bus-faults.ts";
import { hostFaults } from "../../end-to-end/deploy/host-faults.ts";
import { Scene } from "../../end-to-end/deploy/scene.ts";
import { simulatedFaults, trySimulated } from "../../end-to-end/deploy/simulated-faults.ts";
import { badStarts } from "../../end-to-end/deploy/start-faults.ts";
import { type Trial, tryFault, tryStart } from "../../end-to-end/deploy/trial.ts";

/** `onTrial` is called as each is over. */
export async function measureFaults(onTrial: (trial: Trial) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gaitway-faults-"));
  try {
    await using scene = await Scene.open(folder, 1);
    for (const fault of [...busFaults, ...hostFaults]) onTrial(await tryFault(scene, fault));
    for (const start of badStarts) onTrial(await tryStart(scene, start));
    for (const fault of simulatedFaults) onTrial(await trySimulated(fault, folder, 1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
