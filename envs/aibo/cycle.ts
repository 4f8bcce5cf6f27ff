/** A gait as open-loop motion: the joint targets of one period, straight ahead. A robot sees no beacon to steer for. */
import type { CyclePlan } from "../../src/deploy/source/source.ts";
import type { Gait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import { jointNames } from "./legs.ts";
import { leanOf } from "./loci.ts";

/** Of a period; between two of them a foot is at most 0.3 mm off its path. */
const sampleCount = 256;

export function aiboCycle(gait: Gait): CyclePlan {
  const lean = leanOf(gait);
  const samples = Array.from({ length: sampleCount }, (_, k) => {
    const angles = new Float64Array(jointNames.length);
    jointCommands(gait, lean, k / sampleCount, 0, angles);
    return Array.from(angles);
  });
  return { kind: "cycle", period: gait.gaitPeriod, samples };
}
