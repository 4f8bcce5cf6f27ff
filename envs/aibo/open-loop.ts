/** A gait as what goes on by itself beneath a policy: where the joints are to be at a time, straight ahead, as the trot of the tests plays it. */
import type { Cycle } from "../../src/env/wrappers/around-cycle.ts";
import type { Gait } from "./gait.ts";
import { jointCommands } from "./joint-commands.ts";
import { leanOf } from "./loci.ts";

/** `name` is part of the version of an environment around it. */
export function openLoop(name: string, gait: Gait): Cycle {
  const lean = leanOf(gait);
  return {
    name,
    period: gait.gaitPeriod,
    at(seconds, out) {
      jointCommands(gait, lean, seconds / gait.gaitPeriod, 0, out);
    },
  };
}
