/** How steps a second grow with the number of environments. */
import { connect } from "../../../src/env/remote.ts";
import { stepRate } from "./rate.ts";
import { startSimulator } from "./simulator.ts";
import { cartPoles } from "./vector.ts";

export interface GrowthPoint {
  readonly envs: number;
  readonly stepsPerSecond: number;
}

export async function measureGrowth({
  counts = [1, 4, 16, 64, 256],
  seconds = 3,
} = {}): Promise<GrowthPoint[]> {
  const points: GrowthPoint[] = [];
  for (const envs of counts) {
    await using simulator = await startSimulator(`gym:${cartPoles.id}`, { envs });
    await using env = await connect(simulator.endpoint, { expect: "any" });
    const { actions } = cartPoles;
    await stepRate(env, { seconds: seconds / 4, groups: 1, actions });
    points.push({ envs, stepsPerSecond: await stepRate(env, { seconds, groups: 1, actions }) });
  }
  return points;
}
