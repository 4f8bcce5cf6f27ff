import type { Setting } from "../bench/lab/experiment.ts";

/** Seed 1 and a share of the published budget, in silence. */
export const setting = (effort: number): Setting => ({ seed: 1, effort, say: () => undefined });
