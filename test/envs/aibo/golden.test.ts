/** The trajectories of test/golden/aibo: WASM gives them again to the last bit, on any machine. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { AiboSimulation } from "../../../envs/aibo/simulation.ts";
import { packageRoot } from "../../support/package-root.ts";
import { type GoldenEpisode, type GoldenLap, goldenEpisodes, goldenLaps } from "./golden-episodes.ts";

const simulation = await AiboSimulation.create();
after(() => simulation[Symbol.dispose]());

const remedy = "if the change is meant, write them anew with GAITWAY_UPDATE_GOLDEN=1 (test/golden/README.md)";

/** What is kept in `file`; with the flag, after `now` was put there. */
function kept<T extends object>(file: string, now: readonly T[]): T[] {
  const path = join(packageRoot, "test", "golden", "aibo", file);
  // One case a line: a file that git shows the changes of.
  const text = `[\n${now.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`;
  if (process.env.GAITWAY_UPDATE_GOLDEN === "1") writeFileSync(path, text);
  return JSON.parse(readFileSync(path, "utf8")) as T[];
}

/** −0 is written as 0. */
const asWritten = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe("the golden trajectories", () => {
  it("of the closed loop are walked again to the last bit", () => {
    const now = asWritten(goldenEpisodes(simulation));
    const golden = kept<GoldenEpisode>("episodes.json", now);
    assert.equal(now.length, golden.length, remedy);
    for (const [i, { name, rewards, observations, ...rest }] of now.entries()) {
      const { rewards: keptRewards, observations: keptObservations, ...keptRest } = golden[i]!;
      const parted = rewards.findIndex((reward, step) => reward !== keptRewards[step]);
      assert.equal(parted, -1, `"${name}" parts from the golden rewards at step ${parted}; ${remedy}`);
      assert.deepEqual(observations, keptObservations, `"${name}" feels something else; ${remedy}`);
      assert.deepEqual({ name, ...rest }, keptRest, remedy);
    }
  });

  it("of laps are walked again to the last bit", () => {
    const now = asWritten(goldenLaps(simulation));
    const golden = kept<GoldenLap>("laps.json", now);
    assert.equal(now.length, golden.length, remedy);
    for (const [i, lap] of now.entries())
      assert.deepEqual(lap, golden[i], `${lap.gait}, seed ${lap.seed}: another lap; ${remedy}`);
  });
});
